"""The promise in the digital twin: how often the day is kept, by load and under drift, and what it costs in days.

Twenty shops take longer than one may sit and wait: `--kept FOLDER` writes each down as it is done, and the same command
started again goes on with those that are missing.
"""

from __future__ import annotations

import argparse
import hashlib
import heapq
import json
import math
import multiprocessing
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import astuple, dataclass, replace
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from statistics import stdev

from bench.figures import Figures, percentile
from bench.promise.twin import Job, Twin, World
from bench.promise.twin.office import PLACES, ROUTES
from bench.promise.twin.world import HOME, SELLER
from fulfilment.promise.calibrating import OWN_RECORD, REFIT
from fulfilment.promise.domain.calibration import ENOUGH, WINDOW, Calibration, Finished, fit
from fulfilment.promise.domain.days import Kind, days_for
from fulfilment.promise.domain.house import House, scope_of

LEVELS = (800, 950, 990)  # per mille
LOADS = ("low", "middle", "high")
ROOT = Path(__file__).resolve().parents[2]
DRIFT = 0.09
_A_DAY = 24 * 60


@dataclass(frozen=True)
class Outcome:
    """One promise at one level: the load it was given under, whether it was kept, and the days quoted and taken."""

    load: float
    kept: bool
    quoted: int
    taken: int


Outcomes = dict[int, list[Outcome]]


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=0, help="the first seed; 100 to 119 are for development")
    parser.add_argument("--orders", type=int, default=5_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--kept", type=Path, help="a folder of shops that were run before by this very code")


def run(options: argparse.Namespace, figures: Figures) -> None:
    with ProcessPoolExecutor(options.processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        for name, drift in (("steady", 0.0), (f"durations drifting {DRIFT:.0%}", DRIFT)):
            seeds = range(options.first, options.first + options.seeds)
            shop = partial(_one, orders=options.orders, drift=drift, kept=options.kept)
            _report(figures, name, list(pool.map(shop, seeds)))


def _one(seed: int, *, orders: int, drift: float, kept: Path | None) -> Outcomes:
    if kept is None:
        return promised(Twin(seed, orders, World(drift=drift)).run())
    path = kept / f"{seed}-{orders}-{drift}-{_code()}.json"
    if not path.exists():
        found = promised(Twin(seed, orders, World(drift=drift)).run())
        kept.mkdir(parents=True, exist_ok=True)
        written = path.with_suffix(".part")  # whoever is stopped while writing leaves no half a shop
        written.write_text(json.dumps({level: [astuple(one) for one in own] for level, own in found.items()}))
        written.rename(path)
    rows = json.loads(path.read_text())
    return {int(level): [Outcome(*row) for row in own] for level, own in rows.items()}


def _code() -> str:
    """Changes with whatever decides an outcome: shops of different rules are not put together."""
    folders = [ROOT / "fulfilment" / "promise", ROOT / "fulfilment" / "capacity" / "domain", ROOT / "bench" / "promise"]
    digest = hashlib.sha256()
    for path in sorted(path for folder in folders for path in folder.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


class _Records:
    """What the worker would have learned by a day: the shop's record, and a product's own."""

    def __init__(self) -> None:
        self.known: dict[str, Calibration] = {}
        self._ordered: dict[str, list[Job]] = defaultdict(list)
        self._finished: dict[str, int] = defaultdict(int)
        self._fitted: dict[str, int] = defaultdict(int)

    def order(self, job: Job) -> None:
        for scope in _scopes(job):
            self._ordered[scope].append(job)

    def finish(self, job: Job) -> None:
        for scope in _scopes(job):
            self._finished[scope] += 1

    def fit(self, today: date) -> None:
        """Those that have finished enough since their last fit."""
        for scope, finished in self._finished.items():
            enough = OWN_RECORD if ":" in scope else ENOUGH
            if finished < enough or finished - self._fitted[scope] < REFIT:
                continue
            fitted = fit([_line(job, today) for job in self._ordered[scope][-WINDOW:]])
            if fitted is not None:
                self._fitted[scope], self.known[scope] = finished, fitted


def _scopes(job: Job) -> tuple[str, str]:
    return scope_of(True), scope_of(True, job.spec.sku)


def _line(job: Job, today: date) -> Finished:
    assert job.delivered is not None
    there = job.delivered < today
    actual = job.delivered if there else today
    return Finished(job.ordered, job.earliest, actual, job.plan.load, job.slack / _A_DAY, there)


def promised(jobs: Sequence[Job]) -> Outcomes:
    """Each job's promise, as the product gives it, from what was known when it was ordered. The first ones are
    estimates and do not count."""
    found: Outcomes = {level: [] for level in LEVELS}
    under_way, records = list[tuple[date, int, Job]](), _Records()
    for job in jobs:
        assert job.delivered is not None
        assert job.plan.ready_at is not None
        while under_way and under_way[0][0] < job.ordered:
            records.finish(heapq.heappop(under_way)[2])
        records.fit(job.ordered)
        kind = Kind(True, job.spec.sku, job.plan.load)
        house = House(datetime.combine(job.ordered, time(12), UTC), {}, {}, {}, PLACES, ROUTES, {}, records.known)
        for level in LEVELS:
            days = days_for(replace(house, level=level), job.plan.ready_at, SELLER, "parcel", HOME, kind)
            assert days is not None
            if days.basis == "calibrated":
                quoted, taken = (days.promised - job.ordered).days, (job.delivered - job.ordered).days
                found[level].append(Outcome(job.plan.load, job.delivered <= days.promised, quoted, taken))
        records.order(job)
        heapq.heappush(under_way, (job.delivered, job.number, job))
    return found


def _report(figures: Figures, name: str, runs: Sequence[Outcomes]) -> None:
    for level in LEVELS:
        wanted = f"{name}, {level / 10:.0f}% wanted"
        terciles = [_terciles(one[level]) for one in runs]
        for load in LOADS:
            kept = _kept([outcome for own in terciles for outcome in own[load]])
            shops = [_kept(own[load]) for own in terciles]
            figures.told(f"{wanted}, {load} load: kept", kept, "%")
            figures.at_most(f"{wanted}, {load} load: off by", abs(kept - level / 10), "points", 1)
            if len(shops) > 1:
                figures.told(f"{wanted}, {load} load: give or take", stdev(shops) / math.sqrt(len(shops)), "points")
        everything = [outcome for one in runs for outcome in one[level]]
        quoted = sum(outcome.quoted for outcome in everything) / len(everything)
        figures.told(f"{wanted}: days quoted", quoted, "days")
        what = f"{wanted}: days quoted over the fixed lead time as often kept"
        if level == 950:
            figures.at_most(what, quoted / _lead(everything), "", 0.70)
            own = [sum(o.quoted for o in one[level]) / len(one[level]) / _lead(one[level]) for one in runs]
            figures.told(f"{what}, each shop its own", sum(own) / len(own), "")
        else:
            figures.told(what, quoted / _lead(everything), "")


def _terciles(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    """A shop's promises by the load they were given under."""
    ranked = sorted(outcomes, key=lambda outcome: outcome.load)
    third = len(ranked) // 3
    return {load: ranked[at * third : (at + 1) * third] for at, load in enumerate(LOADS)}


def _lead(outcomes: Sequence[Outcome]) -> float:
    """The fixed lead time that would have been kept as often, known in hindsight."""
    return percentile([outcome.taken for outcome in outcomes], _kept(outcomes) / 100)


def _kept(outcomes: Sequence[Outcome]) -> float:
    return 100 * sum(outcome.kept for outcome in outcomes) / max(len(outcomes), 1)
