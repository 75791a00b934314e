"""The buffer from the shop's own record: scaled conformal prediction, local in the load, aware of the unseen.

Every finished order says which multiple of the root of its planned length would just have kept its day: errors of a
chain of steps add up like a random walk. How large that multiple is to be expected, and how far it spreads, is fitted
on the plan's length and on the load of the workshop; the quantile of what is left over is the buffer of the next
promise. (Split conformal prediction: Vovk, Gammerman and Shafer, "Algorithmic Learning in a Random World", 2005;
scores scaled by a fitted difficulty: Papadopoulos et al., ECML 2002; Lei et al., JASA 2018.) Three refinements:

- Whole days are what is promised, and most orders miss theirs by none or one. So the score is taken of the day as the
  customer gets it, and knows what the plan had left of a day before the carrier's cut-off: an order planned to be ready
  five minutes before it comes a day later far more often than one that is ready the evening before.
- A full workshop errs in another way than an empty one: at five loads, low to high, orders of a like load weigh more
  (localised conformal prediction: Guan, Biometrika 2023), and between them the quantile is interpolated.
- Orders under way count for what is known of them, that they are not there yet: the quantile is that of Kaplan and
  Meier (JASA 1958). A record of the finished alone hears from the quick ones first.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate

from fulfilment.stock.wording import add_working_days

WANTED = 950
MEDIAN = 500
OFFERED = (800, 900, 950, 990)  # per mille of promises that are kept: what a seller may choose from
LEVELS = (MEDIAN, *OFFERED)
WINDOW = 1600  # ordered lines that count: a buffer has to have seen good weeks and bad ones
ENOUGH = 200  # fewer finished ones than these are no record: the prior serves, labelled an estimate
RIDGE = 5.0  # holds the slopes near zero where the record says little
NARROWEST = 0.4  # of the mean spread: nowhere is the shop surer than that
PLACES = (0.0, 0.25, 0.5, 0.75, 1.0)  # ranks of the load at which the quantile is taken
REACH = 0.3  # how far in rank an order still counts there
_DAY = timedelta(days=1)
Vector = tuple[float, float, float]  # of: always, per root of a day, per share of capacity that is booked
Row = tuple[float, float, float]  # root, load, score


@dataclass(frozen=True, slots=True)
class Finished:
    """One line: the day it was ordered, the door as planned without buffer, the day it was there, the share of the
    coming two weeks that was booked when it was planned, and the share of a day (0 to 1) that the plan left before the
    cut-off. `there` False: it is still under way, `actual` is the first day on which it can come."""

    ordered: date
    earliest: date
    actual: date
    load: float
    slack: float = 0.0
    there: bool = True


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the record says: the expected multiple and its spread, and by level (per mille) the quantile of the rest, in
    spreads, at each of `loads`, ascending. `version` names the fit."""

    mean: Vector
    spread: Vector
    least: float
    loads: tuple[float, ...]
    rests: Mapping[int, tuple[float, ...]] = field(default_factory=dict)
    finished: int = 0
    version: int = 0

    def buffer(self, root: float, load: float, level: int) -> float:
        """The days that keep `level` per mille; a day is kept above its score, hence the least step."""
        multiple = _at(self.mean, root, load)
        multiple += self._rest(load, level) * max(_at(self.spread, root, load), self.least)
        return root * (multiple + 1e-9)

    def _rest(self, load: float, level: int) -> float:
        loads, rests = self.loads, self.rests[level]
        at = bisect_left(loads, load)
        if at == 0 or at == len(loads):
            return rests[min(at, len(loads) - 1)]
        share = (load - loads[at - 1]) / (loads[at] - loads[at - 1])
        return rests[at - 1] + share * (rests[at] - rests[at - 1])


def root_of(ordered: date, earliest: date) -> float:
    """The root of the plan's length in days, at least one."""
    return math.sqrt(max((earliest - ordered).days, 1))


def with_buffer(earliest: date, buffer: float, slack: float, closed: frozenset[date]) -> date:
    """The promised day: what is left of the day is used first, then whole days, up, then the next business day. A
    pessimistic plan may make it an earlier day."""
    return add_working_days(earliest + timedelta(days=math.ceil(buffer - slack)), 0, closed)


def score(line: Finished, closed: frozenset[date] = frozenset()) -> float:
    """The multiple above which the day would have been kept; below zero when it came early."""
    free = line.actual - _DAY  # a promise for a day on which nothing is delivered is kept on the next one
    while free.weekday() > 4 or free in closed:
        free -= _DAY
    return ((free - line.earliest).days + line.slack) / root_of(line.ordered, line.earliest)


