"""Who works here, as the console shows it. A fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.scope import SellerScope
from fulfilment.capacity.calendars import calendar_of, exceptions_of
from fulfilment.capacity.domain import axis_of, minute_of
from fulfilment.capacity.models import Booking, WorkCalendar, WorkCentre
from fulfilment.crews.domain import CalendarUse, MemberView, hours_on
from fulfilment.crews.memory import hours_of
from fulfilment.crews.models import CrewMember, CrewSkill

DAYS = 7


def people(work: Work, scope: SellerScope) -> list[MemberView]:
    """Everybody who works for the sellers in view, crew by crew and by name. Four statements."""
    statement = (
        select(CrewMember, WorkCalendar)
        .join(WorkCalendar, WorkCalendar.id == CrewMember.calendar_id)
        .where(CrewMember.retired.is_(False))
        .order_by(CrewMember.crew, CrewMember.name)
        .execution_options(populate_existing=True)
    )
    if scope.sellers is not None:
        statement = statement.where(CrewMember.seller_ref.in_(sorted(scope.sellers)))
    rows = work.session.execute(statement).all()
    skills, booked = _skills(work, [row.id for row, _ in rows]), _booked(work, [row.id for row, _ in rows])
    centres = work.session.execute(
        select(WorkCentre.seller_ref, WorkCentre.skill, WorkCentre.name)
        .where(WorkCentre.skill != "")
        .order_by(WorkCentre.id)
    ).all()
    return [
        _view(
            row,
            calendar,
            skills[row.id],
            tuple(name for seller, skill, name in centres if seller == row.seller_ref and skill in skills[row.id]),
            booked[row.id],
            work.now(),
        )
        for row, calendar in rows
    ]


def calendars(work: Work, scope: SellerScope) -> list[CalendarUse]:
    """The calendars that somebody in view works by, and those that nobody does, by code. Three statements."""
    rows = work.session.scalars(
        select(WorkCalendar).order_by(WorkCalendar.code).execution_options(populate_existing=True)
    ).all()
    users: dict[int, set[tuple[str, str]]] = defaultdict(set)
    members = select(CrewMember.calendar_id, CrewMember.seller_ref, CrewMember.name)
    for statement in (
        select(WorkCentre.calendar_id, WorkCentre.seller_ref, WorkCentre.name),
        members.where(CrewMember.retired.is_(False)),
    ):
        for id_, seller, name in work.session.execute(statement):
            users[id_].add((seller, name))
    return [
        CalendarUse(calendar_of(row), tuple(sorted(name for seller, name in users[row.id] if scope.covers(seller))))
        for row in rows
        if not users[row.id] or any(scope.covers(seller) for seller, _ in users[row.id])
    ]


def _skills(work: Work, ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    statement = select(CrewSkill.member_id, CrewSkill.skill).where(CrewSkill.member_id.in_(ids))
    for id_, skill in work.session.execute(statement.order_by(CrewSkill.skill)):
        found[id_].append(skill)
    return found


def _booked(work: Work, ids: list[int]) -> dict[int, list[tuple[int, int]]]:
    now = minute_of(work.now())
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for id_, start, until in work.session.execute(
        select(Booking.person_id, Booking.attended_from, Booking.attended_until).where(
            Booking.person_id.in_(ids),
            Booking.state != "displaced",
            Booking.attended_until > now,
            Booking.attended_from < now + DAYS * 24 * 60,
        )
    ):
        if id_ is not None and start is not None and until is not None:
            found[id_].append((start, until))
    return found


def _view(
    row: CrewMember,
    calendar: WorkCalendar,
    skills: list[str],
    centres: tuple[str, ...],
    booked: list[tuple[int, int]],
    now: datetime,
) -> MemberView:
    hours, zone = hours_of(row, calendar), ZoneInfo(calendar.tz)
    axis, today = axis_of(hours, now), now.astimezone(zone).date()
    last = datetime.combine(today + timedelta(days=DAYS), time(0), zone).astimezone(UTC)
    first, end = axis.position(now), axis.position(last)
    own = dict(exceptions_of(row.exceptions))
    taken = sum(
        max(min(axis.position_of(until), end) - max(axis.position_of(start), first), 0) for start, until in booked
    )
    return MemberView(
        id=row.id,
        name=row.name,
        crew=row.crew,
        seller_ref=row.seller_ref,
        calendar=calendar.code,
        skills=tuple(skills),
        work_centres=centres,
        today=hours_on(hours, today),
        away_today=today in own,
        away=tuple(sorted(day for day in own if day >= today)),
        booked=taken,
        hours=max(end - first, 0),
    )
