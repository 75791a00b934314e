"""Which lines may be withdrawn from, until when, and why not. Plain values only.

Directive 2011/83/EU, article 9 (fourteen days from the day the last goods arrive), article 11a as put in by Directive
(EU) 2023/2673 (the function itself: continuously there, two steps, confirmed on a durable medium), article 16 c (goods
made to the consumer's choices are excepted).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

DAYS = timedelta(days=14)


@dataclass(frozen=True)
class Bought:
    """What the decision needs of a line: `progress` as the order tells it, `arrived` the day it was delivered."""

    line_ref: str
    title: str
    made: bool
    progress: str
    arrived: date | None
    cancelled: bool


@dataclass(frozen=True)
class Chance:
    """Whether one line may be withdrawn from today. `until` is the last day where one is known; `why` says why not."""

    line_ref: str
    title: str
    allowed: bool
    until: date | None
    why: str


def chances(lines: Sequence[Bought], withdrawn: Iterable[str], today: date) -> tuple[Chance, ...]:
    """One answer a line. The fourteen days begin when the last of the order's goods has arrived."""
    known = set(withdrawn)
    live = [line for line in lines if not line.cancelled and not line.made]
    days = [line.arrived for line in live]
    last = max((day for day in days if day), default=None) if live and all(days) else None
    until = last + DAYS if last else None
    return tuple(_chance(line, known, until, today) for line in lines)


def _chance(line: Bought, known: set[str], until: date | None, today: date) -> Chance:
    def no(why: str) -> Chance:
        return Chance(line.line_ref, line.title, False, None, why)

    if line.line_ref in known:
        return no("You have withdrawn from this.")
    if line.cancelled or line.progress == "cancelled":
        return no("This is cancelled already.")
    if line.made:
        return no(
            "Made to your choices, so the right of withdrawal does not cover it. "
            "Until its work begins you may cancel it on your order page."
        )
    if until is not None and today > until:
        return no("The fourteen days are over.")
    return Chance(line.line_ref, line.title, True, until, "")


def chosen(found: Sequence[Chance], asked: Iterable[str]) -> list[str]:
    """The lines that were asked for and may be withdrawn from, in the order's own order."""
    wanted = set(asked)
    return [one.line_ref for one in found if one.allowed and one.line_ref in wanted]


def arrivals(entries: Iterable[tuple[str, Sequence[str], date]]) -> Mapping[str, date]:
    """The day each line arrived, of (kind, lines, day) in the order they were written."""
    return {ref: day for kind, refs, day in entries if kind == "delivered" for ref in refs}
