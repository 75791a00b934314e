"""A whole problem from nothing: dispatching for a start, tabu search beside each other, CP-SAT to prove and finish.

For the shop's own window see `reoptimising`; this is for plans without a yesterday: benchmarks and "what if".
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any

from fulfilment.scheduling.checking import ready_at
from fulfilment.scheduling.dispatching import dispatch
from fulfilment.scheduling.model import Model, solver_of
from fulfilment.scheduling.rules import RULES
from fulfilment.scheduling.search.balancing import balance
from fulfilment.scheduling.search.graph import chains_of
from fulfilment.scheduling.search.running import Goal, search_beside
from fulfilment.scheduling.values import Plan, Problem, Span

GLANCE = 0.05  # share of the time for a first bound by CP-SAT
BALANCE = 0.05  # share for dividing the work
SEARCH: dict[Goal, float] = {"makespan": 0.8, "tardiness": 0.95}  # when tabu search ends, where the problem allows it
MUCH_BETTER = 0.9  # below this share of the other, a start is the only one


@dataclass(frozen=True)
class Solved:
    """`bound`: no plan is better than this; equal to `value` when the plan is proven best. `moves` of tabu search."""

    plan: dict[int, Span]
    value: int
    bound: int
    moves: int = 0


def value_of(problem: Problem, plan: Plan, goal: Goal) -> int:
    """The last end, or the weighted minutes of tardiness."""
    ready = ready_at(problem, plan)
    if goal == "makespan":
        return max(ready.values(), default=0)
    return sum(order.weight * max(ready.get(id_, 0) - order.due, 0) for id_, order in problem.orders.items())


def solve(problem: Problem, goal: Goal, *, seconds: float, workers: int = 2, seed: int = 1) -> Solved:
    """The best plan found in `seconds`. Raises `Invalid` as `dispatch` does."""
    until = time.monotonic() + seconds
    if problem.pools:  # which dispatching does not know
        return _improve(problem, goal, None, None, seconds)
    plans, bound = _starts(problem, goal, seconds)
    best = Solved(plans[0], value_of(problem, plans[0], goal), bound)
    if best.value > bound:
        best = _improve(problem, goal, best.plan, best, seconds * GLANCE)
    chains = chains_of(problem)
    if chains is not None and best.value > best.bound:
        share = max(until - time.monotonic() - seconds * (1 - SEARCH[goal]), 0)
        found = search_beside(chains, plans, goal, share, seed, workers, best.bound)
        best = replace(best, moves=found.moves)
        best = replace(best, plan=found.plan, value=found.value) if found.value < best.value else best
    left = until - time.monotonic()
    if best.value > best.bound and left > 0.5:
        best = _improve(problem, goal, best.plan, best, left)
    return best


def _starts(problem: Problem, goal: Goal, seconds: float) -> tuple[list[dict[int, Span]], int]:
    """Plans to begin at, the best first, and a bound. Where units can be chosen, one plan has the work well divided:
    dispatching gives work to a slow unit because it is idle, which no single move repairs."""
    plans = [_dispatched(problem, problem, goal)]
    bound = _longest(problem) if goal == "makespan" else 0
    balanced = balance(problem, seconds * BALANCE) if goal == "makespan" else None
    if balanced is not None:
        plans.append(_dispatched(problem, balanced.problem, goal))
        bound = max(bound, balanced.bound)
    values = [value_of(problem, plan, goal) for plan in plans]
    if values[-1] < values[0] * MUCH_BETTER:
        plans = plans[-1:]
    return sorted(plans, key=lambda plan: value_of(problem, plan, goal)), bound


def _longest(problem: Problem) -> int:
    """When the longest routing ends if nothing ever waits for a unit."""
    ends: dict[int, int] = {}
    waiting = list(problem.operations.values())
    while waiting:
        later = []
        for op in waiting:
            before = [one for one in op.after if one in problem.operations]
            if all(one in ends for one in before):
                minutes = min(mode.minutes for mode in problem.modes_of(op))
                ends[op.id] = max([op.release, *(ends[one] for one in before)]) + minutes + op.wait
            else:
                later.append(op)
        waiting = later
    return max(ends.values(), default=0)


def _dispatched(problem: Problem, narrowed: Problem, goal: Goal) -> dict[int, Span]:
    """The best plan of all rules."""
    plans = [dispatch(narrowed, rule=rule) for rule in RULES]
    return min(plans, key=lambda plan: value_of(problem, plan, goal))


def _improve(problem: Problem, goal: Goal, plan: Plan | None, known: Solved | None, seconds: float) -> Solved:
    """CP-SAT from a plan on."""
    until = time.monotonic() + seconds
    model = Model(problem, 0, _horizon(problem, goal, plan))
    objective = _objective(model, goal)
    if known is not None:
        model.cp.add(objective >= known.bound)
    if plan is not None:
        model.hint(plan, min(seconds / 4, 10))
        model.cp.add(objective <= value_of(problem, plan, goal))
    model.cp.minimize(objective)
    solver = solver_of(max(until - time.monotonic(), 0.1))
    status = solver.solve(model.cp)
    bound = max(round(solver.best_objective_bound), known.bound if known else 0, 0)
    moves = known.moves if known else 0
    if solver.status_name(status) not in ("OPTIMAL", "FEASIBLE"):
        if plan is None:
            raise TimeoutError("no plan was found in the time given")
        return Solved(dict(plan), value_of(problem, plan, goal), bound, moves)
    found = model.plan(solver.value)
    return Solved(found, value_of(problem, found, goal), bound, moves)


def _horizon(problem: Problem, goal: Goal, plan: Plan | None) -> int:
    if plan is not None and goal == "makespan":
        return value_of(problem, plan, goal)
    release = max((op.release for op in problem.operations.values()), default=0)
    waits = sum(op.wait for op in problem.operations.values())
    return release + waits + sum(max(m.minutes for m in problem.modes_of(op)) for op in problem.operations.values())


def _objective(model: Model, goal: Goal) -> Any:
    if goal == "makespan":
        return model.makespan()
    return sum(model.problem.orders[id_].weight * late for id_, late in model.lateness().items())
