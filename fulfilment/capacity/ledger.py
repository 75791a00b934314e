"""Capacity as the promise sees it: units locked in a stable order, read, booked. This module alone writes bookings'
minutes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, or_, select, update

from foundation.data.work import Work
from fulfilment.capacity.domain import Axis, CalendarIn, Centre, Slot, Timeline, axis_of
from fulfilment.capacity.models import Booking, WorkCalendar, WorkCentre, WorkUnit

CentreKey = tuple[str, str]  # (seller_ref, code)


@dataclass(frozen=True)
class Planned:
    """One operation of a line in its slot. `minutes` is its length on the axis."""

    line_ref: str
    operation: int
    centre: Centre
    slot: Slot


def centre_ids(work: Work, keys: Collection[CentreKey]) -> dict[CentreKey, int]:
    """Ids of the work centres that exist. One statement."""
    rows = work.session.execute(
        select(WorkCentre.seller_ref, WorkCentre.code, WorkCentre.id).where(
            WorkCentre.code.in_({code for _, code in keys}), WorkCentre.seller_ref.in_({seller for seller, _ in keys})
        )
    )
    return {(seller, code): id_ for seller, code, id_ in rows if (seller, code) in keys}


def lock(work: Work, centres: Collection[int]) -> None:
    """Wait for everybody who plans on these work centres: their units by ascending id, so that nobody waits in a
    circle. On SQLite the write transaction is the lock."""
    work.session.execute(
        select(WorkUnit.id).where(WorkUnit.work_centre_id.in_(centres)).order_by(WorkUnit.id).with_for_update()
    ).all()


def centres(work: Work, ids: Collection[int]) -> dict[CentreKey, Centre]:
    """Work centres with the time that is still booked on them; an expired reservation books nothing. Three
    statements."""
    rows = work.session.execute(
        select(WorkCentre, WorkCalendar)
        .join(WorkCalendar, WorkCalendar.id == WorkCentre.calendar_id)
        .where(WorkCentre.id.in_(ids))
        .execution_options(populate_existing=True)
    ).all()
    units: dict[int, list[int]] = defaultdict(list)
    for id_, centre_id in work.session.execute(
        select(WorkUnit.id, WorkUnit.work_centre_id)
        .where(WorkUnit.work_centre_id.in_(ids), WorkUnit.retired.is_(False))
        .order_by(WorkUnit.id)
    ):
        units[centre_id].append(id_)
    booked = _booked(work, ids)
    return {
        (row.seller_ref, row.code): Centre(
            id=row.id,
            code=row.code,
            name=row.name,
            seller_ref=row.seller_ref,
            axis=axis_of(calendar_of(calendar), work.now()),
            units=tuple(Timeline(unit, booked[unit]) for unit in units[row.id]),
            plan_version=row.plan_version,
        )
        for row, calendar in rows
    }


def _booked(work: Work, ids: Collection[int]) -> dict[int, list[tuple[int, int]]]:
    now, booked = work.now(), defaultdict(list)
    for unit, start, end in work.session.execute(
        select(Booking.unit_id, Booking.start_minute, Booking.end_minute)
        .where(Booking.work_centre_id.in_(ids), Booking.state != "displaced", Booking.ends_at > now)
        .where(or_(Booking.expires_at.is_(None), Booking.expires_at > now))
    ):
        booked[unit].append((start, end))
    return booked


def calendar_of(row: WorkCalendar) -> CalendarIn:
    """A calendar's row as the plain value that axes are built from."""
    weekly = {int(day): tuple((span[0], span[1]) for span in spans) for day, spans in row.weekly.items()}
    exceptions = tuple((date.fromisoformat(day), tuple((s[0], s[1]) for s in spans)) for day, spans in row.exceptions)
    return CalendarIn(row.code, row.tz, weekly, exceptions)


def book(
    work: Work,
    planned: Iterable[Planned],
    *,
    state: str,
    checkout_id: str | None = None,
    expires_at: datetime | None = None,
) -> None:
    """Write bookings, by unit and time so that the guard is met in a stable order."""
    for plan in sorted(planned, key=lambda p: (p.slot.unit_id, p.slot.start)):
        work.session.add(
            Booking(
                work_centre_id=plan.centre.id,
                unit_id=plan.slot.unit_id,
                **minutes_of(plan.centre.axis, plan.slot.start, plan.slot.end),
                minutes=plan.slot.end - plan.slot.start,
                line_ref=plan.line_ref,
                operation=plan.operation,
                checkout_id=checkout_id,
                state=state,
                expires_at=expires_at,
            )
        )
    work.session.flush()


def minutes_of(axis: Axis, start: int, end: int) -> dict[str, Any]:
    """The four columns that say when: on the axis and as instants."""
    return {
        "start_minute": start,
        "end_minute": end,
        "starts_at": axis.start_at(start),
        "ends_at": axis.end_at(end),
    }


def forget(work: Work, condition: Any) -> None:
    """Delete bookings: their time is free again."""
    work.session.execute(delete(Booking).where(condition).execution_options(synchronize_session=False))


def make_firm(work: Work, checkout_id: str) -> None:
    """A checkout's reserved time becomes its order's."""
    _set(work, checkout_id, state="firm", expires_at=None)


def renew(work: Work, checkout_id: str, expires_at: datetime) -> None:
    """Hold a checkout's time for longer."""
    _set(work, checkout_id, expires_at=expires_at)


def _set(work: Work, checkout_id: str, **values: Any) -> None:
    work.session.execute(
        update(Booking)
        .where(Booking.checkout_id == checkout_id, Booking.state == "reserved")
        .values(**values)
        .execution_options(synchronize_session=False)
    )
