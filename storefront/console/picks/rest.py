"""The warehouse for a seller's WMS: pick lists, confirmed picks, closed parcels."""

from __future__ import annotations

from pydantic import Field

from foundation.data.work import Work
from fulfilment.api import warehouse
from storefront.api.fields import Day, Moment, Paged, Ref, Sent, Told, one_of
from storefront.api.routes import Call, Routes

routes = Routes("Seller: warehouse")


class PickTaskTold(Told):
    ref: Ref
    line_ref: Ref
    sku: str = Field(examples=["OIL-05"])
    name: str = Field(examples=["Hardwax oil, 0.5 l"])
    location: str = Field(examples=["HALL"])
    bin: str = Field(examples=["A-2"])
    quantity: int
    picked: int
    state: str = Field(json_schema_extra=one_of(warehouse.PICK_TASK.names))
    expected: Day | None
    blocked_by: str | None


class PickListTold(Told):
    ref: Ref
    fulfilment_order_ref: Ref
    order_number: str = Field(examples=["1042"])
    location: str = Field(examples=["HALL"])
    state: str = Field(json_schema_extra=one_of(warehouse.PICK_LIST.names))
    created_at: Moment
    blocked_by: str | None
    tasks: list[PickTaskTold] = Field(description="in walking order")


class PickLists(Told):
    items: list[PickListTold]
    next: str | None


class PickSent(Sent):
    quantity: int = Field(ge=0, le=100_000, description="fewer than asked is a short pick", examples=[1])
    scanned: str | None = Field(None, max_length=120, description="the code on the piece, checked if given")


class PickDone(Told):
    task_ref: Ref
    picked: int
    state: str = Field(json_schema_extra=one_of(warehouse.PICK_TASK.names))
    list_state: str = Field(json_schema_extra=one_of(warehouse.PICK_LIST.names))
    sentence: str = Field(examples=["Picked."])


class ParcelSent(Sent):
    length_mm: int = Field(ge=1, le=6_000, examples=[300])
    width_mm: int = Field(ge=1, le=6_000, examples=[200])
    height_mm: int = Field(ge=1, le=6_000, examples=[150])
    weight_g: int = Field(ge=1, le=1_000_000, examples=[800])


class PackSent(Sent):
    parcels: list[ParcelSent] = Field(min_length=1, max_length=50)


class ParcelProposed(Told):
    length_mm: int
    width_mm: int
    height_mm: int
    weight_g: int


class PackLine(Told):
    line_ref: Ref
    sku: str = Field(examples=["OIL-05"])
    title: str = Field(examples=["Hardwax oil, 0.5 l"])
    quantity: int
    to_pack: int
    packed: int


class Bench(Told):
    fulfilment_order_ref: Ref
    order_number: str = Field(examples=["1042"])
    delivery_class: str = Field(examples=["parcel"])
    state: str = Field(examples=["in_progress"])
    lines: list[PackLine]
    parcels: list[ParcelProposed] = Field(description="a box that fits all of it")
    blocked_by: str | None


class Packed(Told):
    fulfilment_order_ref: Ref
    parcel_refs: list[str] = Field(examples=[["01kasx7xmj5v8nqz2y0c4d6f8g"]])
    state: str = Field(examples=["packed"])


@routes.get("/seller/pick-lists", answer=PickLists, query=Paged, scope="warehouse:read")
def list_pick_lists(call: Call, query: Paged) -> PickLists:
    """List pick lists

    Those that still have something to pick, the oldest first.
    """
    found = sorted(call.read(lambda work: warehouse.pick_lists(work, call.scope)), key=lambda one: one.ref)
    page, cursor = call.page(query, found, lambda one: [one.ref], (str,))
    return PickLists(items=[PickListTold.model_validate(one) for one in page], next=cursor)


@routes.get("/seller/pick-lists/<ref>", answer=PickListTold, scope="warehouse:read")
def get_pick_list(call: Call, ref: str) -> PickListTold:
    """Read a pick list"""
    return PickListTold.model_validate(call.read(lambda work: warehouse.pick_list(work, call.scope, ref)))


@routes.post("/seller/pick-tasks/<ref>/confirm", answer=PickDone, body=PickSent, scope="warehouse:write")
def confirm_pick(call: Call, ref: str, body: PickSent) -> PickDone:
    """Confirm a pick

    Once per Idempotency-Key. A short pick corrects the count and looks for the rest elsewhere.
    """

    def write(work: Work) -> PickDone:
        done = warehouse.pick(
            work,
            call.scope,
            ref,
            body.quantity,
            client_id=call.tap_id(work),
            person=call.actor,
            scanned=body.scanned,
        )
        return PickDone.model_validate(done)

    return call.write(write)


@routes.get("/seller/packing/<ref>", answer=Bench, scope="warehouse:read")
def get_packing(call: Call, ref: str) -> Bench:
    """Read a packing bench

    By the ref of a fulfilment order.
    """
    return Bench.model_validate(call.read(lambda work: warehouse.packing(work, call.scope, ref)))


@routes.post("/seller/packing/<ref>", answer=Packed, body=PackSent, scope="warehouse:write")
def close_parcels(call: Call, ref: str, body: PackSent) -> Packed:
    """Pack

    Close the parcels of a fulfilment order whose pieces are all picked or made.
    """
    closed = [warehouse.ParcelIn(**parcel.model_dump()) for parcel in body.parcels]

    def write(work: Work) -> Packed:
        tap = call.tap_id(work)
        done = warehouse.pack(work, call.scope, ref, closed, client_id=tap, person=call.actor)
        return Packed.model_validate(done)

    return call.write(write)
