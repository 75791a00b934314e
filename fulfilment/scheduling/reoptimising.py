"""Re-optimising a window of the plan: room by reinsertion, then CP-SAT.

It imports OR-Tools: for the worker, not for a shop's web process.

How to call it (the keeping does, outside any transaction):

    chosen = window(problem, plan, late_orders, fence=minute, size=200)
    found = reoptimise(problem, plan, chosen, fence=minute, seconds=15, progress=bar)

`problem` and `plan` as for `right_shift`, the plan possible. Only operations in `chosen` move; started work and what
begins before `fence` (the end of the next shift) never does. Everything else is closed time on its unit, and a wall
for the window's operations that come before or after it. The answer's `moved` is to be committed only if no touched
unit changed meanwhile.

What is best, one after the other: fewest broken promises, least weighted tardiness, fewest moves, earliest ends (what
is early is buffer; ends are not put off to avoid storing). A promise that the plan keeps now is kept: that is a
constraint, no goal.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from ortools.sat.python import cp_model

from fulfilment.scheduling.checking import dry_at, late_orders, ready_at
from fulfilment.scheduling.model import Model, solver_of
from fulfilment.scheduling.reinserting import reinsert
from fulfilment.scheduling.values import Order, Plan, Problem, Span
from fulfilment.scheduling.windows import Cut, cut, window

__all__ = ["Progress", "Reoptimised", "reoptimise", "window"]

Progress = Callable[[float, str], None]
"""Told the share of the time gone (0 to 1) and what is being done, after every better plan."""
ROOM_MAKING = 0.2  # share of the time for reinserting, before CP-SAT
STAGES = (("broken", 0.35), ("tardiness", 0.35), ("moves", 0.2), ("ends", 0.1))
SAYS = {
    "broken": "Looking for days that can be kept",
    "tardiness": "Making late orders less late",
    "moves": "Leaving in place what can stay",
    "ends": "Finishing earlier where that is free",
}


@dataclass(frozen=True)
class Reoptimised:
    """`moved` by operation, (before, after); `values` of the four goals, as far as time allowed; `proven` when each
    was brought to its best."""

    moved: Mapping[int, tuple[Span, Span]]
    late: tuple[str, ...]
    values: Mapping[str, int]
    proven: bool


def reoptimise(
    problem: Problem,
    plan: Plan,
    chosen: Collection[int],
    *,
    fence: int,
    seconds: float = 15,
    workers: int = 8,
    progress: Progress | None = None,
) -> Reoptimised:
    """The best plan found for the chosen operations. Nothing moves when nothing is late."""
    part = cut(problem, plan, chosen, fence)
    if not part.inner.operations:
        return Reoptimised({}, (), {}, proven=True)
    began = time.monotonic()
    room = reinsert(problem, plan, part.inner.operations, fence=fence, seconds=seconds * ROOM_MAKING)
    start = {number: room.get(number, plan[number]) for number in part.inner.operations}
    if not late_orders(part.inner, start) and not room:
        return Reoptimised({}, (), {}, proven=True)
    search = _Search(part, start, seconds - (time.monotonic() - began), workers, progress)
    found = min(search.run(), start, key=lambda one: _score(problem, {**plan, **one}))
    moved = {number: (plan[number], span) for number, span in found.items() if span != plan[number]}
    after = {**plan, **found}
    ready = ready_at(problem, after)
    touched = {problem.operations[number].order for number in part.inner.operations}
    late = tuple(sorted(order for order in touched if ready[order] > problem.orders.get(order, Order(order)).due))
    return Reoptimised(moved, late, search.values, search.proven)


def _score(problem: Problem, plan: Plan) -> tuple[int, int]:
    """Broken promises, weighted tardiness."""
    ready = ready_at(problem, plan)
    late = [
        (order, ready[order.id] - order.due) for order in problem.orders.values() if ready.get(order.id, 0) > order.due
    ]
    return len(late), sum(order.weight * minutes for order, minutes in late)


class _Search:
    """The stages, one after the other on one model; each keeps what the ones before reached."""

    def __init__(
        self, part: Cut, start: dict[int, Span], seconds: float, workers: int, progress: Progress | None
    ) -> None:
        self._part, self._workers, self._progress = part, workers, progress
        self._began, self._seconds = time.monotonic(), seconds
        self._model = Model(part.inner, part.first, part.last)
        self.values: dict[str, int] = {}
        self.proven = True
        for number, minute in part.deadline.items():
            self._model.cp.add(self._model.dry(number) <= minute)
        self._best = start

    def run(self) -> dict[int, Span]:
        model, goals, due = self._model, self._goals(), 0.0
        if goals is None:
            return self._best
        model.hint(self._best, self._seconds / 4)
        for name, share in STAGES:
            due += share * self._seconds
            model.cp.minimize(goals[name])
            solver = solver_of(max(due - (time.monotonic() - self._began), 0.1), self._workers)
            status = solver.solve(model.cp, _Watch(self, name))
            self.proven &= status == cp_model.OPTIMAL
            if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                self._best = model.plan(solver.value)
                self.values[name] = round(solver.objective_value)
                model.cp.add(goals[name] <= self.values[name])
                model.hint_solution(solver)
        return self._best

    def told(self, name: str) -> None:
        if self._progress is not None:
            self._progress(min((time.monotonic() - self._began) / self._seconds, 1.0), SAYS[name])

    def _goals(self) -> dict[str, Any] | None:
        """The four expressions; None when no promise of the window is broken."""
        model, part = self._model, self._part
        broken, tardy = list[Any](), list[Any]()
        lateness = model.lateness()
        for id_, minutes in lateness.items():
            order = part.inner.orders[id_]
            base = part.base.get(id_, 0) - order.due
            if base > 0:
                model.cp.add(minutes >= base)
            if self._is_kept(id_):
                model.cp.add(minutes == 0)
                continue
            late = model.cp.new_bool_var("")
            model.cp.add(minutes == 0).only_enforce_if(~late)
            broken.append(late)
            tardy.append(order.weight * minutes)
        if not broken:
            return None
        moved = [self._moves(number) for number in part.inner.operations]
        ends = [var for at in model.at.values() for var in at.values()]
        return {"broken": sum(broken), "tardiness": sum(tardy), "moves": sum(moved), "ends": sum(ends)}

    def _is_kept(self, order: str) -> bool:
        """Whether the plan keeps this promise now."""
        part, due = self._part, self._part.inner.orders[order].due
        inside = (op for op in part.inner.operations.values() if op.order == order)
        return part.base.get(order, 0) <= due and all(dry_at(part.inner, part.plan, op) <= due for op in inside)

    def _moves(self, number: int) -> Any:
        """1 unless the operation stays where it is."""
        model, span = self._model, self._part.plan[number]
        moved = model.cp.new_bool_var("")
        for mode, lit in model.chosen[number].items():
            if mode == (span.unit, span.end - span.start):
                start = model.at[number][id(self._part.inner.axis_of(span.unit))]
                model.cp.add(start == span.start).only_enforce_if(~moved)
                if lit is not True:
                    model.cp.add_implication(~moved, lit)
                return moved
        model.cp.add(moved == 1)
        return moved


class _Watch(cp_model.CpSolverSolutionCallback):
    """Tells of every better plan."""

    def __init__(self, search: _Search, name: str) -> None:
        super().__init__()
        self._search, self._name = search, name

    def on_solution_callback(self) -> None:
        self._search.told(self._name)
