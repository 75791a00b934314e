"""Named dispatching rules: of the work that waits at a unit, which goes first. The highest index wins.

Sources: ATC, Vepsalainen and Morton, "Priority rules for job shops with weighted tardiness costs", 1987; COVERT,
Carroll 1965, as there; MDD, Baker and Bertrand 1982; CR and the rest, Haupt, "A survey of priority rule-based
scheduling", 1989. Lead time of the steps to come is estimated as `LEAD` times their work (1987: b = 2).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import exp
from typing import NamedTuple

LEAD = 2.0
LOOK_AHEAD = 3.0  # k of ATC, in mean durations: 1.5 to 4.5 in the sources, 3 for job shops


class Waiting(NamedTuple):
    """An operation that could start now at a unit. `slack` in working minutes: what is left until its due minute,
    after itself; `rest` the work after it; `arrived` when it began to wait."""

    minutes: int
    slack: int
    rest: int
    weight: int
    arrived: int


Rule = Callable[[Waiting, float], float]
"""The index of a waiting operation, given the mean minutes of all work."""


def atc(job: Waiting, mean: float) -> float:
    slack = job.slack - LEAD * job.rest
    return job.weight / max(job.minutes, 1) * exp(-max(slack, 0.0) / (LOOK_AHEAD * mean))


def covert(job: Waiting, mean: float) -> float:
    wait = LOOK_AHEAD * LEAD * (job.minutes + job.rest) or 1.0
    share = (wait - max(job.slack - job.rest, 0)) / wait
    return job.weight / max(job.minutes, 1) * max(share, 0.0)


def edd(job: Waiting, mean: float) -> float:
    return -float(job.slack + job.minutes)


def mdd(job: Waiting, mean: float) -> float:
    return -float(job.minutes + max(job.slack, job.rest))


def spt(job: Waiting, mean: float) -> float:
    return -float(job.minutes)


def wspt(job: Waiting, mean: float) -> float:
    return job.weight / max(job.minutes, 1)


def fifo(job: Waiting, mean: float) -> float:
    return -float(job.arrived)


def slack(job: Waiting, mean: float) -> float:
    return -float(job.slack - job.rest)


def most_work(job: Waiting, mean: float) -> float:
    return float(job.minutes + job.rest)


RULES: Mapping[str, Rule] = {
    "ATC": atc,
    "COVERT": covert,
    "EDD": edd,
    "FIFO": fifo,
    "MDD": mdd,
    "MWKR": most_work,
    "SLACK": slack,
    "SPT": spt,
    "WSPT": wspt,
}
DEFAULT_RULE = "ATC"
