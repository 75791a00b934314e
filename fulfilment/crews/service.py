"""Verbs of people: who works here, and who is away. What somebody cannot do is handed to who can at the same time;
what nobody can is displaced, and the worker plans it anew (`fulfilment/keeping`)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from secrets import randbelow
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert, select

from foundation.data.work import Work
from foundation.plain.errors import NotFound
from foundation.plain.scope import SellerScope
from fulfilment.capacity import ledger
from fulfilment.capacity import memory as plans
from fulfilment.capacity.calendars import exceptions_of, stored_of
from fulfilment.capacity.domain import axis_of, minute_of
from fulfilment.capacity.models import Booking, WorkCalendar, WorkCentre
from fulfilment.crews import memory
from fulfilment.crews.domain import Absence, MemberIn, checked, days_between, hours_on, said_away, until
from fulfilment.crews.models import CrewMember, CrewSkill
from fulfilment.crews.settling import settle
from fulfilment.keeping.asking import Happened, all_centres, ask_repair
from fulfilment.keeping.service.displacing import let_go_of_checkouts


def put_member(work: Work, scope: SellerScope, member: MemberIn, id_: int | None = None) -> int:
    """Write somebody, by `id_` or by their name; returns their id. What is booked with them and does not suit new
    hours or skills is settled like an absence. Raises `Invalid`, `NotFound` for an unknown calendar or person."""
    scope.require(member.seller_ref, "person")
    said = checked(member)
    calendar = work.session.scalar(select(WorkCalendar.id).where(WorkCalendar.code == said.calendar))
    if calendar is None:
        raise NotFound(f"There is no calendar {said.calendar}.", field="calendar")
    row = _known(work, scope, said, id_)
    before = None if row is None else (row.calendar_id, set(skills(work, row.id)), row.retired)
    if row is None:
        row = CrewMember(seller_ref=said.seller_ref, exceptions=[], plan_version=randbelow(10**9))
        work.session.add(row)
    row.name, row.crew, row.calendar_id, row.retired = said.name, said.crew, calendar, False
    work.session.flush()
    if before != (calendar, set(said.skills), False):
        _lock(work, [row.id], said.skills)
        work.session.execute(delete(CrewSkill).where(CrewSkill.member_id == row.id))
        if said.skills:
            work.session.execute(insert(CrewSkill), [{"member_id": row.id, "skill": one} for one in said.skills])
        _changed(work, row, f"{row.name} works other hours or does other work", said_away(row.name, ()))
    return row.id


def _known(work: Work, scope: SellerScope, said: MemberIn, id_: int | None) -> CrewMember | None:
    if id_ is not None:
        return _member(work, scope, id_)
    return work.session.scalar(
        select(CrewMember).where(CrewMember.seller_ref == said.seller_ref, CrewMember.name == said.name)
    )


def retire_member(work: Work, scope: SellerScope, id_: int) -> None:
    """Somebody does not work here any more; what they had to do is settled. Raises `NotFound`."""
    row = _member(work, scope, id_)
    if not row.retired:
        _lock(work, [row.id], skills(work, row.id))
        row.retired = True
        work.session.flush()
        _changed(work, row, f"{row.name} does not work here any more", said_away(row.name, ()))


def away(work: Work, scope: SellerScope, id_: int, first: date | None = None, last: date | None = None) -> Absence:
    """Somebody is away from `first` (today) until `last` (`first`), both included; today counts from now on.

    Idempotent. Raises `NotFound`, `Invalid` for days that make no sense.
    """
    row = _member(work, scope, id_)
    calendar = memory.hours_of(row, work.session.get_one(WorkCalendar, row.calendar_id))
    today = work.now().astimezone(ZoneInfo(calendar.tz)).date()
    first = first or today
    days = days_between(first, last or first, today)
    own = dict(exceptions_of(row.exceptions))
    for day in days:
        own[day] = until(hours_on(calendar, day), work.now(), calendar.tz) if day == today else ()
    stored = stored_of(tuple(own.items()))
    if stored == row.exceptions:
        return Absence(row.name, days, 0, 0)
    axis_of(replace(calendar, exceptions=tuple(sorted({**dict(calendar.exceptions), **own}.items()))), work.now())
    _lock(work, [row.id], skills(work, row.id))
    row.exceptions = stored
    work.session.flush()
    handed, lines = _changed(work, row, f"{row.name} is away", said_away(row.name, days))
    return Absence(row.name, days, handed, len(lines))


def back(work: Work, scope: SellerScope, id_: int, first: date | None = None) -> None:
    """Somebody is there again from `first` (today) on; promises at risk may gain by it. Raises `NotFound`."""
    row = _member(work, scope, id_)
    zone = ZoneInfo(work.session.get_one(WorkCalendar, row.calendar_id).tz)
    first = first or work.now().astimezone(zone).date()
    kept = [one for one in exceptions_of(row.exceptions) if one[0] < first]
    if len(kept) == len(row.exceptions):
        return
    _lock(work, [row.id], skills(work, row.id))
    row.exceptions = stored_of(tuple(kept))
    work.session.flush()
    touched = _bump(work, row)
    if touched:
        said = f"{row.name} is back"
        ask_repair(work, Happened("back_up", said, f"{said}.", all_centres(work, row.seller_ref)))


def skills(work: Work, id_: int) -> Sequence[str]:
    return work.session.scalars(select(CrewSkill.skill).where(CrewSkill.member_id == id_)).all()


def hours_changed(work: Work, calendar_id: int) -> None:
    """A calendar was written anew: settle what is booked with the people who work by it."""
    rows = work.session.scalars(select(CrewMember).where(CrewMember.calendar_id == calendar_id)).all()
    for row in rows:
        _changed(work, row, f"The hours of {row.name} have changed", said_away(row.name, ()))


def _member(work: Work, scope: SellerScope, id_: int) -> CrewMember:
    row = work.session.scalar(select(CrewMember).where(CrewMember.id == id_).execution_options(populate_existing=True))
    if row is None:
        raise NotFound("There is no such person.")
    scope.require(row.seller_ref, "person")
    return row


def _lock(work: Work, ids: Sequence[int], words: Collection[str]) -> None:
    """Supply of checkouts that may be let go of first, then units, then people: the house's order of locks."""
    over = minute_of(work.now())
    let_go_of_checkouts(work, Booking.person_id.in_(ids) & (Booking.attended_until > over))
    booked = select(Booking.work_centre_id).where(Booking.person_id.in_(ids), Booking.attended_until > over)
    centres = work.session.scalars(
        select(WorkCentre.id).where(WorkCentre.skill.in_(words) | WorkCentre.id.in_(booked))
    ).all()
    ledger.lock(work, centres)


def _bump(work: Work, row: CrewMember) -> list[int]:
    """Who plans with this person plans anew, and quotes that counted on them are asked for again."""
    memory.moved(work, [row.id])
    mine = (WorkCentre.seller_ref == row.seller_ref) & WorkCentre.skill.in_(skills(work, row.id))
    touched = list(work.session.scalars(select(WorkCentre.id).where(mine)))
    if touched:
        plans.moved(work, touched)
    return touched


def _changed(work: Work, row: CrewMember, title: str, reason: str) -> tuple[int, list[str]]:
    """Their hours or skills are others now: hand over what they cannot do, and have the rest planned anew."""
    _bump(work, row)
    settled = settle(work, row.id)
    if settled.displaced:
        happened = Happened("away", title, reason, all_centres(work, row.seller_ref), settled.displaced)
        ask_repair(work, happened)
    return settled.handed, settled.displaced
