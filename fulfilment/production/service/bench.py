"""What every tap at the bench begins and ends with: lock, look, record."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from foundation.data.audit import move
from foundation.data.work import Work
from foundation.plain.errors import Conflict, NotFound
from foundation.plain.scope import SellerScope
from fulfilment.orders.models import FulfilmentOrder
from fulfilment.orders.progress import locked
from fulfilment.orders.taps import record
from fulfilment.production.domain.readmodel import TapResult
from fulfilment.production.models import Operation, ProductionOrder
from fulfilment.production.states import OPERATION, PRODUCTION_ORDER
from fulfilment.timelog.service import Stand


@dataclass(frozen=True)
class Bench:
    """An operation with the orders around it, locked from the top down."""

    operation: Operation
    production: ProductionOrder
    order: FulfilmentOrder

    @property
    def others(self) -> list[Operation]:
        return [o for o in self.production.operations if o is not self.operation]

    @property
    def successors(self) -> list[Operation]:
        return [o for o in self.production.operations if self.operation.number in o.after]


def at_bench(work: Work, scope: SellerScope, ref: str) -> Bench:
    """Lock the fulfilment order, then the production order, and read all of it afresh. Raises `NotFound`."""
    found = work.session.execute(
        select(ProductionOrder.ref, ProductionOrder.fulfilment_order_ref, ProductionOrder.seller_ref)
        .join(ProductionOrder.operations)
        .where(Operation.ref == ref)
    ).first()
    if found is None:
        raise NotFound("There is no such operation.")
    scope.require(found.seller_ref, "operation")
    (order,) = locked(work, scope, [found.fulfilment_order_ref])
    production = locked_production(work, found.ref)
    operation = next(o for o in production.operations if o.ref == ref)
    return Bench(operation, production, order)


def locked_production(work: Work, ref: str) -> ProductionOrder:
    """The production order and its operations, locked and read afresh."""
    production = work.session.scalars(
        select(ProductionOrder)
        .where(ProductionOrder.ref == ref)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    work.session.scalars(
        select(Operation).where(Operation.production_order_ref == ref).execution_options(populate_existing=True)
    ).all()
    work.session.expire(production, ["operations"])
    return production


def shift(work: Work, operation: Operation, state: str, actor: str, reason: str = "") -> None:
    """Move the operation along its table and keep its times true to its state."""
    move(work, operation, OPERATION, state, subject=operation.ref, actor=actor, reason=reason)
    if state == "running":
        operation.started_at = operation.started_at or work.now()
    operation.paused_at = operation.begun = None
    if state not in ("running", "done"):
        operation.started_at = None
    operation.finished_at = work.now() if state == "done" else None
    if state != "done":
        operation.waiting_until = None


def shift_order(work: Work, production: ProductionOrder, state: str, actor: str, reason: str = "") -> None:
    move(work, production, PRODUCTION_ORDER, state, subject=production.ref, actor=actor, reason=reason)


def standing(operation: Operation) -> str:
    """Its state as a tap keeps it: a paused one is `paused`, so that an undo finds the way back."""
    return "paused" if operation.paused_at is not None else operation.state


def stand(bench: Bench) -> Stand:
    """The operation as the time log keeps it."""
    operation = bench.operation
    planned = operation.setup_minutes + operation.run_minutes * operation.pieces
    production = bench.production
    return Stand(operation.ref, production.seller_ref, production.line_ref, operation.work_centre, planned)


def where(work: Work, bench: Bench) -> tuple[str, tuple[str, ...], datetime]:
    """The first three fields of every event: which order, which line, when."""
    return bench.order.order_ref, (bench.production.line_ref,), work.now()


def steps(bench: Bench) -> dict[str, Any]:
    """The fields that every event about an operation carries."""
    operation = bench.operation
    return {
        "operation_ref": operation.ref,
        "name": operation.name,
        "stage": operation.stage,
        "step": operation.step,
        "steps": len(bench.production.operations),
    }


def result(operation: Operation, sentence: str) -> TapResult:
    label = "Paused" if operation.paused_at else OPERATION.states[operation.state].label
    return TapResult(operation.ref, operation.state, label, sentence, operation.undo_until)


def to_json(result: TapResult) -> dict[str, Any]:
    until = result.undo_until.isoformat() if result.undo_until else None
    return asdict(result) | {"undo_until": until}


def from_json(data: dict[str, Any]) -> TapResult:
    until = data["undo_until"]
    return TapResult(**{**data, "undo_until": datetime.fromisoformat(until) if until else None})


def keep(
    work: Work, client_id: str, verb: str, bench: Bench, person: str, was: str, told: TapResult, note: str = ""
) -> None:
    """Write the tap down with what it did."""
    record(
        work,
        client_id,
        verb,
        bench.operation.ref,
        person=person,
        was=was,
        now=told.state,
        result=to_json(told),
        undo_until=told.undo_until,
        note=note,
    )


def require_released(production: ProductionOrder) -> None:
    """Raises `Conflict` for an order that is not on the floor."""
    if production.state not in ("released", "in_progress"):
        label = PRODUCTION_ORDER.states[production.state].label.lower()
        raise Conflict(f"Order {production.order_number} is {label}; there is nothing to do for it at the bench.")
