"""Where the changed piece's work goes: what need not move stays where it is, the rest takes the earliest gap.

Only operations that are new, made from something else or without a place are planned; an operation that then begins
before its predecessors are done moves as well, and so on until all is in order. Instants are minutes since 1970.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from fulfilment.api.workspec import OperationSpec, WorkSpec
from fulfilment.capacity.domain import Centre, Trial
from fulfilment.promise.domain.plans import Step
from fulfilment.promise.domain.routing import Routing

Centres = Mapping[tuple[str, str], Centre]


@dataclass(frozen=True)
class Held:
    """Time that an unstarted operation has: from `begins` to `ends`."""

    begins: int
    ends: int


@dataclass(frozen=True)
class Replanned:
    """`moved` are the operations whose place is another, `steps` their new slots, `done` when the piece is ready."""

    moved: frozenset[int]
    steps: tuple[Step, ...]
    done: int


def replan(
    wanted: WorkSpec,
    quantity: int,
    now: int,
    *,
    over: Mapping[int, int],
    held: Mapping[int, Held],
    touched: Collection[int],
    arrivals: Mapping[int, int],
    free: Callable[[Collection[int]], Centres],
) -> Replanned:
    """`over`: when each started operation is (or will be) done and dry; `arrivals`: when its material is here;
    `free(moved)`: the work centres without the bookings of these operations.

    Raises `Impossible` for a work centre that is not there, `Invalid` beyond the end of the calendar.
    """
    open_ones = [op for op in wanted.operations if op.number not in over]
    moved = {op.number for op in open_ones if op.number in touched or op.number not in held}
    while True:
        ends, steps = _placed(wanted, quantity, now, moved, over, held, arrivals, free)
        late = {op.number for op in open_ones if op.number not in moved and _begins_early(op, ends, held, arrivals)}
        if not late:
            return Replanned(frozenset(moved), steps, max([now, *ends.values()]))
        moved |= late


def _begins_early(
    op: OperationSpec, ends: Mapping[int, int], held: Mapping[int, Held], arrivals: Mapping[int, int]
) -> bool:
    ready = max([arrivals.get(op.number, 0), *(ends.get(number, 0) for number in op.after)])
    return held[op.number].begins < ready


def _placed(
    wanted: WorkSpec,
    quantity: int,
    now: int,
    moved: Collection[int],
    over: Mapping[int, int],
    held: Mapping[int, Held],
    arrivals: Mapping[int, int],
    free: Callable[[Collection[int]], Centres],
) -> tuple[dict[int, int], tuple[Step, ...]]:
    """When every operation is done and dry, and the steps of the moved ones."""
    ends = {op.number: over[op.number] for op in wanted.operations if op.number in over}
    stay = [op for op in wanted.operations if op.number not in over and op.number not in moved]
    ends |= {op.number: held[op.number].ends + op.wait_minutes for op in stay}
    todo = tuple(op for op in wanted.operations if op.number in moved)
    if not todo:
        return ends, ()
    releases = {
        op.number: max([now, arrivals.get(op.number, now), *(ends.get(number, now) for number in op.after)])
        for op in todo
    }
    placed = Routing(replace(wanted, operations=todo), quantity, now, releases).place(free(moved), Trial())
    by_number = {step.operation: step for step in placed.steps}
    for op in _in_order(todo):
        step = by_number.get(op.number)
        begin = max([releases[op.number], *(ends.get(number, now) for number in op.after)])
        ends[op.number] = (step.centre.axis.end_of(step.slot.end) if step else begin) + op.wait_minutes
    return ends, placed.steps


def _in_order(operations: Collection[OperationSpec]) -> list[OperationSpec]:
    """Each after its predecessors among `operations`; a WorkSpec's own order is topological."""
    left, numbers, order = list(operations), {op.number for op in operations}, list[OperationSpec]()
    while left:
        done = {op.number for op in order}
        ready = next((op for op in left if not (set(op.after) & numbers) - done), left[0])
        left.remove(ready)
        order.append(ready)
    return order
