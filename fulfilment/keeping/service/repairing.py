"""The worker's repair: right-shift in promise order, materials pegged anew, a new forecast for each promise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from foundation.data.audit import move
from foundation.data.work import Work
from foundation.plain.errors import Invalid, NotFound
from foundation.plain.scope import SellerScope
from fulfilment.capacity import ledger, memory
from fulfilment.capacity.domain import instant
from fulfilment.capacity.models import Booking, WorkCentre
from fulfilment.keeping.domain.floor import OpenFloor, Sheet, sheet_of
from fulfilment.keeping.domain.realising import Realised, overtaken, ready_of, realise
from fulfilment.keeping.models import Repair
from fulfilment.keeping.reading import open_floor
from fulfilment.keeping.reading.floor import centres_by_id
from fulfilment.keeping.reading.orders import lock_orders, open_orders
from fulfilment.keeping.service.displacing import lift
from fulfilment.keeping.states import REPAIR
from fulfilment.production.models import ProductionOrder
from fulfilment.production.service.placing import follow_bookings
from fulfilment.promise.keeping import Outlook, forecast, move_days, put_at_risk
from fulfilment.scheduling.repair import right_shift
from fulfilment.scheduling.values import Span

IMPROVE = "improve_plan"
ACTOR = "keeping"


@dataclass(frozen=True)
class Planned:
    """A floor under lock, read and laid out."""

    scope: SellerScope
    floor: OpenFloor
    sheet: Sheet


def repair(work: Work, ref: str) -> None:
    """Repair the plan after what happened. Safe to run twice: what is done stays done.

    Only a promise that is more likely broken than kept, or that slipped by a day or more, asks for a better plan
    (`improve_plan`); until that has been looked for, no customer hears of a new day.
    """
    row = locked_repair(work, ref)
    if row.state != "waiting":
        return
    planned = read_floor(work, scope_of(work, row))
    realised = shift_right(work, planned, row)
    outlooks = forecast(work, _instants(realised.ready))
    put_at_risk(work, realised.stuck)
    touched = sorted({one.line_ref for one in outlooks})
    note(row, moved=len(realised.slots), lines=touched, stuck=sorted(realised.stuck.items()))
    if any(needs_better(one) for one in outlooks):
        move(work, row, REPAIR, "improving", subject=ref, actor=ACTOR)
        work.enqueue(IMPROVE, {"repair": ref}, key=ref)
    else:
        finish(work, row, touched)
    work.session.flush()


def needs_better(outlook: Outlook) -> bool:
    """Worth a search for a better plan."""
    return outlook.likely_late or outlook.slipped >= 1


def locked_repair(work: Work, ref: str) -> Repair:
    """Raises `NotFound`."""
    row = work.session.scalar(
        select(Repair).where(Repair.id == ref).with_for_update().execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound("There is no such repair.")
    return row


def scope_of(work: Work, row: Repair) -> SellerScope:
    """The sellers whose work centres or lines were touched."""
    of_centres = select(WorkCentre.seller_ref).where(WorkCentre.id.in_(row.centres))
    of_lines = select(ProductionOrder.seller_ref).where(ProductionOrder.line_ref.in_(row.lines))
    return SellerScope(frozenset(work.session.scalars(of_centres)) | frozenset(work.session.scalars(of_lines)))


def read_floor(work: Work, scope: SellerScope) -> Planned:
    """The open floor under the locks of its orders and units, in the house's order of locks."""
    lock_orders(work, [order.ref for order in open_orders(work, scope)])
    ledger.lock(work, list(centres_by_id(work, scope)))
    floor = open_floor(work, scope)
    return Planned(scope, floor, sheet_of(floor))


