"""Hours more: which minutes on the wall a shift adds, and the axis that has them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from foundation.plain.errors import Invalid
from fulfilment.capacity.domain import Axis, CalendarIn, instant, meet, minute_of

OPENS = time(7)  # of a shift on days that have none
_DAY = timedelta(days=1)


def spans_of(axis: Axis, first: date, last: date, minutes: int, now: int) -> list[tuple[int, int]]:
    """`minutes` after the last shift of each working day from `first` to `last`. Days off between them stay off, unless
    none of them is a working day: then each gets a shift of its own from `OPENS`. What is before `now` is left out.

    Raises `Invalid` when nothing is left, or when the hours run into the next shift.
    """
    zone = ZoneInfo(axis.tz)
    ends = [end for day in _days(first, last) if (end := _end_of(axis, day, zone)) is not None]
    if not ends:
        ends = [minute_of(datetime.combine(day, OPENS, zone)) for day in _days(first, last)]
    found = []
    for begins in ends:
        following = next((start for start in axis.starts if start >= begins), None)
        if following is not None and begins + minutes > following:
            hours = (following - begins) // 60
            raise Invalid(
                f"On {instant(begins).astimezone(zone):%d %B} only {hours} hours are left until the next shift begins. "
                "Add fewer.",
                field="shift_hours",
            )
        if begins + minutes > now:
            found.append((max(begins, now), begins + minutes))
    if not found:
        raise Invalid("These hours are over already. Choose days that are still to come.", field="shift_from")
    return found


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += _DAY


def _end_of(axis: Axis, day: date, zone: ZoneInfo) -> int | None:
    """When the last shift of a local day ends."""
    opens = minute_of(datetime.combine(day, time(0), zone))
    closes = minute_of(datetime.combine(day + _DAY, time(0), zone))
    return max((e for s, e in zip(axis.starts, axis.ends, strict=True) if opens <= s < closes), default=None)


def longer(axis: Axis, spans: Sequence[tuple[int, int]]) -> Axis:
    """The axis with these minutes more. Hours that follow a shift at once are one presence with it. Raises `Invalid`
    when some of them are working time already."""
    starts, ends, before, total = list[int](), list[int](), list[int](), 0
    for start, end in sorted([*zip(axis.starts, axis.ends, strict=True), *spans]):
        if ends and start < ends[-1]:
            raise Invalid("Some of these hours are working time already. Choose others.", field="shift_from")
        if ends and start == ends[-1] and (start, end) in spans:
            ends[-1] = end
        else:
            starts.append(start)
            ends.append(end)
            before.append(total)
        total += end - start
    return Axis(axis.tz, tuple(starts), tuple(ends), tuple(before), total)


def away_days(calendar: CalendarIn) -> frozenset[date]:
    """Days on which somebody with this calendar is there for less than on that weekday otherwise: they are away, or
    went home, and are not asked to stay longer."""
    usual = {day: _minutes(spans) for day, spans in calendar.weekly.items()}
    return frozenset(day for day, spans in calendar.exceptions if _minutes(spans) <= usual.get(day.weekday(), 0) - 1)


def _minutes(spans: Sequence[tuple[str, str]]) -> int:
    return sum(_clock(end) - _clock(start) for start, end in spans)


def _clock(text: str) -> int:
    hours, minutes = text.split(":")
    return 60 * int(hours) + int(minutes)


def with_overtime(own: Axis, old: Axis, new: Axis, away: Collection[date]) -> Axis:
    """When somebody is at a work centre whose hours `old` become `new`: in their `own` hours there, and in what is
    added, but for days on which they are `away`."""
    zone = ZoneInfo(new.tz)
    known = set(zip(old.starts, old.ends, strict=True))
    added = [
        (start, end)
        for opens, closes in zip(new.starts, new.ends, strict=True)
        if (opens, closes) not in known
        for start, end in _less(opens, closes, old)
        if instant(start).astimezone(zone).date() not in away
    ]
    return meet(new, _joined(new.tz, [*zip(own.starts, own.ends, strict=True), *added]))


def _less(opens: int, closes: int, old: Axis) -> Iterator[tuple[int, int]]:
    """What of [opens, closes) is no working time of `old`."""
    at = opens
    for start, end in zip(old.starts, old.ends, strict=True):
        if end <= at or start >= closes:
            continue
        if start > at:
            yield at, start
        at = max(at, end)
    if at < closes:
        yield at, closes


def _joined(tz: str, spans: Sequence[tuple[int, int]]) -> Axis:
    """All of these minutes, each once."""
    starts, ends, before, total = list[int](), list[int](), list[int](), 0
    for start, end in sorted(spans):
        if ends and start <= ends[-1]:
            grown = max(end, ends[-1])
            total += grown - ends[-1]
            ends[-1] = grown
            continue
        starts.append(start)
        ends.append(end)
        before.append(total)
        total += end - start
    return Axis(tz, tuple(starts), tuple(ends), tuple(before), total)
