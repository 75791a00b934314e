"""How far a made line is, read for the decision what of it may still be changed. A fixed number of statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import Conflict, NotFound
from fulfilment.api.workspec import WorkSpec
from fulfilment.capacity.models import Booking
from fulfilment.changes.domain import Floor, Frozen, OperationOnFloor, since
from fulfilment.changes.models import Change
from fulfilment.orders.models import AcceptedOrder, FulfilmentHold, FulfilmentLine
from fulfilment.production.models import Operation, ProductionOrder
from fulfilment.production.zones import zone_of, zones

NOT_YET = "The workshop is still taking your order in. Look again in a minute."
NO_LINE = "There is no such line in this order."
NOT_MADE = "This comes from the shelf as it is, so there is nothing to change. You can cancel it while it is here."
_CLOSED = {
    "completed": "{title} is finished, so it can no longer be changed.",
    "closed": "{title} is finished, so it can no longer be changed.",
    "cancelled": "{title} is cancelled, so there is nothing to change.",
}
AT_REPAIR = "We are putting something right on {title} just now. Once that is done you can look again."
DISPUTED = "Your bank is looking into the payment of this order. Nothing can be changed until it has decided."


def production_of(work: Work, order_ref: str, line_ref: str) -> ProductionOrder:
    """The production order of a line. Raises `NotFound` for a line of another order or one from the shelf, `Conflict`
    while it is not accepted."""
    found = work.session.scalar(
        select(ProductionOrder).where(ProductionOrder.order_ref == order_ref, ProductionOrder.line_ref == line_ref)
    )
    if found is not None:
        return found
    if work.session.get(AcceptedOrder, order_ref) is None:
        raise Conflict(NOT_YET)
    shelf = select(FulfilmentLine.id).where(FulfilmentLine.line_ref == line_ref).limit(1)
    raise NotFound(NOT_MADE if work.session.scalar(shelf) is not None else NO_LINE)


def floor_of(work: Work, order_ref: str, line_ref: str) -> Floor:
    """A made line as it stands. Four statements. Raises as `production_of`."""
    return as_floor(work, production_of(work, order_ref, line_ref))


def as_floor(work: Work, production: ProductionOrder) -> Floor:
    """A production order, read already, as the plain value that decisions are made on."""
    line, operations = production.line, production.operations
    assert line.spec is not None
    sold = WorkSpec.from_dict(line.spec)
    own = {operation.number: operation for operation in operations if operation.kind == "routing"}
    begins = _begins(work, sold, own, production)
    return Floor(
        order_ref=production.order_ref,
        line_ref=production.line_ref,
        title=line.title,
        quantity=production.quantity,
        sold=sold,
        operations=tuple(_on_floor(own[op.number], begins[op.number]) for op in sold.operations if op.number in own),
        closed=_closed(work, production, operations),
    )


def live_bookings(work: Work, line_ref: str) -> list[Booking]:
    """The time of the line's operations that have it, the newest of each operation."""
    rows = work.session.scalars(
        select(Booking)
        .where(Booking.line_ref == line_ref, Booking.state.in_(("firm", "frozen")))
        .order_by(Booking.id)
        .execution_options(populate_existing=True)
    )
    return list({row.operation: row for row in rows}.values())


def _begins(
    work: Work, sold: WorkSpec, own: Mapping[int, Operation], production: ProductionOrder
) -> dict[int, datetime]:
    """When each operation may begin: in its own time, after all that comes before it. A WorkSpec is in that order."""
    booked = {row.operation: row for row in live_bookings(work, production.line_ref)}
    now, begins, ends = work.now(), dict[int, datetime](), dict[int, datetime]()
    for op in sold.operations:
        slot, row = booked.get(op.number), own.get(op.number)
        minutes = op.setup_minutes + op.run_minutes * production.quantity
        length = slot.ends_at - slot.starts_at if slot is not None else timedelta(minutes=minutes)
        before = [ends[number] for number in op.after if number in ends]
        begins[op.number] = max([now, *before, *([slot.starts_at] if slot is not None else [])])
        end = begins[op.number] + length + timedelta(minutes=op.wait_minutes)
        if row is not None and row.state == "done":
            end = row.waiting_until or row.finished_at or now
        elif row is not None and row.state == "running" and slot is not None:
            end = max(slot.ends_at, now) + timedelta(minutes=op.wait_minutes)
        ends[op.number] = end
    return begins


def _on_floor(operation: Operation, begins: datetime) -> OperationOnFloor:
    return OperationOnFloor(
        operation.number,
        operation.name,
        operation.state,
        operation.started_at,
        operation.finished_at,
        None if operation.begun == 0 else begins,
        operation.begun,
    )


def _closed(work: Work, production: ProductionOrder, operations: Sequence[Operation]) -> str:
    title = production.line.title
    if production.line.cancelled:
        return _CLOSED["cancelled"].format(title=title)
    if production.line.shipped:
        return f"{title} has left the house, so it can no longer be changed."
    if production.state in _CLOSED:
        return _CLOSED[production.state].format(title=title)
    if any(operation.kind != "routing" and operation.state != "done" for operation in operations):
        return AT_REPAIR.format(title=title)
    held = select(FulfilmentHold.id).where(
        FulfilmentHold.line_ref == production.line_ref,
        FulfilmentHold.kind == "dispute",
        FulfilmentHold.released_at.is_(None),
    )
    return DISPUTED if work.session.scalar(held.limit(1)) is not None else ""


def live_change(work: Work, line_ref: str, states: Sequence[str]) -> Change | None:
    """The change of a line that is in one of `states`."""
    return work.session.scalar(select(Change).where(Change.line_ref == line_ref, Change.state.in_(states)).limit(1))


def why(work: Work, seller_ref: str, one: Frozen) -> str:
    """What stands in the way, in the workshop's own time."""
    return since(one, work.now(), zone_of(zones(work), seller_ref))
