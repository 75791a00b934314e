"""Whether a plan is possible: the judge of everything that makes or changes one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from fulfilment.scheduling.values import NOWHERE, Operation, Plan, Problem, Span


def faults(problem: Problem, plan: Plan) -> list[str]:
    """What is impossible about the plan, in words; empty when it can be done."""
    return [
        *_missing(problem, plan),
        *_modes(problem, plan),
        *_overlaps(problem, plan),
        *_waits(problem, plan),
        *_draws(problem, plan),
    ]


def dry_at(problem: Problem, plan: Plan, operation: Operation) -> int:
    """The minute at which an operation is done and dry."""
    return minutes_of(problem, plan[operation.id])[1] + operation.wait


def minutes_of(problem: Problem, span: Span) -> tuple[int, int]:
    """Start and end on the wall."""
    axis = problem.axis_of(span.unit)
    return axis.start_of(span.start), axis.end_of(span.end)


def ready_at(problem: Problem, plan: Plan) -> dict[str, int]:
    """By order, when its last operation is done and dry."""
    ready: dict[str, int] = {}
    for operation in problem.operations.values():
        ready[operation.order] = max(ready.get(operation.order, 0), dry_at(problem, plan, operation))
    return ready


def late_orders(problem: Problem, plan: Plan) -> set[str]:
    """Orders whose promise the plan does not keep."""
    ready = ready_at(problem, plan)
    return {order for order, minute in ready.items() if order in problem.orders and minute > problem.orders[order].due}


def _missing(problem: Problem, plan: Plan) -> Iterator[str]:
    for number in problem.operations.keys() - plan.keys():
        yield f"operation {number} is not planned"


def _modes(problem: Problem, plan: Plan) -> Iterator[str]:
    for operation in problem.operations.values():
        span = plan.get(operation.id)
        if span is None or operation.started:
            continue
        if (span.unit, span.end - span.start) not in problem.modes_of(operation):
            yield f"operation {operation.id} cannot be done in {span}"
        axis = problem.axis_of(span.unit)
        if not operation.splittable and axis.whole_from(span.start, span.end - span.start) != span.start:
            yield f"operation {operation.id} is interrupted by the end of a shift"


def _overlaps(problem: Problem, plan: Plan) -> Iterator[str]:
    by_unit: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for number, span in plan.items():
        if number in problem.operations and span.start < span.end and span.unit != NOWHERE:
            by_unit[span.unit].append((span.start, span.end, number))
    for unit, spans in by_unit.items():
        for first, second in pairwise(sorted(spans)):
            if second[0] < first[1]:
                yield f"operations {first[2]} and {second[2]} overlap on unit {unit}"
        for start, end, number in spans:
            closed = problem.units[unit].closed
            if not problem.operations[number].started and any(s < end and start < e for s, e in closed):
                yield f"operation {number} is on unit {unit} while that is closed"


def _waits(problem: Problem, plan: Plan) -> Iterator[str]:
    for operation in problem.operations.values():
        if operation.started or operation.id not in plan:
            continue
        start = minutes_of(problem, plan[operation.id])[0]
        if start < operation.release:
            yield f"operation {operation.id} begins before its release"
        for earlier in operation.after:
            known = problem.operations.get(earlier)
            if known is not None and earlier in plan and start < dry_at(problem, plan, known):
                yield f"operation {operation.id} begins before {earlier} is dry"


def _draws(problem: Problem, plan: Plan) -> Iterator[str]:
    """Pools are looked at in minutes on the wall, breaks included."""
    changes: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for operation in problem.operations.values():
        for pool, amount in operation.draws if operation.id in plan else ():
            start, end = minutes_of(problem, plan[operation.id])
            changes[pool] += [(start, amount), (end, -amount)] if start < end else []
    for pool, steps in changes.items():
        drawn = 0
        for minute, amount in sorted(steps):
            drawn += amount
            if drawn > problem.pools[pool]:
                yield f"pool {pool} is overdrawn at {minute}"
                break
