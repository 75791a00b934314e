"""Tabu search for the least weighted tardiness of job shops.

Two neighbours on a unit change places where that lies on a longest way to the end of a late order. What the exchange
does to every order is estimated at once from heads and from tails *per order*, a row of numbers per operation (Mati,
Dauzère-Pérès and Lahlou, "A general approach for optimizing regular criteria in the job-shop scheduling problem",
2011). The large steps between are random exchanges from one of the best plans (Kreipl, "A large step random walk for
minimizing total weighted tardiness in a job shop", 2000).
"""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

import numpy as np
import numpy.typing as npt

from fulfilment.scheduling.search.graph import Chains, Graph
from fulfilment.scheduling.values import Plan

PATIENCE = 400
ELITE = 5
_FAR = -(1 << 40)
Rows = npt.NDArray[np.int64]


class TardinessSearch:
    """One search; `step` makes a move, `adopt` goes on from another plan. `best` is the least weighted tardiness met,
    `best_state` its plan."""

    def __init__(self, chains: Chains, plan: Plan, seed: int) -> None:
        self.graph = Graph(chains, plan)
        self._random = Random(seed)  # noqa: S311 a search's chance, repeatable by its seed
        self._draws = np.random.default_rng(seed)
        n, self._jobs = chains.count, len(chains.last)
        self._due, self._weight = np.array(chains.due), np.array(chains.weight)
        self._last = np.array(chains.last)
        self._release = np.array(chains.release)
        self._js = np.array(chains.behind)
        self._jp = np.array(chains.before)
        self.ways: Rows = np.full((n + 1, self._jobs), _FAR, dtype=np.int64)
        self._end_of = dict(zip(chains.last, range(self._jobs), strict=True))
        self._tabu = np.zeros((n + 1, n + 1), dtype=np.int64)
        self._tenure = 8 + max(self._jobs // 4, 2)
        self.moves = self._since = 0
        self.measure_all()
        self.best, self.best_state = self.value, self.graph.state()
        self._elite = [(self.best, self.best_state)]
        self._local, self._local_state = self.best, self.best_state

    @property
    def value(self) -> int:
        done = np.array(self.graph.done)[self._last]
        return int((self._weight * np.maximum(done - self._due, 0)).sum())

    def measure_all(self) -> None:
        """`ways` from nothing: the longest way from the start of each operation to the end of each order."""
        self._measure(self.graph.count - 1)

    def _measure(self, stop: int, touched: Iterable[int] = ()) -> None:
        """Longest ways from the start of each operation to the end of each order, up to this place of the order: of
        those that were `touched` and of what lies before them; of all of them when none is named."""
        graph, ways, ends = self.graph, self.ways, self._end_of
        js, ms, p, n = graph.js, graph.ms, graph.p, graph.count
        maximum = np.maximum
        rows, everything, moved = list(ways), not touched, bytearray(n + 1)
        for i in touched:
            moved[i] = i != n
        for i in graph.order[stop::-1]:
            if not (everything or moved[i] or moved[js[i]] or moved[ms[i]]):
                continue
            moved[i] = 1
            row = rows[i]
            maximum(rows[js[i]], rows[ms[i]], out=row)
            if js[i] == n:
                row[ends[i]] = 0
            row += p[i]

    def step(self) -> None:
        self.moves += 1
        self._since += 1
        pair = self._choose() if self._since <= PATIENCE else None
        if pair is None:
            self._restart()
            return
        self._swap(*pair)
        value = self.value
        if value < self._local:
            self._local, self._local_state, self._since = value, self.graph.state(), 0
            if value < self.best:
                self.best, self.best_state = value, self._local_state

    def adopt(self, state: tuple[list[int], list[int]]) -> None:
        """Go on from another plan, which counts as one of the best if it is."""
        self.graph.restore(state)
        self.measure_all()
        self._local, self._local_state, self._since = self.value, self.graph.state(), 0
        if self._local < self.best:
            self.best, self.best_state = self._local, self._local_state

    def _swap(self, u: int, v: int) -> None:
        """v, right behind u, goes before it."""
        tenure = self._tenure + int(self._random.random() * self._tenure)
        self._tabu[u, v] = self.moves + tenure
        place = self.graph.place[v]
        self.graph.move_after(u, v)
        self._measure(place, (u, v, self.graph.mp[v]))

    def _pairs(self, ends: Rows, done: Rows, p: Rows, ms: Rows) -> tuple[Rows, Rows, Rows]:
        """Neighbours without time between them, both on a longest way to the end of a late order; and these ways."""
        starts = done - p
        late = (ends > self._due) & (self._weight > 0)
        on_way = ((starts[:, None] + self.ways) == ends) & late
        tight = (ms < len(p) - 1) & (starts[ms] == done) & (self._js != ms)
        tight &= (on_way & on_way[ms]).any(axis=1)
        u = np.flatnonzero(tight)
        return u, ms[u], on_way

    def _choose(self) -> tuple[int, int] | None:
        """The exchange with the least estimate that is not tabu, or that would be the best ever."""
        graph, ways = self.graph, self.ways
        done, p, ms, mp = np.array(graph.done), np.array(graph.p), np.array(graph.ms), np.array(graph.mp)
        ends = done[self._last]
        u, v, on_way = self._pairs(ends, done, p, ms)
        if not len(u):
            return None
        head_v = np.maximum(np.maximum(done[self._jp[v]], done[mp[u]]), self._release[v])
        head_u = np.maximum(np.maximum(done[self._jp[u]], head_v + p[v]), self._release[u])
        way_u = np.maximum(ways[self._js[u]], ways[ms[v]])
        self._ending(way_u, u)
        way_u = way_u + p[u][:, None]
        way_v = np.maximum(ways[self._js[v]], way_u)
        self._ending(way_v, v)
        way_v = way_v + p[v][:, None]
        through = np.maximum(head_u[:, None] + way_u, head_v[:, None] + way_v)
        others = np.where(on_way[u] | on_way[v], 0, ends)
        late = np.maximum(np.maximum(through, others) - self._due, 0)
        estimate = late @ self._weight + self._draws.random(len(u))
        tabu = (self._tabu[v, u] > self.moves) & (estimate >= self.best)
        estimate = self._draws.random(len(u)) if tabu.all() else np.where(tabu, np.inf, estimate)
        chosen = int(estimate.argmin())
        return int(u[chosen]), int(v[chosen])

    def _ending(self, ways: Rows, operations: Rows) -> None:
        """Operations that end their order: the way to that end."""
        for at, i in enumerate(operations.tolist()):
            job = self._end_of.get(i)
            if job is not None:
                ways[at, job] = max(ways[at, job], 0)

    def _restart(self) -> None:
        """Remember where this led, go back to one of the best and leave it by random exchanges."""
        if all(value != self._local for value, _ in self._elite):
            self._elite.append((self._local, self._local_state))
            self._elite.sort(key=lambda one: one[0])
            del self._elite[ELITE:]
        _, state = self._random.choice(self._elite)
        graph = self.graph
        graph.restore(state)
        self._tabu[:] = 0
        self.measure_all()
        for _ in range(self._random.randint(3, 12)):
            done, p, ms = np.array(graph.done), np.array(graph.p), np.array(graph.ms)
            u, v, _ = self._pairs(done[self._last], done, p, ms)
            if not len(u):
                break
            at = self._random.randrange(len(u))
            self._swap(int(u[at]), int(v[at]))
        self._local, self._local_state, self._since = self.value, graph.state(), 0
