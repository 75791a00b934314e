"""A part of a plan opened again and ordered anew by CP-SAT, the rest held in its order: what exchanges of neighbours
cannot reach, because several of them only help together.

Opened is what runs within a stretch of time, on all units. What lies before stays where it is; what lies behind keeps
its order on its unit and moves with what it waits for. (Large neighbourhood search: Shaw 1998; time windows of job
shops: Carchrae and Beck, "Principles for the design of large neighborhood search", 2009.)
"""

from __future__ import annotations

from random import Random
from typing import Any

from ortools.sat.python import cp_model

from fulfilment.scheduling.search.graph import Graph

FEWEST, MOST = 16, 120  # operations that are opened at once
GLANCE = 2.0  # seconds for one stretch
QUICK = 0.25  # of them: a stretch that is settled sooner may be longer next time

State = tuple[list[int], list[int]]


class Reopening:
    """Opens stretches of `graph`'s plan one after the other, longer ones while they are settled quickly."""

    def __init__(self, graph: Graph, seed: int) -> None:
        self._graph, self._seed = graph, seed
        self._random = Random(seed)  # noqa: S311 a search's chance, repeatable by its seed
        self._size = 40.0

    def better(self, state: State, seconds: float) -> State | None:
        """A plan with less weighted tardiness than `state`, None when this stretch has none or time ran out."""
        graph = self._graph
        graph.restore(state)
        opened = self._stretch()
        model = _Stretch(graph, opened)
        if not model.late:
            return None
        solver = cp_model.CpSolver()
        glance = min(GLANCE, seconds)
        solver.parameters.num_workers = 1  # another search runs on the other core
        solver.parameters.max_time_in_seconds = glance
        solver.parameters.random_seed = self._seed
        status = solver.solve(model.cp)
        settled = status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
        if settled and solver.wall_time < QUICK * glance:
            self._size = min(self._size * 1.15, MOST)
        elif not settled:
            self._size = max(self._size * 0.9, FEWEST)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        return graph.unit.copy(), model.order(solver)

    def _stretch(self) -> set[int]:
        """So many operations that follow each other in time, around one of an order that is late."""
        graph = self._graph
        chains, done, p = graph.chains, graph.done, graph.p
        late = [last for last, due in zip(chains.last, chains.due, strict=True) if done[last] > due]
        by_start = sorted(range(graph.count), key=lambda i: done[i] - p[i])
        around = self._random.choice(late) if late else self._random.randrange(graph.count)
        while graph.jp[around] != graph.count and self._random.random() < 0.85:
            around = graph.jp[around]
        size = min(round(self._size), graph.count)
        first = by_start.index(around) - self._random.randrange(size)
        first = min(max(first, 0), graph.count - size)
        return set(by_start[first : first + size])


class _Stretch:
    """The model: starts of what is opened and of all that lies behind it."""

    def __init__(self, graph: Graph, opened: set[int]) -> None:
        self.cp = cp_model.CpModel()
        self._graph, self._opened = graph, opened
        self._at: dict[int, Any] = {}
        self._reach = int(max(graph.done) * 1.2) + 1
        for i in graph.order:
            if i in opened or graph.jp[i] in self._at or graph.mp[i] in self._at:
                self._place(i)
        for first in {self._run_start(i) for i in opened}:
            self._run(first)
        self.late = self._lateness()

    def _place(self, i: int) -> None:
        graph = self._graph
        before = graph.jp[i]
        known = 0 if before in self._at else graph.done[before]
        at = self._at[i] = self.cp.new_int_var(max(known, graph.release[i]), self._reach, "")
        self.cp.add_hint(at, graph.done[i] - graph.p[i])
        if before in self._at:
            self.cp.add(at >= self._at[before] + graph.p[before])
        ahead = graph.mp[i]
        if ahead == graph.count or (ahead in self._opened and i in self._opened):
            return
        if i not in self._opened and ahead not in self._opened:
            self._behind(i, ahead)

    def _behind(self, i: int, ahead: int) -> None:
        graph = self._graph
        end = self._at[ahead] + graph.p[ahead] if ahead in self._at else graph.done[ahead]
        self.cp.add(self._at[i] >= end)

    def _run_start(self, i: int) -> int:
        """The first of the opened ones that follow each other on the unit of `i`."""
        while self._graph.mp[i] in self._opened:
            i = self._graph.mp[i]
        return i

    def _run(self, first: int) -> None:
        """Opened operations that follow each other on a unit: in any order, between what is before and behind them."""
        graph, run = self._graph, [first]
        while graph.ms[run[-1]] in self._opened:
            run.append(graph.ms[run[-1]])
        ahead, behind = graph.mp[first], graph.ms[run[-1]]
        for i in run:
            if ahead != graph.count:
                self._behind(i, ahead)
            if behind != graph.count:
                self.cp.add(self._at[behind] >= self._at[i] + graph.p[i])
        if len(run) > 1:
            self.cp.add_no_overlap([self.cp.new_fixed_size_interval_var(self._at[i], graph.p[i], "") for i in run])

    def _lateness(self) -> bool:
        """Less of it than now is asked for; False where no order that may move is late."""
        graph, chains = self._graph, self._graph.chains
        terms, now = list[Any](), 0
        for last, due, weight in zip(chains.last, chains.due, chains.weight, strict=True):
            if last in self._at and weight:
                late = self.cp.new_int_var(0, self._reach, "")
                self.cp.add(late >= self._at[last] + graph.p[last] - due)
                terms.append(weight * late)
                now += weight * max(graph.done[last] - due, 0)
        if not now:
            return False
        self.cp.add(sum(terms) <= now - 1)
        self.cp.minimize(sum(terms))
        return True

    def order(self, solver: cp_model.CpSolver) -> list[int]:
        """All operations by their start in the solution; work that is done takes a minute at least, so whoever comes
        later in an order or on a unit starts later."""
        graph = self._graph
        starts = [
            solver.value(self._at[i]) if i in self._at else graph.done[i] - graph.p[i] for i in range(graph.count)
        ]
        return sorted(range(graph.count), key=starts.__getitem__)
