"""The promise in the digital twin: how often the day is kept, by load and under drift, and what it costs in days."""

from __future__ import annotations

import argparse
import heapq
import multiprocessing
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date

from bench.figures import Figures, percentile
from bench.promise.twin import Job, Twin, World
from fulfilment.promise.domain.calibration import ENOUGH, Calibration, Finished, fit, root_of, with_buffer
from fulfilment.stock.wording import add_working_days

SHARES = (0.80, 0.95, 0.99)
REFIT = 25  # finished orders between two fits, as the worker does it
DRIFT = 0.09
NO_HOLIDAY: frozenset[date] = frozenset()


@dataclass(frozen=True)
class Outcome:
    """One promise at one share: the load it was given under, whether it was kept, and the days quoted and taken."""

    load: float
    kept: bool
    quoted: int
    taken: int


Outcomes = dict[float, list[Outcome]]


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--orders", type=int, default=5_000)
    parser.add_argument("--processes", type=int, default=2)


def run(options: argparse.Namespace, figures: Figures) -> None:
    with ProcessPoolExecutor(options.processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        for name, drift in (("steady", 0.0), (f"durations drifting {DRIFT:.0%}", DRIFT)):
            seeds = range(options.seeds)
            runs = list(pool.map(_one, seeds, [options.orders] * len(seeds), [drift] * len(seeds)))
            _report(figures, name, runs)


def _one(seed: int, orders: int, drift: float) -> Outcomes:
    return promised(Twin(seed, orders, World(drift=drift)).run())


def promised(jobs: Sequence[Job]) -> Outcomes:
    """Each job's promise from what was finished when it was ordered; the first ones are estimates and do not count."""
    found: Outcomes = {share: [] for share in SHARES}
    under_way, record = list[tuple[date, int, Finished]](), list[Finished]()
    known: dict[float, Calibration] = {}
    fitted_at = 0
    for job in jobs:
        assert job.delivered is not None
        while under_way and under_way[0][0] < job.ordered:
            record.append(heapq.heappop(under_way)[2])
        if len(record) >= ENOUGH and (not known or len(record) - fitted_at >= REFIT):
            overdue = [_today(one, job.ordered) for _, _, one in under_way if one.earliest < job.ordered]
            fitted, fitted_at = fit([*record, *overdue]), len(record)
            assert fitted is not None
            known = {share: fitted.calibration(share) for share in SHARES}
        root = root_of(job.ordered, job.earliest)
        for share, calibration in known.items():
            multiple = calibration.multiple(root, job.load, calibration.promised)
            day = with_buffer(job.earliest, root, multiple, NO_HOLIDAY)
            quoted, taken = (day - job.ordered).days, (job.delivered - job.ordered).days
            found[share].append(Outcome(job.load, job.delivered <= day, quoted, taken))
        finished = Finished(job.ordered, job.earliest, job.delivered, job.load)
        heapq.heappush(under_way, (job.delivered, job.number, finished))
    return found


def _today(late: Finished, today: date) -> Finished:
    return replace(late, actual=add_working_days(today, 0))


def _report(figures: Figures, name: str, runs: Sequence[Outcomes]) -> None:
    for share in SHARES:
        terciles: dict[str, list[Outcome]] = defaultdict(list)
        for one in runs:
            ranked = sorted(one[share], key=lambda outcome: outcome.load)
            third = len(ranked) // 3
            for at, load in enumerate(("low", "middle", "high")):
                terciles[load] += ranked[at * third : (at + 1) * third]
        for load, outcomes in terciles.items():
            off = abs(_kept(outcomes) - 100 * share)
            figures.told(f"{name}, {share:.0%} wanted, {load} load: kept", _kept(outcomes), "%")
            figures.at_most(f"{name}, {share:.0%} wanted, {load} load: off by", off, "points", 1)
        everything = [outcome for one in runs for outcome in one[share]]
        quoted = sum(outcome.quoted for outcome in everything) / len(everything)
        lead = percentile([outcome.taken for outcome in everything], _kept(everything) / 100)
        figures.told(f"{name}, {share:.0%} wanted: days quoted", quoted, "days")
        what = f"{name}, {share:.0%} wanted: days quoted over the fixed lead time as often kept"
        if share == 0.95:
            figures.at_most(what, quoted / lead, "", 0.70)
        else:
            figures.told(what, quoted / lead, "")


def _kept(outcomes: Sequence[Outcome]) -> float:
    return 100 * sum(outcome.kept for outcome in outcomes) / max(len(outcomes), 1)
