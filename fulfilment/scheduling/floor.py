"""The floor as repair sees it: every operation in its place, who waits for whom, and whose promise is stronger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from foundation.plain.errors import Invalid
from fulfilment.scheduling.lanes import Lane
from fulfilment.scheduling.values import FOREVER, Operation, Order, Plan, Problem, Span

OrderKey = tuple[int, tuple[str | int, ...], str]
Key = tuple[int, tuple[str | int, ...], str, int, int]
_UNKNOWN: OrderKey = (0, (), "unknown")
_CIRCLE = "The steps of this order wait for each other in a circle. Please correct the routing."


class Floor:
    """Problem and plan indexed for repair; changed in place, the problem and the plan it came from are not."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.operations = dict(problem.operations)
        self.plan = {op: span for op, span in plan.items() if op in self.operations}
        self.lanes = {unit.id: Lane(unit.id, unit.axis, unit.closed) for unit in problem.units.values()}
        self._orders = problem.orders
        self._journal: list[tuple[int, Span | None]] = []  # what was taken off, None: what was put
        self._next: dict[int, int] = {}  # who waits for an operation: mostly one, and a list for each took its time
        self._others: dict[int, list[int]] = {}
        self._of_order: dict[str, list[int]] = defaultdict(list)
        self._strengths: dict[int, OrderKey | None] = {}  # None: being looked for
        self._depths: dict[int, int] = {}
        self._latest: dict[int, int] = {}
        self._fences: dict[tuple[int, int], int] = {}  # the first position on a unit that is behind a fence
        of_order, following, others = self._of_order, self._next, self._others
        for number, op in self.operations.items():  # `_link`, ten thousand times
            of_order[op.order].append(number)
            for earlier in op.after:
                if following.setdefault(earlier, number) != number:
                    others.setdefault(earlier, []).append(number)
        by_unit: dict[int, list[int]] = defaultdict(list)
        for number, span in self.plan.items():
            by_unit[span.unit].append(number)
        for unit, numbers in by_unit.items():
            self.lane(unit).fill(numbers, self.plan)

    def _link(self, operation: Operation) -> None:
        self._of_order[operation.order].append(operation.id)
        for earlier in operation.after:
            self._waits(operation.id, earlier)

    def _waits(self, later: int, earlier: int) -> None:
        if self._next.setdefault(earlier, later) != later:
            self._others.setdefault(earlier, []).append(later)

    def add(self, operation: Operation, before: Sequence[int]) -> None:
        if operation.id in self.operations:
            raise Invalid("This step is in the plan already.")
        self.operations[operation.id] = operation
        self._link(operation)
        for later in before:
            waiting = self.operations[later]
            self.operations[later] = replace(waiting, after=(*waiting.after, operation.id))
            self._waits(later, operation.id)
        self._forget()

    def drop(self, operation: int) -> None:
        """Those after it wait for those before it instead."""
        self.take_off(operation)
        gone = self.operations.pop(operation)
        self._of_order[gone.order].remove(operation)
        for later in self.successors(operation):
            waiting = self.operations[later]
            after = tuple(dict.fromkeys([*(n for n in waiting.after if n != operation), *gone.after]))
            self.operations[later] = replace(waiting, after=after)
        for earlier in gone.after:
            waiting_for = [later for later in self.successors(earlier) if later != operation]
            self._stand(earlier, [*waiting_for, *self.successors(operation)])
        self._stand(operation, [])
        self._forget()

    def _stand(self, earlier: int, laters: Sequence[int]) -> None:
        """Just these wait for it."""
        self._next.pop(earlier, None)
        self._others.pop(earlier, None)
        for later in laters:
            self._waits(later, earlier)

    # -- places

    def lane(self, unit: int) -> Lane:
        """Raises `Invalid` for a unit that is not there."""
        lane = self.lanes.get(unit)
        if lane is None:
            raise Invalid("This machine is not in the plan. Please choose another.")
        return lane

    def take_off(self, operation: int) -> None:
        span = self.plan.pop(operation, None)
        if span is not None:
            self.lanes[span.unit].remove(span.start, operation)
            self._journal.append((operation, span))

    def mark(self) -> int:
        """To come back to with `undo`."""
        return len(self._journal)

    def keep(self) -> None:
        """What was done is not undone any more."""
        self._journal.clear()

    def undo(self, mark: int) -> None:
        while len(self._journal) > mark:
            operation, span = self._journal.pop()
            if span is None:
                gone = self.plan.pop(operation)
                self.lanes[gone.unit].remove(gone.start, operation)
            else:
                self.plan[operation] = span
                self.lanes[span.unit].add(span.start, span.end, operation)

    def put(self, operation: int, span: Span) -> None:
        self._journal.append((operation, None))
        self.plan[operation] = span
        self.lanes[span.unit].add(span.start, span.end, operation)

    def unplaced(self) -> list[int]:
        if len(self.plan) == len(self.operations):
            return []
        return [op.id for op in self.operations.values() if op.id not in self.plan and not op.started]

    def in_the_way(self, span: Span) -> Iterator[int]:
        return self.lanes[span.unit].during(span.start, span.end)

    def is_free(self, span: Span) -> bool:
        lane = self.lanes[span.unit]
        return lane.is_open(span.start, span.end) and next(lane.during(span.start, span.end), None) is None

    # -- times, in minutes

    def begins(self, span: Span) -> int:
        return self.lanes[span.unit].axis.start_of(span.start)

    def dry(self, operation: int) -> int:
        """When it is done and has waited; 0 for what is not in the plan."""
        span = self.plan.get(operation)
        if span is None:
            return 0
        return self.lanes[span.unit].axis.end_of(span.end) + self.operations[operation].wait

    def release(self, operation: Operation) -> int:
        return max([operation.release, *(self.dry(earlier) for earlier in operation.after)])

    def ready(self, order: str) -> int:
        return max((self.dry(one) for one in self._of_order[order]), default=0)

    def due(self, order: str) -> int:
        known = self._orders.get(order)
        return known.due if known else FOREVER

    def weight(self, order: str) -> int:
        known = self._orders.get(order)
        return known.weight if known else 1

    # -- neighbours

    def successors(self, operation: int) -> Sequence[int]:
        first = self._next.get(operation)
        if first is None:
            return ()
        others = self._others.get(operation)
        return (first, *others) if others else (first,)

    def too_early_after(self, operation: int) -> list[int]:
        """Those in the plan that begin before it is dry."""
        dry, early = self.dry(operation), list[int]()
        for later in self.successors(operation):
            span = self.plan.get(later)
            if span is not None and not self.operations[later].started and self.begins(span) < dry:
                early.append(later)
        return early

    def next_begin(self, operation: int) -> int:
        """The minute by which it must end so that none of those after it moves and, were it the last, the promise
        holds; -1 when one of them has no place."""
        first = self.due(self.operations[operation].order)
        for later in self.successors(operation):
            span = self.plan.get(later)
            if span is None:
                return -1
            first = min(first, self.begins(span))
        return first - self.operations[operation].wait

    def latest_end(self, operation: int) -> int:
        """The minute by which it must end so that its order can still be on time if nothing after it has to queue."""
        known = self._latest.get(operation)
        if known is not None:
            return known
        latest = self.due(self.operations[operation].order)
        for later in self.successors(operation):
            latest = min(latest, self._latest_begin(later))
        self._latest[operation] = latest - self.operations[operation].wait
        return self._latest[operation]

    def _latest_begin(self, operation: int) -> int:
        end = self.latest_end(operation)
        mode = min(self.operations[operation].modes, key=lambda one: one.minutes, default=None)
        if mode is None or end >= FOREVER // 2:
            return end
        axis = self.lane(mode.unit).axis
        return axis.start_of(max(axis.position_of(max(end, 0)) - mode.minutes, 0))

    # -- whose turn

    def key(self, operation: int) -> Key:
        """The promise order, of one promise the earlier step: strictly increasing along every routing. An operation
        is as urgent as the most urgent order that waits for it. Raises `Invalid` for a circle."""
        return (*self._strongest(operation), self._depth(operation), operation)

    def _strongest(self, operation: int) -> OrderKey:
        known = self._strengths.get(operation, _UNKNOWN)
        if known is None:
            raise Invalid(_CIRCLE)
        if known is not _UNKNOWN:
            return known
        self._strengths[operation] = None
        order = self.operations[operation].order
        best = self._orders.get(order, Order(order)).key
        for later in self.successors(operation):
            best = min(best, self._strongest(later))
        self._strengths[operation] = best
        return best

    def _depth(self, operation: int) -> int:
        depth = self._depths.get(operation)
        if depth is None:
            after = self.operations[operation].after
            depth = 1 + max((self._depth(one) for one in after if one in self.operations), default=0)
            self._depths[operation] = depth
        return depth

    def may_give_way(self, operation: int, fence: int) -> bool:
        span = self.plan[operation]
        first = self._fences.get((span.unit, fence))
        if first is None:
            first = self._fences[span.unit, fence] = self.lanes[span.unit].axis.position_of(fence)
        return span.start >= first and not self.operations[operation].started

    def _forget(self) -> None:
        self._strengths.clear()
        self._depths.clear()
        self._latest.clear()
