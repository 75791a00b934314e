"""Setting up working time. Editing a calendar moves the time that is booked on it, it never loses any."""

from __future__ import annotations

from collections import defaultdict
from secrets import randbelow
from typing import Any

from sqlalchemy import func, select

from foundation.data.work import Work
from foundation.plain.errors import Conflict, Invalid, NotFound
from foundation.plain.scope import SellerScope
from fulfilment.capacity import ledger, memory
from fulfilment.capacity.domain import ALL, SETUP, Axis, CalendarIn, WorkCentreIn, axis_of
from fulfilment.capacity.models import Booking, WorkCalendar, WorkCentre, WorkUnit
from fulfilment.crews import memory as crews


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
    """Right-shift every booking of a calendar that is not over, unit by unit in order of time. A load stays together.
    Nobody stands by what has moved: `fulfilment/crews` finds somebody."""
    ids = list(work.session.scalars(select(WorkCentre.id).where(WorkCentre.calendar_id == calendar_id)))
    ledger.lock(work, ids)
    rows = work.session.scalars(
        select(Booking)
        .where(Booking.work_centre_id.in_(ids), Booking.state != "displaced")
        .order_by(Booking.start_minute, Booking.rides)
        .execution_options(populate_existing=True)
    ).all()
    states, people = {row.id: row.state for row in rows}, {row.person_id for row in rows}
    for row in rows:  # out of the guard's sight while they change places
        row.state = "displaced"
    work.session.flush()
    free_from: dict[int, int] = defaultdict(int)
    loads: dict[tuple[int, int], int] = {}
    for row in rows:
        length, load = row.end_minute - row.start_minute, (row.unit_id, row.start_minute)
        start = (
            loads[load] if row.rides and load in loads else max(axis.position(row.starts_at), free_from[row.unit_id])
        )
        start = _whole_from(axis, start, length) if row.whole else start
        loads[load] = start
        _lay(row, ledger.minutes_of(axis, start, start + length))
        row.state, free_from[row.unit_id] = states[row.id], max(start + length, free_from[row.unit_id])
    work.session.flush()
    memory.moved(work, ids)
    crews.moved(work, [one for one in people if one is not None])


def _whole_from(axis: Axis, start: int, length: int) -> int:
    try:
        return axis.whole_from(start, length)
    except Invalid:
        raise Invalid(
            f"Work that is planned takes {length} minutes without a break, and none of these shifts is so long. "
            "Keep a shift that is, or finish that work first.",
            field="weekly",
        ) from None


def _lay(row: Booking, when: dict[str, Any]) -> None:
    moved = any(getattr(row, name) != value for name, value in when.items() if name.endswith("_at"))
    for name, value in when.items():
        setattr(row, name, value)
    if moved:
        row.person_id = row.attended_from = row.attended_until = None


def put_work_centre(work: Work, scope: SellerScope, centre: WorkCentreIn) -> None:
    """Write a work centre and its units. Fewer units than before: the last ones retire, unless work is booked on them
    (`Conflict`). Raises `NotFound` for an unknown calendar, `Invalid` for a limit of work in progress below its places:
    the plan would promise hours that the floor refuses."""
    scope.require(centre.seller_ref, "work centre")
    if centre.attended not in (ALL, SETUP):
        raise Invalid("Somebody stands by all the time, or while setting up.", field="attended")
    if centre.units < 1 or centre.batch_max < 1 or (centre.wip_limit or 1) < 1:
        raise Invalid("A work centre has at least one unit, and its limits are at least 1.", field="units")
    if centre.wip_limit is not None and centre.wip_limit < centre.units:
        raise Invalid(
            f"{centre.name} has {centre.units} places, and a limit of {centre.wip_limit} pieces would leave some of "
            "them empty that the plan promises. Write fewer places, or a limit that fills them.",
            field="wip_limit",
        )
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
    row.skill, row.attended = " ".join(centre.skill.lower().split()), centre.attended
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