def fit(record: Sequence[Finished], closed: frozenset[date] = frozenset(), version: int = 0) -> Calibration | None:
    """Fit the last `WINDOW` lines of a record in the order in which they were ordered, finished or under way; None
    while too few are finished to speak."""
    lines = record[-WINDOW:]
    rows = [(root_of(line.ordered, line.earliest), line.load, score(line, closed)) for line in lines]
    there = [row for row, line in zip(rows, lines, strict=True) if line.there]
    if len(there) < ENOUGH:
        return None
    mean = _least_squares(there)
    off = [(root, load, abs(value - _at(mean, root, load))) for root, load, value in there]
    spread, least = _least_squares(off), max(NARROWEST * sum(one[2] for one in off) / len(off), 1e-6)
    loads = sorted(line.load for line in lines)
    rests = [
        ((value - _at(mean, root, load)) / max(_at(spread, root, load), least), line.there, _rank(loads, load))
        for (root, load, value), line in zip(rows, lines, strict=True)
    ]
    places, found = _local(loads, sorted(rests))
    return Calibration(mean, spread, least, places, found, len(there), version)


def _local(
    loads: Sequence[float], ranked: Sequence[tuple[float, bool, float]]
) -> tuple[tuple[float, ...], dict[int, tuple[float, ...]]]:
    """Loads at the places, and by level the quantile there, of (rest, whether it came, rank of its load), ascending:
    what is not there yet leaves before what came with the same rest."""
    at, found, middles = list[float](), list[list[float]](), list[float]()
    for place in PLACES:
        load = loads[int(place * (len(loads) - 1))]
        if at and load <= at[-1]:
            continue
        here = _rank(loads, load)  # the place itself, but in the middle of equal loads
        near = [(row, 1 - abs(row[2] - here) / REACH) for row in ranked if abs(row[2] - here) < REACH]
        at.append(load)
        found.append(list(quantiles([(value, there, weight) for (value, there, _), weight in near], LEVELS)))
        middles.append(sum(weight * rank for (_, _, rank), weight in near) / sum(weight for _, weight in near))
    if len(at) > 2:
        share = (here - middles[-1]) / (middles[-1] - middles[-2])
        found[-1] = _onwards(found[-2], found[-1], min(max(share, 0.0), 1.0))
    return tuple(at), {level: tuple(rests[n] for rests in found) for n, level in enumerate(LEVELS)}


def _onwards(before: Sequence[float], last: Sequence[float], share: float) -> list[float]:
    """At the highest load all neighbours are of lower ones. What they say holds in their middle, and goes on to the
    edge as it came from the place before: the first-order correction of a kernel at a boundary (Fan and Gijbels, "Local
    Polynomial Modelling", 1996, ch. 3). `share` of the last way; more is kept by more days at every level."""
    return list(accumulate([high + share * (high - low) for low, high in zip(before, last, strict=True)], max))


def _rank(ascending: Sequence[float], value: float) -> float:
    """Between 0 and 1; equal values share the middle of theirs."""
    return (bisect_left(ascending, value) + bisect_right(ascending, value)) / 2 / len(ascending)


def quantiles(ranked: Sequence[tuple[float, bool, float]], levels: Sequence[int]) -> Iterator[float]:
    """The conformal quantiles (levels ascending, per mille) of (score, whether it came, weight), ascending: where the
    Kaplan-Meier share of what came, with one more order on the safe side, reaches the level. Between two scores it is
    interpolated: the upper one keeps more than what was asked for, half an order's worth in the mean."""
    total = at_risk = sum(weight for _, _, weight in ranked)
    safe = 1 + sum(weight * weight for _, _, weight in ranked) / (total * total)
    rows, left = iter(ranked), 1.0
    below = above = (ranked[0][0], 0.0)  # a score and the share that is kept by it
    for level in levels:
        share = min(level / 1000 * safe, 1.0)
        while above[1] < share - 1e-12:
            row = next(rows, None)
            if row is None:
                break
            value, there, weight = row
            if there:
                left *= 1 - weight / at_risk if at_risk > weight else 0.0
                below, above = above, (value, 1 - left)
            at_risk -= weight
        yield _between(below, above, share)


def _between(below: tuple[float, float], above: tuple[float, float], share: float) -> float:
    """The score for a share between those of two scores; the upper score where there is nothing between."""
    (low, less), (high, more) = below, above
    return low + (high - low) * (share - less) / (more - less) if less < share < more else high


def _at(vector: Vector, root: float, load: float) -> float:
    return vector[0] + vector[1] * root + vector[2] * load


def _least_squares(rows: Sequence[Row]) -> Vector:
    """Ridge regression of the third value on the first two, the constant left free: normal equations of what is off
    the means, by Cramer's rule; the ridge keeps them independent."""
    count = len(rows)
    r, x, y = (sum(row[at] for row in rows) / count for at in range(3))
    rr, xx, rx, ry, xy = RIDGE, RIDGE, 0.0, 0.0, 0.0
    for root, load, value in rows:
        dr, dx, dy = root - r, load - x, value - y
        rr, xx, rx, ry, xy = rr + dr * dr, xx + dx * dx, rx + dr * dx, ry + dr * dy, xy + dx * dy
    whole = rr * xx - rx * rx
    by_root, by_load = (ry * xx - xy * rx) / whole, (xy * rr - ry * rx) / whole
    return y - by_root * r - by_load * x, by_root, by_load
