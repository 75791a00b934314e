"""Dispatching: time passes, and whenever a unit is free and work waits for it, a named rule chooses.

No unit stands idle while it could work on something (a non-delay schedule; Conway, Maxwell and Miller 1967). It is the
plan of a floor without a planner, and the first plan of every search.
"""

from __future__ import annotations

from collections import defaultdict
from heapq import heapify, heappop, heappush

from foundation.plain.errors import Invalid
from fulfilment.scheduling.lanes import Lane
from fulfilment.scheduling.rules import DEFAULT_RULE, RULES, Waiting
from fulfilment.scheduling.values import FOREVER, Mode, Operation, Plan, Problem, Span


def dispatch(
    problem: Problem, *, now: int = 0, rule: str = DEFAULT_RULE, started: Plan | None = None
) -> dict[int, Span]:
    """A plan from the minute `now` on. Work in `started` stays where it is.

    Raises `Invalid` for an unknown rule, a circle, an operation without a unit, or the end of the calendar. Pools are
    not looked at: people beside machines are units of their own there, see `search` for pools.
    """
    if rule not in RULES:
        raise Invalid(f"There is no rule {rule}. Please choose one of {', '.join(RULES)}.")
    return _Simulation(problem, now, rule, started or {}).run()


class _Simulation:
    def __init__(self, problem: Problem, now: int, rule: str, started: Plan) -> None:
        self._problem, self._rule = problem, RULES[rule]
        self._plan = {op: span for op, span in started.items() if op in problem.operations}
        self._lanes = {unit.id: Lane(unit.id, unit.axis, unit.closed) for unit in problem.units.values()}
        for span in self._plan.values():
            self._lanes[span.unit].close(span.start, span.end)
        self._queues: dict[int, dict[int, Mode]] = defaultdict(dict)
        self._later: dict[int, list[int]] = defaultdict(list)
        self._left: dict[int, int] = {}
        self._rest: dict[int, int] = {}
        self._arrived: dict[int, int] = {}
        self._dues: dict[tuple[int, int], int] = {}
        self._busy: dict[int, int] = dict.fromkeys(self._lanes, now)  # the minute each unit is free
        self._events: list[tuple[int, int]] = []  # (minute, operation that arrives or -1)
        work = [min(op.modes)[1] for op in problem.operations.values() if op.modes]
        self._mean = max(sum(work) / max(len(work), 1), 1.0)
        self._open(now)

    def _open(self, now: int) -> None:
        ops = self._problem.operations
        for op in ops.values():
            for earlier in op.after:
                if earlier in ops:
                    self._later[earlier].append(op.id)
        for op in ops.values():
            self._left[op.id] = sum(earlier in ops for earlier in op.after)
            self._arrived[op.id] = max(now, op.release)
        for number in [op for op in ops if self._left[op] == 0 and op not in self._plan]:
            heappush(self._events, (self._arrived[number], number))
        for number, span in self._plan.items():
            self._release(number, self._lanes[span.unit].axis.end_of(span.end))

    def run(self) -> dict[int, Span]:
        while self._events:
            minute = self._events[0][0]
            while self._events and self._events[0][0] == minute:
                self._arrive(heappop(self._events)[1])
            for unit, queue in self._queues.items():
                if queue and self._busy[unit] <= minute:
                    self._choose(unit, minute)
        if len(self._plan) < len(self._problem.operations):
            raise Invalid("The steps of an order wait for each other in a circle. Please correct the routing.")
        return self._plan

    def _arrive(self, number: int) -> None:
        if number < 0:
            return
        operation = self._problem.operations[number]
        if not operation.modes:
            raise Invalid("This step has no machine or bench that can do it. Please choose one for it.")
        for mode in operation.modes:
            if mode.unit not in self._lanes:
                raise Invalid("This machine is not in the plan. Please choose another.")
            self._queues[mode.unit][number] = mode

    def _choose(self, unit: int, minute: int) -> None:
        """Start the best work on a free unit; of units that are free, the one that ends it first."""
        lane, queue = self._lanes[unit], self._queues[unit]
        position = lane.axis.position_of(minute)
        opens = lane.axis.start_of(position)
        if opens > minute:
            self._wake(unit, opens)
            return
        ranked = [(-self._index(op, mode, lane, position), op) for op, mode in queue.items()]
        heapify(ranked)  # mostly only the first is looked at
        soonest = FOREVER
        while ranked:
            number = heappop(ranked)[1]
            operation = self._problem.operations[number]
            chosen = self._quickest(operation, minute)
            if chosen is not None:
                self._start(operation, chosen)
                if chosen.unit == unit:
                    return
            else:
                soonest = min(soonest, self._begin(lane, operation, queue[number], position))
        if queue and soonest > position:
            self._wake(unit, lane.axis.start_of(soonest))

    def _begin(self, lane: Lane, operation: Operation, mode: Mode, position: int) -> int:
        return (lane.first if operation.splittable else lane.first_whole)(position, mode.minutes)

    def _quickest(self, operation: Operation, minute: int) -> Span | None:
        """The earliest end among units that are free now; None when none can begin at once."""
        best: tuple[int, Span] | None = None
        for mode in operation.modes:
            if self._busy[mode.unit] > minute:
                continue
            lane = self._lanes[mode.unit]
            position = lane.axis.position_of(minute)
            if lane.axis.start_of(position) != minute or self._begin(lane, operation, mode, position) != position:
                continue
            span = Span(mode.unit, position, position + mode.minutes)
            rank = (lane.axis.end_of(span.end), span)
            best = rank if best is None or rank < best else best
        return best[1] if best else None

    def _start(self, operation: Operation, span: Span) -> None:
        self._plan[operation.id] = span
        for mode in operation.modes:
            del self._queues[mode.unit][operation.id]
        end = self._lanes[span.unit].axis.end_of(span.end)
        self._wake(span.unit, end)
        self._release(operation.id, end)

    def _release(self, number: int, end: int) -> None:
        dry = end + self._problem.operations[number].wait
        for later in self._later[number]:
            self._left[later] -= 1
            self._arrived[later] = max(self._arrived[later], dry)
            if not self._left[later] and later not in self._plan:
                heappush(self._events, (self._arrived[later], later))

    def _wake(self, unit: int, minute: int) -> None:
        self._busy[unit] = minute
        heappush(self._events, (minute, -1))

    # -- what the rule looks at

    def _index(self, number: int, mode: Mode, lane: Lane, position: int) -> float:
        operation = self._problem.operations[number]
        left = self._due(operation, lane) - position - mode.minutes
        weight = self._problem.order_of(operation).weight
        waiting = Waiting(mode.minutes, left, self._tail(number), weight, self._arrived[number])
        return self._rule(waiting, self._mean)

    def _due(self, operation: Operation, lane: Lane) -> int:
        known = self._dues.get((operation.id, lane.unit))
        if known is None:
            due = self._problem.order_of(operation).due
            known = lane.axis.position_of(due) if due < FOREVER else FOREVER
            self._dues[operation.id, lane.unit] = known
        return known

    def _tail(self, number: int) -> int:
        """Least working minutes after an operation, to the end of its order."""
        known = self._rest.get(number)
        if known is None:
            ops = self._problem.operations
            known = max(
                (min(m.minutes for m in ops[one].modes) + self._tail(one) for one in self._later[number]), default=0
            )
            self._rest[number] = known
        return known
