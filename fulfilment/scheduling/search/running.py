"""Tabu searches side by side, each in a process of its own: plain Python holds one core."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Literal, NamedTuple

from fulfilment.scheduling.search.graph import Chains
from fulfilment.scheduling.search.makespan import MakespanSearch
from fulfilment.scheduling.search.tardiness import TardinessSearch
from fulfilment.scheduling.values import Plan, Span

Goal = Literal["makespan", "tardiness"]
_BATCH = 20  # moves between two looks at the clock
_SEARCHES: dict[Goal, type[MakespanSearch] | type[TardinessSearch]] = {
    "makespan": MakespanSearch,
    "tardiness": TardinessSearch,
}


class Found(NamedTuple):
    value: int
    plan: dict[int, Span]
    moves: int


def search(chains: Chains, plan: Plan, goal: Goal, seconds: float, seed: int, stop_at: int = 0) -> Found:
    """The best plan met within the time; it ends early at the value `stop_at`, which cannot be bettered."""
    found, until = _SEARCHES[goal](chains, plan, seed), time.monotonic() + seconds
    while found.best > stop_at and time.monotonic() < until:
        for _ in range(_BATCH):
            found.step()
    found.graph.restore(found.best_state)
    return Found(found.best, found.graph.plan(), found.moves)


def _until(deadline: float, chains: Chains, plan: Plan, goal: Goal, seed: int, stop_at: int) -> Found:
    return search(chains, plan, goal, deadline - time.time(), seed, stop_at)


def search_beside(
    chains: Chains, plans: Sequence[Plan], goal: Goal, seconds: float, seed: int, processes: int, stop_at: int = 0
) -> Found:
    """The best of several searches with seeds from `seed` on, which begin at these plans in turn."""
    if processes < 2:
        share = seconds / len(plans)
        return min((search(chains, plan, goal, share, seed, stop_at) for plan in plans), key=lambda found: found.value)
    deadline = time.time() + seconds  # of the wall's clock, which all processes share: starting one takes time too
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        running = [
            pool.submit(_until, deadline, chains, plans[n % len(plans)], goal, seed + n, stop_at)
            for n in range(processes)
        ]
        return min((one.result() for one in running), key=lambda found: found.value)
