"""A part of the plan that may move, cut out as a problem of its own."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from fulfilment.scheduling.checking import dry_at, minutes_of
from fulfilment.scheduling.values import FOREVER, Plan, Problem, Unit

ROOM = 2 * 24 * 60  # minutes that the window's work may go beyond its present last end


def window(problem: Problem, plan: Plan, orders: Collection[str], *, fence: int, size: int = 200) -> set[int]:
    """Up to `size` operations to move: those of these orders, then those on their units that are nearest to where
    these orders' work would have to be. That is where it is, or, if that is too late, around the due minute."""
    free = {op.id for op in problem.operations.values() if op.id in plan and not op.started}
    free = {number for number in free if minutes_of(problem, plan[number])[0] >= fence}
    own = sorted(number for number in free if problem.operations[number].order in orders)
    wanted: dict[int, list[int]] = defaultdict(list)
    for number in own:
        due = problem.order_of(problem.operations[number]).due
        for mode in problem.operations[number].modes:
            axis = problem.units[mode.unit].axis
            wanted[mode.unit].append(axis.position_of(min(minutes_of(problem, plan[number])[0], max(due, fence))))
    for targets in wanted.values():
        targets.sort()
    others = [number for number in free - set(own) if plan[number].unit in wanted]
    near = {number: _distance(wanted[plan[number].unit], plan[number].start) for number in others}
    return set([*own, *sorted(others, key=lambda number: (near[number], number))][:size])


def _distance(targets: Sequence[int], position: int) -> int:
    at = bisect_left(targets, position)
    return min(abs(target - position) for target in targets[max(at - 1, 0) : at + 1])


@dataclass(frozen=True)
class Cut:
    """The operations that may move. What must not is closed time on its unit; an operation behind such a one has its
    release, one before it its `deadline`. `base`: by order, when its part outside is ready. No minute is before
    `first` or after `last`."""

    inner: Problem
    plan: Plan
    deadline: Mapping[int, int]
    base: Mapping[str, int]
    first: int
    last: int


def cut(problem: Problem, plan: Plan, chosen: Collection[int], fence: int) -> Cut:
    """Started work, and what begins before the fence, stays outside whoever chose it."""
    ops = problem.operations
    free = {n for n in chosen if n in plan and not ops[n].started and minutes_of(problem, plan[n])[0] >= fence}
    last = max((minutes_of(problem, plan[n])[1] for n in free), default=fence) + ROOM
    base: dict[str, int] = defaultdict(int)
    deadline: dict[int, int] = {}
    orders = {ops[n].order for n in free}
    for op in ops.values():
        if op.id in free or op.id not in plan:
            continue
        if op.order in orders:
            base[op.order] = max(base[op.order], dry_at(problem, plan, op))
        for earlier in op.after:
            if earlier in free:
                begin = minutes_of(problem, plan[op.id])[0]
                deadline[earlier] = min(deadline.get(earlier, FOREVER), begin)
    inner = {}
    for number in sorted(free):
        outside = [dry_at(problem, plan, ops[one]) for one in ops[number].after if one in plan and one not in free]
        after = tuple(one for one in ops[number].after if one in free)
        inner[number] = replace(ops[number], after=after, release=max([ops[number].release, fence, *outside]))
    units = _closed(problem, plan, free, fence, last)
    return Cut(Problem(inner, units, problem.orders, problem.pools), plan, deadline, base, fence, last)


def _closed(problem: Problem, plan: Plan, free: set[int], first: int, last: int) -> dict[int, Unit]:
    """Units that the window may use, closed where others work on them."""
    used = {mode.unit for number in free for mode in problem.operations[number].modes}
    closed = {unit: list(problem.units[unit].closed) for unit in used}
    for number, span in plan.items():
        if span.unit in used and number not in free and number in problem.operations:
            closed[span.unit].append((span.start, span.end))
    units = {}
    for unit, spans in closed.items():
        axis = problem.units[unit].axis
        low, high = axis.position_of(first), axis.position_of(last)
        near = [(start, end) for start, end in spans if end > low and start < high]
        units[unit] = Unit(unit, axis, _joined(near))
    return units


def _joined(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """In order, overlapping ones as one: started work may lie in a closure."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
