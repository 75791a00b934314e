"""The working-minute axis: working time of one calendar laid end to end, so that an operation is one interval.

Position 0 is the first working minute of `EPOCH`. Prefix sums over shifts turn a position into an instant and back by
bisection. Editing future exceptions of a calendar moves only what lies behind them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from foundation.plain.errors import Invalid

EPOCH = date(2025, 1, 1)
YEARS_AHEAD = 3
_FULL = "The bench is booked for years ahead. Please ask us for a date."
Spans = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CalendarIn:
    """Shifts by weekday (0 = Monday) as ("07:00", "12:00") pairs in zone `tz`, and days that differ.

    An exception replaces its whole day: `(date(2026, 12, 24), ())` is a day off.
    """

    code: str
    tz: str
    weekly: Mapping[int, tuple[tuple[str, str], ...]]
    exceptions: tuple[tuple[date, tuple[tuple[str, str], ...]], ...] = ()


@dataclass(frozen=True)
class Axis:
    """`starts[i]` is the instant of shift i, in minutes since 1970; `before[i]` the working minutes before it."""

    tz: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    before: tuple[int, ...]
    total: int = field(default=0)

    def position(self, at: datetime) -> int:
        """Working minutes up to `at`; a started minute counts as gone. Outside shifts: the next shift's start."""
        return self.position_of(minute_of(at))

    def position_of(self, minute: int) -> int:
        """The same for a whole minute since 1970."""
        index = bisect_right(self.starts, minute) - 1
        if index < 0:
            return 0
        end = self.ends[index]
        return self.before[index] + (minute if minute < end else end) - self.starts[index]

    def start_at(self, position: int) -> datetime:
        """The instant at which work on minute `position` begins: a shift's end counts as the next shift's start."""
        return instant(self.start_of(position))

    def start_of(self, position: int) -> int:
        """The same in minutes since 1970. Raises `Invalid` beyond the calendar's end."""
        if not 0 <= position <= self.total:
            raise Invalid(_FULL)
        index = bisect_right(self.before, position) - 1
        return self.starts[index] + position - self.before[index]

    def end_at(self, position: int) -> datetime:
        """The instant at which the minute before `position` is done: a shift's end counts as itself."""
        return instant(self.end_of(position))

    def end_of(self, position: int) -> int:
        """The same in minutes since 1970. Raises `Invalid` beyond the calendar's end."""
        if not 0 <= position <= self.total:
            raise Invalid(_FULL)
        index = (bisect_left(self.before, position) or 1) - 1
        return self.starts[index] + position - self.before[index]

    def whole_from(self, position: int, minutes: int) -> int:
        """The first position >= `position` from which `minutes` lie within one shift. Raises `Invalid` when none of
        the shifts to come is so long."""
        if not 0 <= position <= self.total:
            raise Invalid(_FULL)
        index = bisect_right(self.before, position) - 1
        if position + minutes <= self.before[index] + self.ends[index] - self.starts[index]:
            return position
        for later in range(index + 1, len(self.starts)):
            if self.ends[later] - self.starts[later] >= minutes:
                return self.before[later]
        raise Invalid(f"No shift is long enough for {minutes} minutes without a break. Please ask us for a date.")


def minute_of(at: datetime) -> int:
    """Whole minutes since 1970; a started minute counts as gone."""
    return -(-int(at.timestamp()) // 60)


@lru_cache(maxsize=4_096)  # where one booking ends another begins
def instant(minute: int) -> datetime:
    """The start of a minute since 1970."""
    return datetime.fromtimestamp(minute * 60, UTC)


def axis_of(calendar: CalendarIn, now: datetime) -> Axis:
    """The axis from `EPOCH` to `YEARS_AHEAD` years after `now`; kept per calendar. Raises `Invalid` for bad shifts."""
    weekly = tuple(tuple(calendar.weekly.get(day, ())) for day in range(7))
    return _build(calendar.tz, weekly, tuple(sorted(calendar.exceptions)), now.year + YEARS_AHEAD)


def meet(one: Axis, other: Axis) -> Axis:
    """The axis of the time that both have; `one` itself when all of its time is the other's as well."""
    starts, ends, before, total, at = list[int](), list[int](), list[int](), 0, 0
    for opens, closes in zip(one.starts, one.ends, strict=True):
        while at < len(other.starts) and other.ends[at] <= opens:
            at += 1
        there = at
        while there < len(other.starts) and other.starts[there] < closes:
            start, end = max(opens, other.starts[there]), min(closes, other.ends[there])
            if ends and starts[-1] >= opens and ends[-1] == start:  # shifts that follow each other are one presence
                ends[-1] = end
            else:
                starts.append(start)
                ends.append(end)
                before.append(total)
            total += end - start
            there += 1
    if total == one.total:
        return one
    return Axis(one.tz, tuple(starts), tuple(ends), tuple(before), total)


@lru_cache(maxsize=256)
def _build(tz: str, weekly: tuple[Spans, ...], exceptions: tuple[tuple[date, Spans], ...], year: int) -> Axis:
    zone, odd = _zone(tz), dict(exceptions)
    starts, ends, before, total = [], [], [], 0
    for day in _days(year):
        for start, end in _shifts(day, odd.get(day, weekly[day.weekday()]), zone):
            starts.append(start)
            ends.append(end)
            before.append(total)
            total += end - start
    if not starts:
        raise Invalid("A calendar needs at least one shift.", field="weekly")
    return Axis(tz, tuple(starts), tuple(ends), tuple(before), total)


def _zone(tz: str) -> ZoneInfo:
    try:
        return ZoneInfo(tz)
    except (ZoneInfoNotFoundError, ValueError):
        raise Invalid(f"{tz} is not a time zone. Write it like Europe/Copenhagen.", field="tz") from None


def _days(year: int) -> Iterator[date]:
    day = EPOCH
    while day.year <= year:
        yield day
        day += timedelta(days=1)


def _shifts(day: date, spans: Spans, zone: ZoneInfo) -> Iterator[tuple[int, int]]:
    """Shifts of one local day in minutes since 1970, in order; each keeps its length on the clock of the wall, so the
    night of a time change gains or loses its hour. Raises `Invalid` when they overlap or run backwards."""
    last = 0
    for opens, closes in sorted(spans):
        start, end = _minute(day, opens, zone), _minute(day, closes, zone)
        if start >= end or start < last:
            raise Invalid(f"Shifts of a day follow each other; {opens}–{closes} does not.", field="weekly")
        last = end
        yield start, end


def _minute(day: date, clock: str, zone: ZoneInfo) -> int:
    """`clock` of the local `day`; "24:00" is the midnight that ends it."""
    try:
        if clock == "24:00":
            local = datetime.combine(day + timedelta(days=1), time(0), zone)
        else:
            local = datetime.combine(day, time.fromisoformat(clock), zone)
    except ValueError:
        raise Invalid(f"“{clock}” is not a time of day. Write it like 07:00.", field="weekly") from None
    return int(local.timestamp()) // 60
