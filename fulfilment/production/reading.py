"""From rows to what people read, shared by the board, the traveller and the order's page."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql import ColumnElement

from foundation.data.work import Work
from foundation.plain.scope import SellerScope
from fulfilment.capacity.domain import BookingView
from fulfilment.production.domain.blockers import actions
from fulfilment.production.domain.moves import lane_of
from fulfilment.production.domain.readmodel import MaterialLine, OperationView, ProductionOrderView
from fulfilment.production.facts import FloorFacts
from fulfilment.production.models import Operation, ProductionOrder
from fulfilment.production.states import OPERATION, PRODUCTION_ORDER
from fulfilment.stock.domain import AllocationView
from fulfilment.timelog.queries import Spent


def in_scope(scope: SellerScope, column: ColumnElement[str]) -> list[ColumnElement[bool]]:
    """The WHERE that keeps foreign rows out; none for whoever sees every seller."""
    return [] if scope.sellers is None else [column.in_(sorted(scope.sellers))]


def load(work: Work, scope: SellerScope, *where: ColumnElement[bool]) -> list[ProductionOrder]:
    """Production orders with lines and operations, in promise order. Two statements."""
    return list(
        work.session.scalars(
            select(ProductionOrder)
            .where(*in_scope(scope, ProductionOrder.seller_ref.expression), *where)
            .options(
                joinedload(ProductionOrder.line),
                selectinload(ProductionOrder.operations).joinedload(Operation.order),
            )
            .order_by(ProductionOrder.promised, ProductionOrder.confirmed_at, ProductionOrder.line_ref)
        )
    )


def undoable(operation: Operation, facts: FloorFacts) -> bool:
    """Whether an undo would be taken now: within its window, and nothing after it has begun."""
    if operation.undo_until is None or operation.undo_until < facts.now or operation.verdict in ("rework", "scrap"):
        return False
    later = [o for o in operation.order.operations if operation.number in o.after]
    return all(o.state not in ("running", "done") for o in later)


def operation_view(operation: Operation, facts: FloorFacts) -> OperationView:
    order, state = operation.order, OPERATION.states[operation.state]
    blocked = _blocked(operation, facts)
    can_undo = undoable(operation, facts)
    lane = lane_of(operation.state, inspection=operation.inspection, paused=operation.paused_at is not None)
    spent = facts.spent.get(operation.ref, Spent())
    booked: BookingView | None = facts.bookings.get((order.line_ref, operation.number))
    return OperationView(
        ref=operation.ref,
        number=operation.number,
        name=operation.name,
        work_centre=operation.work_centre,
        work_centre_name=facts.centre_name(order.seller_ref, operation.work_centre),
        stage=operation.stage,
        state=operation.state,
        label="Paused" if operation.paused_at else state.label,
        tone="neutral" if operation.paused_at else state.tone,
        step=operation.step,
        steps=len(order.operations),
        pieces=operation.pieces,
        minutes=operation.setup_minutes + operation.run_minutes * operation.pieces,
        inspection=operation.inspection,
        packing=operation.packing,
        booked_start=booked.start if booked else None,
        booked_end=booked.end if booked else None,
        started_at=operation.started_at,
        finished_at=operation.finished_at,
        waiting_until=operation.waiting_until,
        verdict=operation.verdict,
        note=operation.note,
        person=operation.person,
        blocked_by=blocked,
        actions=actions(lane, blocked=blocked, undoable=can_undo, others=bool(operation.begun)),
        undo_until=operation.undo_until if can_undo else None,
        lane=lane,
        paused_at=operation.paused_at,
        batch_key=operation.batch_key,
        spent=spent.minutes,
        spent_since=spent.since,
        begun=operation.begun,
    )


def _blocked(operation: Operation, facts: FloorFacts) -> str | None:
    if operation.paused_at is not None:
        return facts.resumable(operation)
    return facts.blocker(operation) if operation.state in ("waiting", "ready") else None


def order_view(order: ProductionOrder, facts: FloorFacts) -> ProductionOrderView:
    state = PRODUCTION_ORDER.states[order.state]
    return ProductionOrderView(
        ref=order.ref,
        order_ref=order.order_ref,
        order_number=order.order_number,
        line_ref=order.line_ref,
        seller_ref=order.seller_ref,
        title=order.line.title,
        quantity=order.quantity,
        state=order.state,
        label=state.label,
        tone=state.tone,
        promised=order.promised,
        summary=tuple((label, value) for label, value in order.line.summary),
        drawing=order.line.drawing,
        operations=tuple(operation_view(operation, facts) for operation in order.operations),
    )


def material_lines(rows: Sequence[AllocationView]) -> tuple[MaterialLine, ...]:
    return tuple(
        MaterialLine(
            sku=one.sku,
            name=one.name,
            unit=one.unit,
            quantity=one.quantity,
            location=one.location or "",
            bin=one.bin,
            state=one.state,
            expected=one.expected,
        )
        for one in rows
    )
