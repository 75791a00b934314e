"""The workshop for a seller's own systems: production orders with their operations, and the taps of the bench."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from foundation.data.work import Work
from fulfilment.api import production
from storefront.api.fields import Day, Moment, Paged, Ref, Sent, Told, one_of
from storefront.api.routes import Call, Routes

routes = Routes("Seller: production")
SHAPE = (str, str)


class OperationTold(Told):
    ref: Ref
    number: int
    name: str = Field(examples=["Saw the top"])
    work_centre: str = Field(examples=["SAW"])
    state: str = Field(json_schema_extra=one_of(production.OPERATION.names))
    pieces: int
    minutes: int = Field(description="set-up and run, for all pieces")
    inspection: bool
    booked_start: Moment | None
    booked_end: Moment | None
    started_at: Moment | None
    finished_at: Moment | None
    blocked_by: str | None = Field(description="the one sentence that keeps it from starting")
    actions: list[str] = Field(examples=[["start"]], description="what would be taken now")


class ProductionOrderTold(Told):
    ref: Ref
    order_number: str = Field(examples=["1042"])
    line_ref: Ref
    title: str = Field(examples=["Solid-wood table"])
    quantity: int
    state: str = Field(json_schema_extra=one_of(production.PRODUCTION_ORDER.names))
    promised: Day
    summary: list[tuple[str, str]] = Field(examples=[[]])
    operations: list[OperationTold]


class ProductionOrders(Told):
    items: list[ProductionOrderTold]
    next: str | None


class Tapped(Told):
    operation_ref: Ref
    state: str = Field(json_schema_extra=one_of(production.OPERATION.names))
    sentence: str = Field(examples=["Saw the top is running."])
    undo_until: Moment | None


class VerdictSent(Sent):
    verdict: Literal["pass", "rework", "scrap"]
    note: str = Field("", max_length=500, examples=["A scratch on the edge"])
    pieces: int | None = Field(None, ge=1, le=999, description="how many of them, for rework and scrap")


VERBS = {
    "start": production.start_operation,
    "finish": production.finish_operation,
    "pause": production.pause_operation,
    "resume": production.resume_operation,
}


@routes.get("/seller/production-orders", answer=ProductionOrders, query=Paged, scope="production:read")
def list_production_orders(call: Call, query: Paged) -> ProductionOrders:
    """List production orders

    Everything on the floor, the day that was promised first.
    """
    found = call.read(lambda work: production.production_orders(work, call.scope))
    found = sorted(found, key=_place)
    page, cursor = call.page(query, found, _place, SHAPE)
    return ProductionOrders(items=[ProductionOrderTold.model_validate(one) for one in page], next=cursor)


def _place(one: production.ProductionOrderView) -> list[str]:
    return [one.promised.isoformat(), one.ref]


@routes.get("/seller/production-orders/<ref>", answer=ProductionOrderTold, scope="production:read")
def get_production_order(call: Call, ref: str) -> ProductionOrderTold:
    """Read a production order"""
    found = call.read(lambda work: production.production_order(work, call.scope, ref))
    return ProductionOrderTold.model_validate(found.order)


def _tap(call: Call, ref: str, verb: str) -> Tapped:
    def write(work: Work) -> Tapped:
        done = VERBS[verb](
            work,
            call.scope,
            ref,
            client_id=call.tap_id(work),
            person=call.actor,
            undo_window=call.shop.settings.undo_window,
        )
        return Tapped.model_validate(done)

    return call.write(write)


@routes.post("/seller/operations/<ref>/start", answer=Tapped, scope="production:write")
def start_operation(call: Call, ref: str) -> Tapped:
    """Start an operation

    Its materials leave the shelf, its booking begins. Refused with the sentence of what is missing.
    """
    return _tap(call, ref, "start")


@routes.post("/seller/operations/<ref>/finish", answer=Tapped, scope="production:write")
def finish_operation(call: Call, ref: str) -> Tapped:
    """Finish an operation

    It can be taken back until `undo_until`.
    """
    return _tap(call, ref, "finish")


@routes.post("/seller/operations/<ref>/pause", answer=Tapped, scope="production:write")
def pause_operation(call: Call, ref: str) -> Tapped:
    """Pause an operation"""
    return _tap(call, ref, "pause")


@routes.post("/seller/operations/<ref>/resume", answer=Tapped, scope="production:write")
def resume_operation(call: Call, ref: str) -> Tapped:
    """Go on with an operation"""
    return _tap(call, ref, "resume")


@routes.post("/seller/operations/<ref>/undo", answer=Tapped, scope="production:write")
def undo_operation(call: Call, ref: str) -> Tapped:
    """Take the last tap back"""

    def write(work: Work) -> Tapped:
        done = production.undo(work, call.scope, ref, client_id=call.tap_id(work), person=call.actor)
        return Tapped.model_validate(done)

    return call.write(write)


@routes.post("/seller/operations/<ref>/verdict", answer=Tapped, body=VerdictSent, scope="production:write")
def inspect_operation(call: Call, ref: str, body: VerdictSent) -> Tapped:
    """End an inspection

    Pass, rework or scrap.
    """

    def write(work: Work) -> Tapped:
        done = production.inspect(
            work,
            call.scope,
            ref,
            body.verdict,
            body.note,
            client_id=call.tap_id(work),
            person=call.actor,
            undo_window=call.shop.settings.undo_window,
            pieces=body.pieces,
        )
        return Tapped.model_validate(done)

    return call.write(write)
