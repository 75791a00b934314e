"""How minutes are counted and divided. Plain: no I/O, reads no clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from foundation.plain.errors import Invalid
from fulfilment.capacity.domain import Axis
from fulfilment.capacity.domain.axis import minute_of

MOST_MINUTES = 7 * 24 * 60  # of one stretch: more than a week is a slip of the hand
MAX_REASON = 300


@dataclass(frozen=True)
class Stretch:
    """One operation's part in a run: its weight, and until when it was in it (None: it still is)."""

    ref: str
    weight: int
    ended_at: datetime | None


def worked(axis: Axis | None, start: datetime, end: datetime) -> int:
    """Minutes of the shifts between two instants, so that a job left open overnight does not count the night. Outside
    every shift somebody worked all the same: then it is the minutes of the clock. A clock that went back is 0."""
    clock = max(minute_of(end) - minute_of(start), 0)
    within = max(axis.position(end) - axis.position(start), 0) if axis else 0
    return min(within, clock) or clock


def shared(mine: str, run: Sequence[Stretch], start: datetime, axis: Axis | None) -> int:
    """The minutes of `mine` (which has ended) in a run that began at `start`: between two ends, the minutes are divided
    among those still in it by weight. Whole minutes, half of one rounded up."""
    me = next(stretch for stretch in run if stretch.ref == mine)
    assert me.ended_at is not None
    ends = sorted({s.ended_at for s in run if s.ended_at is not None and s.ended_at <= me.ended_at})
    total, since = Fraction(0), start
    for until in ends:
        there = sum(s.weight for s in run if s.ended_at is None or s.ended_at >= until)
        total += Fraction((worked(axis, since, until) if until > since else 0) * me.weight, there)
        since = until
    return int(total + Fraction(1, 2))


def checked_minutes(text: str) -> int:
    """Minutes as typed: `75`, `1:15` or `1 h 15`. Raises `Invalid` beside the field."""
    clean = text.strip().lower().replace(" ", "").removesuffix("min").removesuffix("m")
    hours, sign, rest = clean.replace("h", ":").partition(":")
    if not sign:
        hours, rest = "0", clean
    parts = [hours or "0", rest or "0"]
    if not clean or any(not (p.isascii() and p.isdigit() and len(p) < 6) for p in parts):
        raise Invalid("Type minutes, like 75, or hours and minutes, like 1:15.", field="minutes")
    minutes = int(parts[0]) * 60 + int(parts[1])
    if minutes > MOST_MINUTES:
        raise Invalid("That is more than a week for one stretch. Type the minutes once more.", field="minutes")
    return minutes


def checked_reason(reason: str) -> str:
    """The reason of a correction, trimmed; raises `Invalid` for none."""
    reason = reason.strip()
    if not reason:
        raise Invalid("Say in a few words why the minutes were different.", field="reason")
    if len(reason) > MAX_REASON:
        raise Invalid(f"Keep the reason under {MAX_REASON} characters.", field="reason")
    return reason
