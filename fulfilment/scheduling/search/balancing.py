"""Which unit does what, so that none has much more to do than another: a start for flexible problems, and a bound.

No plan is shorter than the least load of the busiest unit, nor than the longest order on the units chosen.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any, NamedTuple

from ortools.sat.python import cp_model

from fulfilment.scheduling.values import Mode, Problem


class Balanced(NamedTuple):
    """The problem with one mode per operation, and the bound on its makespan."""

    problem: Problem
    bound: int


def balance(problem: Problem, seconds: float) -> Balanced | None:
    """First the least greatest load, then with it the least work in all. None when there is nothing to choose, or no
    answer in time."""
    if all(len(op.modes) < 2 for op in problem.operations.values()):
        return None
    model, chosen = cp_model.CpModel(), dict[tuple[int, Mode], Any]()
    loads: dict[int, list[Any]] = defaultdict(list)
    orders: dict[str, list[Any]] = defaultdict(list)
    for op in problem.operations.values():
        for mode in op.modes:
            chosen[op.id, mode] = here = model.new_bool_var("")
            loads[mode.unit].append(here * mode.minutes)
            orders[op.order].append(here * mode.minutes)
        model.add_exactly_one(chosen[op.id, mode] for mode in op.modes)
    chains = orders if _are_chains(problem) else {}
    greatest = model.new_int_var(0, sum(max(m.minutes for m in op.modes) for op in problem.operations.values()), "")
    for terms in (*loads.values(), *chains.values()):
        model.add(sum(terms) <= greatest)
    first = _solved(model, greatest, seconds * 0.6)
    if first is None:
        return None
    model.add(greatest <= first.value(greatest))
    for var in chosen.values():
        model.add_hint(var, first.value(var))
    second = _solved(model, sum(term for terms in loads.values() for term in terms), seconds * 0.4) or first
    operations = {
        op.id: replace(op, modes=tuple(mode for mode in op.modes if second.value(chosen[op.id, mode])))
        for op in problem.operations.values()
    }
    return Balanced(replace(problem, operations=operations), round(first.best_objective_bound))


def _are_chains(problem: Problem) -> bool:
    """Whether no two operations of an order can run at once: every one but the first waits for another of it, and
    nobody is waited for twice."""
    ops = problem.operations
    firsts = defaultdict[str, int](int)
    waited: set[int] = set()
    for op in ops.values():
        within = [one for one in op.after if one in ops and ops[one].order == op.order]
        firsts[op.order] += not within
        if waited.intersection(within):
            return False
        waited.update(within)
    return all(count == 1 for count in firsts.values())


def _solved(model: cp_model.CpModel, objective: Any, seconds: float) -> cp_model.CpSolver | None:
    model.minimize(objective)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 8
    solver.parameters.max_time_in_seconds = seconds
    return solver if solver.solve(model) in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None
