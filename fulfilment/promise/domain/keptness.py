"""Promised against actual, as plain values: weeks, what each share of kept promises costs in days, who was let down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fulfilment.promise.domain.calibration import OFFERED, Calibration, Finished, root_of, with_buffer
from fulfilment.promise.domain.days import PRIOR_MADE, PRIOR_STOCK, Prior
from fulfilment.promise.domain.pace import Paces

_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Kept:
    """One finished promise: the day first given, the day that stood at the end, and the day it was there."""

    line_ref: str
    order_ref: str
    sku: str
    made: bool
    quoted: date
    promised: date
    actual: date
    reason: str

    @property
    def first(self) -> bool:
        """Whether the first day was kept: moving a day does not keep it."""
        return self.actual <= self.quoted

    @property
    def late(self) -> int:
        """Days after the first day; zero or less in time."""
        return (self.actual - self.quoted).days


@dataclass(frozen=True)
class Week:
    """What arrived in the week from `monday` on: `kept` on the day first given, `moved` ones on the day given later."""

    monday: date
    arrived: int
    kept: int
    moved: int

    @property
    def share(self) -> float | None:
        """Of 1; None in a week in which nothing arrived."""
        return self.kept / self.arrived if self.arrived else None


@dataclass(frozen=True)
class Cost:
    """What keeping `level` per mille of the promises costs: mean days of buffer beyond the plan, per kind of goods;
    None where there is nothing to tell it from."""

    level: int
    made: float | None
    stock: float | None


@dataclass(frozen=True)
class Standing:
    """A record as the seller sees it: how many lines it has, how many it needs, whether quotes stand on it."""

    name: str
    finished: int
    enough: int
    calibrated: bool


@dataclass(frozen=True)
class PromiseRecord:
    """The page of promised against actual. `levels` are what the seller may choose from, `level` what is chosen."""

    weeks: tuple[Week, ...]
    costs: tuple[Cost, ...]
    level: int
    standings: tuple[Standing, ...]
    broken: tuple[Kept, ...]
    paces: Paces

    @property
    def arrived(self) -> int:
        return sum(week.arrived for week in self.weeks)

    @property
    def kept(self) -> int:
        return sum(week.kept for week in self.weeks)


def weeks_of(found: Sequence[Kept], today: date, count: int) -> tuple[Week, ...]:
    """The last `count` weeks up to and with the present one, whether something arrived in them or not."""
    this = today - timedelta(days=today.weekday())
    mondays = [this - _WEEK * back for back in range(count - 1, -1, -1)]
    by_week: dict[date, list[Kept]] = {monday: [] for monday in mondays}
    for one in found:
        monday = one.actual - timedelta(days=one.actual.weekday())
        if monday in by_week:
            by_week[monday].append(one)
    return tuple(
        Week(
            monday,
            len(there),
            sum(one.first for one in there),
            sum(not one.first and one.actual <= one.promised for one in there),
        )
        for monday, there in by_week.items()
    )


def costs_of(
    made: Sequence[Finished], stock: Sequence[Finished], known: Mapping[bool, Calibration | None]
) -> tuple[Cost, ...]:
    """What each share would have cost the lines that were promised last."""
    return tuple(
        Cost(
            level,
            _mean([_day(line, known.get(True), PRIOR_MADE, level) for line in made]),
            _mean([_day(line, known.get(False), PRIOR_STOCK, level) for line in stock]),
        )
        for level in OFFERED
    )


def _day(line: Finished, known: Calibration | None, prior: Prior, level: int) -> int:
    """Days that the promise comes after the plan."""
    length = max((line.earliest - line.ordered).days, 0)
    if known is None:
        return (prior.day(line.earliest, length, level, frozenset()) - line.earliest).days
    buffer = known.buffer(root_of(line.ordered, line.earliest), line.load, level)
    return (with_buffer(line.earliest, buffer, line.slack, frozenset()) - line.earliest).days


def _mean(days: Sequence[int]) -> float | None:
    return sum(days) / len(days) if days else None
