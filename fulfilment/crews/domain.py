"""Plain decisions about people: what is said of them, their hours on a day, who can stand in for whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from foundation.plain.errors import Invalid
from fulfilment.capacity.domain import Axis, CalendarIn, Centre, Person

Spans = tuple[tuple[str, str], ...]
LONGEST_NAME, LONGEST_SKILL = 80, 40
LONGEST_ABSENCE = 366


@dataclass(frozen=True)
class MemberIn:
    """Somebody who works for a seller. `name` is unique within the seller, `calendar` is a calendar's code, `skills`
    are the words that work centres ask for."""

    name: str
    seller_ref: str
    calendar: str
    skills: tuple[str, ...]
    crew: str = ""


@dataclass(frozen=True)
class MemberView:
    """Somebody as the console shows them. `today` are their hours of the day, `away` the coming days on which they are
    not there although their calendar says so; `booked` and `hours` are minutes of the next seven days."""

    id: int
    name: str
    crew: str
    seller_ref: str
    calendar: str
    skills: tuple[str, ...]
    work_centres: tuple[str, ...]
    today: Spans
    away_today: bool
    away: tuple[date, ...]
    booked: int
    hours: int


@dataclass(frozen=True)
class CalendarUse:
    """A calendar and who works by it: names of people and of work centres."""

    calendar: CalendarIn
    used_by: tuple[str, ...]


@dataclass(frozen=True)
class Absence:
    """What *away* came to: bookings handed to somebody else, and lines whose time is planned anew."""

    name: str
    days: tuple[date, ...]
    handed: int
    displaced: int


def checked(member: MemberIn) -> MemberIn:
    """The same, trimmed. Raises `Invalid` for what nobody could read back."""
    name = " ".join(member.name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Invalid(f"Give a name of at most {LONGEST_NAME} letters.", field="name")
    return MemberIn(name, member.seller_ref, member.calendar, skills_of(member.skills), " ".join(member.crew.split()))


def skills_of(words: Iterable[str]) -> tuple[str, ...]:
    """Skills as they are compared: small letters, each once, in order."""
    skills = tuple(sorted({" ".join(word.lower().split()) for word in words} - {""}))
    if any(len(skill) > LONGEST_SKILL for skill in skills):
        raise Invalid(f"A skill is a word or two, at most {LONGEST_SKILL} letters.", field="skills")
    return skills


def days_between(first: date, last: date, today: date) -> tuple[date, ...]:
    """Every day of an absence. Raises `Invalid` when it lies in the past, runs backwards or has no end in sight."""
    if last < first:
        raise Invalid("The last day away comes before the first. Please check both.", field="last")
    if first < today:
        raise Invalid("That day is over. An absence begins today or later.", field="first")
    if (last - first).days >= LONGEST_ABSENCE:
        raise Invalid("That is more than a year. Take the person off the list instead.", field="last")
    return tuple(first + timedelta(days=n) for n in range((last - first).days + 1))


def hours_on(calendar: CalendarIn, day: date) -> Spans:
    """The shifts of one day."""
    return dict(calendar.exceptions).get(day, tuple(calendar.weekly.get(day.weekday(), ())))


def until(spans: Spans, now: datetime, tz: str) -> Spans:
    """What of today's shifts is over by `now`: who goes home at noon was there in the morning."""
    clock = now.astimezone(ZoneInfo(tz)).strftime("%H:%M")
    return tuple((start, min(end, clock)) for start, end in spans if start < clock)


def fits(centre: Centre, hours: Axis, start: int, until: int, attended: int) -> bool:
    """Whether somebody with these hours is there for `attended` minutes of [start, until), minutes since 1970."""
    here = centre.axis
    there = sum(
        max(min(closes, until) - max(opens, start), 0)
        for first, last in zip(hours.starts, hours.ends, strict=True)
        if last > start and first < until
        for opens, closes in _shifts(here, max(first, start), min(last, until))
    )
    return there >= attended


def _shifts(axis: Axis, start: int, until: int) -> Iterable[tuple[int, int]]:
    return (
        (opens, closes)
        for opens, closes in zip(axis.starts, axis.ends, strict=True)
        if closes > start and opens < until
        for opens, closes in [(max(opens, start), min(closes, until))]
    )


def stand_in(centre: Centre, start: int, attended: int, first: int | None = None) -> Person | None:
    """Who of the crew is free for a slot that begins at position `start` of the work centre, without moving it;
    person `first` before anybody else."""
    able = [person for person in centre.crew if _can(centre, person, start, attended)]
    return min(able, key=lambda person: person.free.unit_id != first, default=None)


def _can(centre: Centre, person: Person, start: int, attended: int) -> bool:
    axis, own = centre.axis, person.axis
    begins = axis.start_of(start)
    at = own.position_of(begins)
    if at + attended > own.total or own.start_of(at) != begins or person.free.earliest(at, attended) != at:
        return False
    return axis.position_of(own.end_of(at + attended)) == start + attended


def said_away(name: str, days: Sequence[date]) -> str:
    """What a customer reads when a day moves because of it."""
    more = f" until {days[-1].day} {days[-1]:%B}" if len(days) > 1 else ""
    return f"Somebody at the bench is away{more}."
