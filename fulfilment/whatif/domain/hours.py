"""Hours more: which minutes on the wall a shift adds, and the axis that has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from foundation.plain.errors import Invalid
from fulfilment.capacity.domain import Axis, instant, minute_of

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