def shift_right(work: Work, planned: Planned, row: Repair) -> Realised:
    """Place anew what lost its place and what must follow; lines that nothing happened to keep every minute."""
    floor, sheet = planned.floor, planned.sheet
    lifted = _pulled(planned, row) if row.kind == "back_up" else set()
    plan = {number: span for number, span in sheet.plan.items() if number not in lifted}
    stuck = {line: why for line, why in sheet.stuck.items() if line in _asked(planned, row)}
    try:
        repaired = right_shift(sheet.problem, plan, now=floor.now, fence=floor.fence)
    except Invalid as refused:
        lost = {step.line_ref for number, step in sheet.places.items() if number not in plan and not step.working}
        return Realised((), {}, dict.fromkeys(lost, refused.sentence) | stuck)
    moved = {number: after for number, (_, after) in repaired.moved.items() if after != sheet.plan.get(number)}
    realised = write_plan(work, planned, moved)
    ready = ready_of(sheet, set(row.lines) - realised.ready.keys()) | dict(realised.ready)
    return Realised(realised.slots, ready, dict(realised.stuck) | stuck)


def _asked(planned: Planned, row: Repair) -> set[str]:
    """The lines that something happened to: those the repair names, and those with a step that has lost its place."""
    return {one.line_ref for one in planned.floor.operations if one.span is None and one.minutes} | set(row.lines)


def _pulled(planned: Planned, row: Repair) -> set[int]:
    """Hours have come free: what may begin earlier now. These are the steps of promises that are late as planned, and
    of every line that has work on the machine that is back; not what is laid out for this shift."""
    sheet, floor = planned.sheet, planned.floor
    lines = {step.line_ref for step in sheet.places.values()}
    late = {line for line, minute in ready_of(sheet, lines).items() if minute > sheet.problem.orders[line].due}
    back = row.report.get("back")
    waiting = {step.line_ref for step in sheet.places.values() if back in step.centres and not step.working}
    return {
        number
        for number, step in sheet.places.items()
        if step.line_ref in late | waiting and not step.working and _begins(sheet, number) >= floor.fence
    }


def _begins(sheet: Sheet, number: int) -> int:
    span = sheet.plan.get(number)
    return sheet.problem.units[span.unit].axis.start_of(span.start) if span is not None else 0


def write_plan(work: Work, planned: Planned, moved: Mapping[int, Span]) -> Realised:
    """Lift what moves off its old places, find its slots with machine and person, and book them. What finds none stays
    displaced; what would begin before the step that it waits for moves too."""
    sheet = planned.sheet
    if not moved:
        return Realised((), {}, {})
    fresh, moved = moved, dict(moved)
    while True:
        lift(work, [step.booking_id for number in fresh if (step := sheet.places[number]).booking_id is not None])
        memory.moved(work, list(planned.floor.centres))  # whoever remembers reads exceptions and bookings anew
        realised = realise(sheet, moved, centres_by_id(work, planned.scope), planned.floor.now)
        fresh = overtaken(sheet, moved, realised)
        if not fresh:
            break
        moved |= fresh
    placed = [step.booking_id for step, _, _ in realised.slots if step.booking_id is not None]
    ledger.forget(work, Booking.id.in_(placed))
    slots = [ledger.Planned(step.line_ref, step.number, centre, slot) for step, centre, slot in realised.slots]
    ledger.book(work, slots, state="firm")
    follow_bookings(work, {step.line_ref for step, _, _ in realised.slots})
    return realised


def _instants(ready: Mapping[str, int]) -> dict[str, datetime]:
    return {line: instant(minute) for line, minute in ready.items()}


def finish(work: Work, row: Repair, lines: Iterable[str]) -> None:
    """Tell whose day moves; the repair is done, or needs a person where a line cannot be planned."""
    revised = move_days(work, list(lines), row.reason)
    note(row, revised=len(revised))
    row.done, row.finished_at = row.total, work.now()
    move(work, row, REPAIR, "failed" if row.report.get("stuck") else "done", subject=row.id, actor=ACTOR)
    work.session.flush()


def note(row: Repair, **values: Any) -> None:
    row.report = {**row.report, **values}
