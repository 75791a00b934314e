"""Setting up working time. Editing a calendar moves the time that is booked on it, it never loses any."""

from __future__ import annotations

from collections import defaultdict
from secrets import randbelow

from sqlalchemy import func, select

from foundation.data.work import Work
from foundation.plain.errors import Conflict, Invalid, NotFound
from foundation.plain.scope import SellerScope
from fulfilment.capacity import ledger, memory
from fulfilment.capacity.domain import Axis, CalendarIn, WorkCentreIn, axis_of
from fulfilment.capacity.models import Booking, WorkCalendar, WorkCentre, WorkUnit


def put_calendar(work: Work, scope: SellerScope, calendar: CalendarIn) -> None:
    """Write a calendar. Bookings on it keep their length and their order: each starts again at its old instant or as
    soon after it as the new shifts and the booking before it allow. Raises `Invalid` for bad shifts or zones."""
    axis = axis_of(calendar, work.now())
    row = work.session.scalar(select(WorkCalendar).where(WorkCalendar.code == calendar.code))
    weekly = {str(day): [list(span) for span in spans] for day, spans in sorted(calendar.weekly.items())}
    exceptions = [[day.isoformat(), [list(s) for s in spans]] for day, spans in sorted(calendar.exceptions)]
    if row is None:
        row = WorkCalendar(code=calendar.code, tz=calendar.tz, weekly=weekly, exceptions=exceptions)
        work.session.add(row)
    elif (row.tz, row.weekly, row.exceptions) != (calendar.tz, weekly, exceptions):
        row.tz, row.weekly, row.exceptions = calendar.tz, weekly, exceptions
        _lay_anew(work, row.id, axis)
    work.session.flush()


def _lay_anew(work: Work, calendar_id: int, axis: Axis) -> None:
    """Right-shift every booking of a calendar that is not over, unit by unit in order of time."""
    ids = list(work.session.scalars(select(WorkCentre.id).where(WorkCentre.calendar_id == calendar_id)))
    ledger.lock(work, ids)
    rows = work.session.scalars(
        select(Booking)
        .where(Booking.work_centre_id.in_(ids), Booking.state != "displaced")
        .order_by(Booking.start_minute)
        .execution_options(populate_existing=True)
    ).all()
    by_unit: dict[int, list[Booking]] = defaultdict(list)
    for row in rows:
        by_unit[row.unit_id].append(row)
    states = {row.id: row.state for row in rows}
    for row in rows:  # out of the guard's sight while they change places
        row.state = "displaced"
    work.session.flush()
    for unit_rows in by_unit.values():
        free_from = 0
        for row in unit_rows:
            start = max(axis.position(row.starts_at), free_from)
            length = row.end_minute - row.start_minute
            for name, value in ledger.minutes_of(axis, start, start + length).items():
                setattr(row, name, value)
            row.state, free_from = states[row.id], start + length
    work.session.flush()
    memory.moved(work, ids)


def put_work_centre(work: Work, scope: SellerScope, centre: WorkCentreIn) -> None:
    """Write a work centre and its units. Fewer units than before: the last ones retire, unless work is booked on them
    (`Conflict`). Raises `NotFound` for an unknown calendar."""
    scope.require(centre.seller_ref, "work centre")
    if centre.units < 1 or centre.batch_max < 1 or (centre.wip_limit or 1) < 1:
        raise Invalid("A work centre has at least one unit, and its limits are at least 1.", field="units")
    calendar_id = work.session.scalar(select(WorkCalendar.id).where(WorkCalendar.code == centre.calendar))
    if calendar_id is None:
        raise NotFound(f"There is no calendar {centre.calendar}.")
    row = work.session.scalar(
        select(WorkCentre).where(WorkCentre.code == centre.code, WorkCentre.seller_ref == centre.seller_ref)
    )
    if row is None:
        row = WorkCentre(code=centre.code, seller_ref=centre.seller_ref, plan_version=randbelow(10**9))
        work.session.add(row)
    elif row.calendar_id != calendar_id and _is_booked(work, Booking.work_centre_id == row.id):
        raise Conflict(f"Work is booked on {centre.name}. Edit its calendar instead of giving it another.")
    row.name, row.calendar_id, row.units = centre.name, calendar_id, centre.units
    row.rate_minor, row.rate_currency = centre.hourly_rate.minor, centre.hourly_rate.currency
    row.wip_limit, row.batch_max = centre.wip_limit, centre.batch_max
    work.session.flush()
    _put_units(work, row)
    memory.moved(work, [row.id])


def _put_units(work: Work, centre: WorkCentre) -> None:
    units = {u.number: u for u in work.session.scalars(select(WorkUnit).filter_by(work_centre_id=centre.id))}
    for number in range(1, max([centre.units, *units]) + 1):
        unit = units.get(number)
        if unit is None:
            work.session.add(WorkUnit(work_centre_id=centre.id, number=number, retired=False))
        elif number <= centre.units:
            unit.retired = False
        elif not unit.retired:
            ledger.lock(work, [centre.id])
            if _is_booked(work, (Booking.unit_id == unit.id) & (Booking.ends_at > work.now())):
                raise Conflict(f"Work is booked on unit {number} of {centre.name}. Finish or move it first.")
            unit.retired = True
    work.session.flush()


def _is_booked(work: Work, condition: object) -> bool:
    booked = work.session.scalar(
        select(func.count()).select_from(Booking).where(condition, Booking.state != "displaced")  # type: ignore[arg-type]
    )
    return bool(booked)
