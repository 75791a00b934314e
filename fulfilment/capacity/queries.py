"""Read models of capacity, each with a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.money import Money
from foundation.plain.scope import SellerScope
from fulfilment.capacity.calendars import calendar_of
from fulfilment.capacity.domain import Axis, BookingView, DayLoad, WorkCentreView, axis_of
from fulfilment.capacity.models import Booking, WorkCalendar, WorkCentre, WorkUnit
from fulfilment.crews.models import CrewMember

DAYS_AHEAD = 14


def bookings(work: Work, line_refs: Sequence[str]) -> dict[tuple[str, int], BookingView]:
    """The newest booking of each (line_ref, operation). One statement."""
    rows = work.session.execute(
        select(Booking, WorkCentre.code, WorkUnit.number, CrewMember.name)
        .join(WorkCentre, WorkCentre.id == Booking.work_centre_id)
        .join(WorkUnit, WorkUnit.id == Booking.unit_id)
        .outerjoin(CrewMember, CrewMember.id == Booking.person_id)
        .where(Booking.line_ref.in_(line_refs))
        .order_by(Booking.id)
        .execution_options(populate_existing=True)
    )
    return {
        (b.line_ref, b.operation): BookingView(code, number, b.starts_at, b.ends_at, b.state, name or "")
        for b, code, number, name in rows
    }


def work_centres(work: Work, scope: SellerScope) -> list[WorkCentreView]:
    """Work centres of the sellers in view in the order they were set up, with their load. Two statements."""
    statement = (
        select(WorkCentre, WorkCalendar)
        .join(WorkCalendar, WorkCalendar.id == WorkCentre.calendar_id)
        .order_by(WorkCentre.id)
        .execution_options(populate_existing=True)
    )
    if scope.sellers is not None:
        statement = statement.where(WorkCentre.seller_ref.in_(scope.sellers))
    rows = work.session.execute(statement).all()
    now = work.now()
    spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for centre_id, start, end in work.session.execute(
        select(Booking.work_centre_id, Booking.start_minute, Booking.end_minute).where(
            Booking.state != "displaced",
            Booking.rides.is_(False),
            Booking.ends_at > now,
            Booking.starts_at < now + timedelta(days=DAYS_AHEAD + 1),
        )
    ):
        spans[centre_id].append((start, end))
    return [
        replace(_view(centre, axis_of(calendar_of(calendar), now), spans[centre.id], now), calendar=calendar.code)
        for centre, calendar in rows
    ]


def centre_names(work: Work, scope: SellerScope) -> dict[tuple[str, str], str]:
    """By (seller, code) what the sellers in view call their work centres. One statement."""
    statement = select(WorkCentre.seller_ref, WorkCentre.code, WorkCentre.name)
    if scope.sellers is not None:
        statement = statement.where(WorkCentre.seller_ref.in_(scope.sellers))
    return {(seller, code): name for seller, code, name in work.session.execute(statement)}


def _view(centre: WorkCentre, axis: Axis, spans: list[tuple[int, int]], now: datetime) -> WorkCentreView:
    today = now.astimezone(ZoneInfo(axis.tz)).date()
    days = (today + timedelta(days=n) for n in range(DAYS_AHEAD))
    return WorkCentreView(
        code=centre.code,
        name=centre.name,
        seller_ref=centre.seller_ref,
        units=centre.units,
        hourly_rate=Money(centre.rate_minor, centre.rate_currency),
        wip_limit=centre.wip_limit,
        batch_max=centre.batch_max,
        plan_version=centre.plan_version,
        load=tuple(_load(day, axis, spans, centre.units, now) for day in days),
        skill=centre.skill,
        attended=centre.attended,
    )


def _load(day: date, axis: Axis, spans: list[tuple[int, int]], units: int, now: datetime) -> DayLoad:
    zone = ZoneInfo(axis.tz)
    first = axis.position(max(datetime.combine(day, time(0), zone).astimezone(UTC), now))
    last = axis.position(datetime.combine(day + timedelta(days=1), time(0), zone).astimezone(UTC))
    booked = sum(max(min(end, last) - max(start, first), 0) for start, end in spans)
    return DayLoad(day, booked, max(last - first, 0) * units)
