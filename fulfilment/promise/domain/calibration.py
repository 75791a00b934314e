"""The buffer from the shop's own record: scaled conformal prediction.

Every finished order says which multiple of the root of its planned length would just have kept its day: errors of a
chain of steps add up like a random walk. How large that multiple is to be expected, and how far it spreads, is fitted
on the plan's length and on the load of the workshop; the quantile of what is left over is the buffer of the next
promise. (Split conformal prediction: Vovk, Gammerman and Shafer, "Algorithmic Learning in a Random World", 2005;
scores scaled by a fitted difficulty: Papadopoulos et al., ECML 2002; Lei et al., JASA 2018.)

Whole days are what is promised, and most orders miss their day by none or one. So the score is taken of the day as the
customer gets it, and knows how much of a day the plan had left before the carrier's cut-off: an order planned to be
ready five minutes before it comes a day later far more often than one that is ready the evening before.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from fulfilment.stock.wording import add_working_days

WANTED = 950
MEDIAN = 500
OFFERED = (800, 900, 950, 990)  # per mille of promises that are kept: what a seller may choose from
WINDOW = 800  # finished orders that count; measured: 400 lag behind a swinging load
ENOUGH = 200  # fewer than these are no record: the prior serves, labelled an estimate
RIDGE = 5.0  # holds the slopes near zero where the record says little
NARROWEST = 0.4  # of the mean spread: nowhere is the shop surer than that
_DAY = timedelta(days=1)
Vector = tuple[float, float, float]  # of: always, per root of a day, per share of capacity that is booked


@dataclass(frozen=True, slots=True)
class Finished:
    """One finished line: the day it was ordered, the door as planned without buffer, the day it was there, the share
    of the coming two weeks that was booked when it was planned, and the share of a day (0 to 1) that the plan left
    before the cut-off."""

    ordered: date
    earliest: date
    actual: date
    load: float
    slack: float = 0.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the record says: the expected multiple, its spread, and by level (per mille) the quantile of the rest in
    spreads. `version` names the fit."""

    mean: Vector
    spread: Vector
    least: float
    rests: Mapping[int, float] = field(default_factory=dict)
    finished: int = 0
    version: int = 0

    def multiple(self, root: float, load: float, level: int) -> float:
        """The multiple of the root that keeps `level` per mille; the day is kept above it, hence the least step."""
        return _at(self.mean, root, load) + self.rests[level] * max(_at(self.spread, root, load), self.least) + 1e-9


def root_of(ordered: date, earliest: date) -> float:
    """The root of the plan's length in days, at least one."""
    return math.sqrt(max((earliest - ordered).days, 1))


def with_buffer(earliest: date, root: float, multiple: float, slack: float, closed: frozenset[date]) -> date:
    """The promised day: what is left of the day is used first, then whole days, up, then the next business day. A
    pessimistic plan may make it an earlier day."""
    return add_working_days(earliest + timedelta(days=math.ceil(multiple * root - slack)), 0, closed)


def score(finished: Finished, closed: frozenset[date] = frozenset()) -> float:
    """The multiple above which the day would have been kept; below zero when it came early."""
    free = finished.actual - _DAY  # a promise for a day on which nothing is delivered is kept on the next one
    while free.weekday() > 4 or free in closed:
        free -= _DAY
    return ((free - finished.earliest).days + finished.slack) / root_of(finished.ordered, finished.earliest)


def quantile(ranked: Sequence[float], level: int) -> float:
    """The conformal quantile of ascending scores: the ceil((n + 1) * level)-th, or the last."""
    return ranked[min(-(-(len(ranked) + 1) * level // 1000), len(ranked)) - 1]


@dataclass(frozen=True, slots=True)
class Fitted:
    """Mean and spread of the scores, and the rest in spreads, ascending."""

    mean: Vector
    spread: Vector
    least: float
    rest: tuple[float, ...]

    def calibration(self, version: int = 0) -> Calibration:
        rests = {level: quantile(self.rest, level) for level in (MEDIAN, *OFFERED)}
        return Calibration(self.mean, self.spread, self.least, rests, len(self.rest), version)


def fit(record: Sequence[Finished], closed: frozenset[date] = frozenset()) -> Fitted | None:
    """Fit the last `WINDOW` of a record that is in the order of its ends; None while it is too short to speak.

    Lines that are overdue and under way go at its end, as if they ended today: a record of the finished alone hears
    from the quick ones first.
    """
    if len(record) < ENOUGH:
        return None
    rows = [(root_of(one.ordered, one.earliest), one.load, score(one, closed)) for one in record[-WINDOW:]]
    mean = _least_squares(rows)
    off = [(root, load, value - _at(mean, root, load)) for root, load, value in rows]
    spread = _least_squares([(root, load, abs(value)) for root, load, value in off])
    least = max(NARROWEST * sum(abs(value) for _, _, value in off) / len(off), 1e-6)
    rest = sorted(value / max(_at(spread, root, load), least) for root, load, value in off)
    return Fitted(mean, spread, least, tuple(rest))


def _at(vector: Vector, root: float, load: float) -> float:
    return vector[0] + vector[1] * root + vector[2] * load


def _least_squares(rows: Iterable[tuple[float, float, float]]) -> Vector:
    """Ridge regression of the third value on the first two, the constant left free: three normal equations."""
    matrix = [[0.0] * 4 for _ in range(3)]
    for root, load, value in rows:
        features = (1.0, root, load)
        for at, one in enumerate(features):
            for other, two in enumerate((*features, value)):
                matrix[at][other] += one * two
    matrix[1][1] += RIDGE
    matrix[2][2] += RIDGE
    return _solved(matrix)


def _solved(matrix: list[list[float]]) -> Vector:
    """Gauss and Jordan on three rows; the ridge keeps them independent."""
    for at in range(3):
        pivot = matrix[at][at]
        matrix[at] = [value / pivot for value in matrix[at]]
        for other in range(3):
            if other != at:
                factor = matrix[other][at]
                matrix[other] = [a - factor * b for a, b in zip(matrix[other], matrix[at], strict=True)]
    return matrix[0][3], matrix[1][3], matrix[2][3]
