"""Hours, material and logged minutes of a line that becomes two: each stays where it was, in two parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import func, select, update

from foundation.data.work import Work
from fulfilment.capacity import ledger
from fulfilment.capacity.domain import Centre, Slot
from fulfilment.capacity.models import Booking
from fulfilment.changes.domain import Floor, handed_over, minutes_of
from fulfilment.changes.domain.sharing import Key
from fulfilment.changes.service.locking import Desk
from fulfilment.items.models import Item
from fulfilment.keeping.asking import Happened, ask_repair
from fulfilment.production.models import Operation
from fulfilment.stock import supply
from fulfilment.stock.models import Claim, StockLevel
from fulfilment.stock.service import book
from fulfilment.stock.valuing import worth_taken
from fulfilment.timelog.models import TimeLog

_OF_A_CLAIM = (
    "checkout_id", "operation", "item_id", "level_id", "po_line_id", "state", "expected", "expires_at", "made_at",
)  # fmt: skip
SPLIT = "Some pieces of your order are changed, so its work was planned anew."


def divide_time(work: Work, desk: Desk, rest: Floor, rest_ref: str) -> None:
    """Each booking is cut where the pieces that were begun end; a load is lain in by both. What should have been done
    by now and is not begun is left for the repair."""
    done = {one.number for one in rest.operations if one.state == "done"}
    rows = [row for row in desk.own.bookings if row.operation not in done]
    ledger.lock(work, {row.work_centre_id for row in rows})
    centres = {one.id: one for one in ledger.centres(work, {row.work_centre_id for row in rows}).values()}
    slots = [(row, _rest_slot(work, centres[row.work_centre_id], row, desk, rest)) for row in rows]
    planned = [
        ledger.Planned(rest_ref, row.operation, centres[row.work_centre_id], slot, row.checkout_id)
        for row, slot in slots
        if slot is not None
    ]
    gone = [one for one in planned if one.slot.end <= one.centre.axis.position(work.now())]
    ledger.book(work, [one for one in planned if one not in gone], state="firm")
    if gone:
        ledger.book(work, gone, state="displaced")
        ask_repair(
            work, Happened("overrun", "Split: not begun in time", SPLIT, {one.centre.id for one in gone}, [rest_ref])
        )


def _rest_slot(work: Work, centre: Centre, row: Booking, desk: Desk, rest: Floor) -> Slot | None:
    begun = desk.floor.quantity - rest.quantity
    if row.batch:
        ledger.move(work, row, pieces=max(begun, 1))
        return Slot(row.unit_id, row.start_minute, row.end_minute, batch=row.batch, pieces=rest.quantity, rides=True)
    spec = next(op for op in desk.floor.sold.operations if op.number == row.operation)
    length = row.end_minute - row.start_minute
    cut = row.start_minute + minutes_of(length, spec.setup_minutes, begun, desk.floor.quantity)
    if cut >= row.end_minute:
        return None
    end, there = row.end_minute, row.attended >= length
    person = row.person_id if there else None
    kept = cut - row.start_minute
    values = {"minutes": kept, "attended": min(row.attended, kept)}
    ledger.move(work, row, end_minute=cut, ends_at=centre.axis.end_at(cut), **values)
    return Slot(row.unit_id, cut, end, person or 0, end - cut if person else 0, row.whole)


def divide_material(
    work: Work, line_ref: str, rest_ref: str, wanted: Mapping[Key, int], twins: Mapping[str, Operation]
) -> None:
    """Claims are handed over. What was taken for pieces that are not begun goes back to its shelf; what was taken for a
    step that is done stays taken, under the step of the rest."""
    rows = supply.claims_of(work, (Claim.line_ref == line_ref) & Claim.state.in_(("allocated", "issued")))
    items = {row.item_id for row in rows}
    supply.lock(work, items)
    skus = {row.id: row.sku for row in work.session.execute(select(Item.id, Item.sku).where(Item.id.in_(items)))}
    rows.sort(key=lambda row: (row.level_id is None, row.expected is not None, row.expected or row.made_at.date()))
    held = [(row.id, (row.operation or 0, skus[row.item_id]), row.quantity) for row in rows]
    parts = handed_over(held, wanted)
    for row in rows:
        if row.id in parts:
            _hand_over(work, row, parts[row.id], rest_ref)
    work.session.flush()
    for ref, twin in twins.items():
        _move_taken(work, line_ref, rest_ref, ref, twin)


def _hand_over(work: Work, row: Claim, part: int, rest_ref: str) -> None:
    if part == row.quantity:
        row.line_ref = rest_ref
        return
    row.quantity -= part
    same = {name: getattr(row, name) for name in _OF_A_CLAIM}
    work.session.add(Claim(id=work.new_id(), line_ref=rest_ref, quantity=part, **same))


def _move_taken(work: Work, line_ref: str, rest_ref: str, ref: str, twin: Operation) -> None:
    """What the first part's step took for the rest: booked back with its worth, and taken again where it is done."""
    issued = (Claim.line_ref == rest_ref) & (Claim.operation == twin.number) & (Claim.state == "issued")
    by_level: dict[int, list[Claim]] = defaultdict(list)
    for row in supply.claims_of(work, issued):
        if row.level_id is not None:
            by_level[row.level_id].append(row)
    for level, rows in sorted(by_level.items()):
        quantity = sum(row.quantity for row in rows)
        kept = _issued(work, line_ref, twin.number, level)
        worth = worth_taken(work, level, ref)
        paid = None if worth is None else worth * quantity // (quantity + kept)
        book(work, level, quantity, "return", ref, paid=paid)
        if twin.issued:
            book(work, level, -quantity, "issue", twin.ref)
            continue
        for row in rows:
            row.state = "allocated"
        work.session.execute(
            update(StockLevel)
            .where(StockLevel.id == level)
            .values(allocated=StockLevel.allocated + quantity)
            .execution_options(synchronize_session=False)
        )
    work.session.flush()


def _issued(work: Work, line_ref: str, number: int, level: int) -> int:
    mine = (Claim.line_ref == line_ref) & (Claim.operation == number) & (Claim.level_id == level)
    kept = select(func.coalesce(func.sum(Claim.quantity), 0)).where(mine, Claim.state == "issued")
    return int(work.session.scalar(kept) or 0)


def divide_minutes(work: Work, twins: Mapping[str, Operation], rest: int, many: int) -> None:
    """Time that was worked on pieces of both is shared by pieces, so that every minute is on one of them."""
    done = {ref: twin for ref, twin in twins.items() if twin.state == "done"}
    logs: Sequence[TimeLog] = work.session.scalars(
        select(TimeLog).where(TimeLog.operation_ref.in_(done), TimeLog.minutes.is_not(None), TimeLog.void.is_(False))
    ).all()
    for log in logs:
        assert log.minutes is not None
        twin, part = done[log.operation_ref], log.minutes * rest // many
        log.minutes -= part
        names = ("seller_ref", "work_centre", "person", "run_ref", "started_at", "ended_at", "rate_minor")
        same = {name: getattr(log, name) for name in names}
        weight = max(log.weight * rest // many, 1)
        log.weight = max(log.weight - weight, 1)
        work.session.add(
            TimeLog(
                ref=work.new_id(),
                operation_ref=twin.ref,
                line_ref=twin.order.line_ref,
                weight=weight,
                minutes=part,
                **same,
            )
        )
    work.session.flush()
