"""Less capacity than before, under existing bookings: what no longer fits is planned anew, nothing is refused and
nothing lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import Conflict, Invalid
from foundation.plain.scope import SellerScope
from fulfilment.capacity import ledger, memory
from fulfilment.capacity.domain import CalendarIn
from fulfilment.capacity.memory import calendar_of
from fulfilment.capacity.models import Booking, WorkCalendar, WorkCentre, WorkUnit
from fulfilment.crews.calendars import edit_calendar
from fulfilment.keeping.asking import Happened, all_centres, as_one, ask_repair
from fulfilment.keeping.domain.outage import capacity_reason
from fulfilment.keeping.service.displacing import displace, let_go_of_checkouts
from fulfilment.keeping.service.outages import centre_of


def cut_units(work: Work, scope: SellerScope, work_centre: str, units: int) -> None:
    """Leave a work centre with its first `units` machines; what is booked on the others is displaced and repaired.

    Raises `Invalid` below one, `Conflict` for more than there are (that is `put_work_centre`), `NotFound`.
    """
    centre, axis = centre_of(work, scope, work_centre)
    if units < 1:
        raise Invalid("A work centre has at least one machine. Say that it is down instead.", field="units")
    if units > centre.units:
        raise Conflict(f"{centre.name} has {centre.units}. Add machines where the work centre is set up.")
    gone = list(
        work.session.scalars(select(WorkUnit.id).where(WorkUnit.work_centre_id == centre.id, WorkUnit.number > units))
    )
    let_go_of_checkouts(work, Booking.unit_id.in_(gone))
    ledger.lock(work, [centre.id])
    lines = displace(work, centre.id, axis, Booking.unit_id.in_(gone))
    for unit in work.session.scalars(select(WorkUnit).where(WorkUnit.id.in_(gone))):
        unit.retired = True
    before, centre.units = centre.units, units
    work.session.flush()
    title, reason = f"{centre.name}: {units} instead of {before} places", capacity_reason(centre.name)
    ask_repair(work, Happened("capacity", title, reason, all_centres(work, centre.seller_ref), lines))


def change_calendar(work: Work, scope: SellerScope, calendar: CalendarIn) -> None:
    """Write other shifts; bookings keep their order and begin when the new shifts allow, with people who are there
    then, and every promise on them is forecast anew. Checkouts that hold such hours are let go of.

    It is one repair, however many people and work centres keep these hours.

    Raises as `edit_calendar`, and `Invalid` for a calendar without any working time ahead."""
    row = work.session.scalar(select(WorkCalendar).where(WorkCalendar.code == calendar.code))
    if not any(calendar.weekly.values()) and not any(spans for _, spans in calendar.exceptions):
        raise Invalid("A calendar needs at least one shift. To close for a while, write days off.", field="weekly")
    before = calendar_of(row) if row is not None else None
    if row is None or before == replace(calendar, code=row.code):
        edit_calendar(work, scope, calendar)
        return
    ids = list(work.session.scalars(select(WorkCentre.id).where(WorkCentre.calendar_id == row.id)))
    let_go_of_checkouts(work, Booking.work_centre_id.in_(ids))
    reason = "Our working hours have changed."
    with as_one(work, "capacity", f"Calendar {calendar.code} was changed", reason):
        edit_calendar(work, scope, calendar)
        if ids:
            memory.moved(work, ids)
            ask_repair(work, Happened("capacity", calendar.code, reason, ids, _booked_lines(work, ids)))


def _booked_lines(work: Work, ids: Sequence[int]) -> Sequence[str]:
    """Of all that is booked there from now on."""
    return work.session.scalars(
        select(Booking.line_ref)
        .where(Booking.work_centre_id.in_(ids), Booking.state != "displaced", Booking.ends_at > work.now())
        .distinct()
    ).all()
