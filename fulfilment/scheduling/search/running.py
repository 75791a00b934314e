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
# Of the time: exchanges alone at first, then stretches that are opened again and exchanges, in turns.
ALONE, OPENED, EXCHANGED = 0.2, 0.1, 0.1
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
    if isinstance(found, TardinessSearch):
        _in_turns(found, seed, until, seconds, stop_at)
    else:
        _exchange(found, until, stop_at)
    found.graph.restore(found.best_state)
    return Found(found.best, found.graph.plan(), found.moves)


def _exchange(found: MakespanSearch | TardinessSearch, until: float, stop_at: int) -> None:
    while found.best > stop_at and time.monotonic() < until:
        for _ in range(_BATCH):
            found.step()


def _in_turns(found: TardinessSearch, seed: int, until: float, seconds: float, stop_at: int) -> None:
    """Exchanges alone at first, which are quick while much is wrong; then in turns with stretches of the best plan that
    are opened again, and exchanges go on from what came of it."""
    from fulfilment.scheduling.search.reopening import Reopening  # noqa: PLC0415 - heavy: makespans need no solver here

    reopening = Reopening(found.graph, seed)
    _exchange(found, until - seconds * (1 - ALONE), stop_at)
    while found.best > stop_at and (now := time.monotonic()) < until:
        pause = min(until, now + seconds * OPENED)
        while found.best > stop_at and (now := time.monotonic()) < pause:
            better = reopening.better(found.best_state, pause - now)
            if better is not None:
                found.adopt(better)
        found.adopt(found.best_state)
        _exchange(found, min(until, time.monotonic() + seconds * EXCHANGED), stop_at)


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
