"""A problem as a CP-SAT model: one place per operation, units that do one thing at a time, waiting on the wall.

Starts are positions on the axis of the operation's units. Where the wall matters (waiting, different calendars, due
minutes) it is the position plus the closed minutes before it, summed up over the breaks that lie before it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from ortools.sat.python import cp_model

from fulfilment.scheduling.values import ALWAYS, NOWHERE, Clock, Mode, Operation, Plan, Problem, Span

Range = tuple[int, int]


class Model:
    """Variables of a problem whose operations all lie between the minutes `first` and `last`.

    `ends` holds, by operation, when it is done on the wall; `at` its start position by axis.
    """

    def __init__(self, problem: Problem, first: int, last: int, keep: Plan | None = None) -> None:
        self.cp = cp_model.CpModel()
        self.problem, self.first, self.last = problem, first, last
        self._axes: dict[int, Clock] = {}
        self._on_unit: dict[int, list[Any]] = defaultdict(list)
        self._in_pool: dict[int, list[tuple[Any, int]]] = defaultdict(list)
        self.chosen: dict[int, dict[Mode, Any]] = {}
        self.at: dict[int, dict[int, Any]] = defaultdict(dict)
        self._minutes: dict[int, Any] = {}
        self._begin: dict[int, Any] = {}
        self.ends: dict[int, Any] = {}
        for operation in problem.operations.values():
            if keep is not None and operation.id in keep:
                self._fix(operation, keep[operation.id])
            else:
                self._place(operation)
        self._precede()
        self._share()

    # -- one operation

    def _fix(self, operation: Operation, span: Span) -> None:
        axis = self.problem.axis_of(span.unit)
        self._begin[operation.id], self.ends[operation.id] = axis.start_of(span.start), axis.end_of(span.end)
        self.at[operation.id][id(axis)] = span.start
        self.chosen[operation.id] = {}
        interval = self.cp.new_fixed_size_interval_var(span.start, span.end - span.start, "")
        self._occupy(operation, span.unit, interval)

    def _place(self, operation: Operation) -> None:
        modes = self.problem.modes_of(operation)
        by_axis: dict[int, list[Mode]] = defaultdict(list)
        for mode in modes:
            axis = self.problem.axis_of(mode.unit)
            self._axes[id(axis)] = axis
            by_axis[id(axis)].append(mode)
        lits = {mode: self.cp.new_bool_var("") if len(modes) > 1 else True for mode in modes}
        if len(modes) > 1:
            self.cp.add_exactly_one(lits.values())
        self.chosen[operation.id] = lits
        walls = [self._on_axis(operation, self._axes[key], some, lits) for key, some in by_axis.items()]
        if len(walls) == 1:
            self._begin[operation.id], self.ends[operation.id] = walls[0][1:]
            return
        begin, end = (self.cp.new_int_var(self.first, self.last, "") for _ in range(2))
        for here, a, b in walls:
            self.cp.add(begin == a).only_enforce_if(here)
            self.cp.add(end == b).only_enforce_if(here)
        self._begin[operation.id], self.ends[operation.id] = begin, end

    def _on_axis(
        self, operation: Operation, axis: Clock, modes: list[Mode], lits: dict[Mode, Any]
    ) -> tuple[Any, Any, Any]:
        """Its interval on one axis: whether it is there, its begin and end on the wall."""
        low, high = axis.position_of(max(self.first, operation.release)), axis.position_of(self.last)
        shortest, longest = min(m.minutes for m in modes), max(m.minutes for m in modes)
        start = self.cp.new_int_var(low, max(high - shortest, low), "")
        self.at[operation.id][id(axis)] = start
        minutes: Any = shortest
        if shortest < longest:
            minutes = sum(lits[mode] * mode.minutes for mode in modes)
            if len(modes) < len(lits):
                minutes += (1 - sum(lits[mode] for mode in modes)) * shortest
        end = start + minutes
        if shortest < longest:
            var = self.cp.new_int_var(low + shortest, high, "")
            self.cp.add(var == end)
            end = var
        for mode in modes:
            self._use(operation, axis, mode, start, end, lits[mode])
        here = self._any([lits[mode] for mode in modes], len(lits))
        begin, done = self._wall(axis.start_of, start, low, high), self._wall(axis.end_of, end, low, high)
        return here, begin, done

    def _any(self, lits: list[Any], count: int) -> Any:
        """A literal that is true when one of these is, of `count` exactly one is."""
        if len(lits) == count or len(lits) == 1:
            return lits[0] if len(lits) == 1 else True
        here = self.cp.new_bool_var("")
        self.cp.add(sum(lits) == here)
        return here

    def _use(self, operation: Operation, axis: Clock, mode: Mode, start: Any, end: Any, lit: Any) -> None:
        if not operation.splittable and axis is not ALWAYS:
            starts = cp_model.Domain.from_intervals([[*span] for span in self._whole(axis, mode.minutes)])
            constraint = self.cp.add_linear_expression_in_domain(start, starts)
            if lit is not True:
                constraint.only_enforce_if(lit)
        if lit is True:
            interval = self.cp.new_interval_var(start, mode.minutes, end, "")
        else:
            interval = self.cp.new_optional_interval_var(start, mode.minutes, end, lit, "")
        self._occupy(operation, mode.unit, interval)

    def _occupy(self, operation: Operation, unit: int, interval: Any) -> None:
        if unit != NOWHERE:
            self._on_unit[unit].append(interval)
        for pool, amount in operation.draws:
            self._in_pool[pool].append((interval, amount))

    def _whole(self, axis: Clock, minutes: int) -> Iterator[tuple[int, int]]:
        """Positions from which no shift's end interrupts so many minutes."""
        low, high = axis.position_of(self.first), axis.position_of(self.last)
        for begin, stop in _pieces(axis.start_of, low, high):
            if begin + minutes <= stop:
                yield begin, stop - minutes

    # -- the wall

    def _wall(self, minute_of: Callable[[int], int], position: Any, low: int, high: int) -> Any:
        """`minute_of(position)` as an expression."""
        pieces = list(_pieces(minute_of, low, high))
        wall = position + (minute_of(pieces[0][0]) - pieces[0][0])
        for (before, _), (begin, _) in pairwise(pieces):
            passed = self.cp.new_bool_var("")
            self.cp.add(position >= begin).only_enforce_if(passed)
            self.cp.add(position < begin).only_enforce_if(~passed)
            wall += ((minute_of(begin) - begin) - (minute_of(before) - before)) * passed
        return wall

    # -- all together

    def _precede(self) -> None:
        ops = self.problem.operations
        for operation in ops.values():
            for earlier in operation.after:
                if earlier in ops:
                    self.cp.add(self._begin[operation.id] >= self.ends[earlier] + ops[earlier].wait)
            if operation.release > self.first and len(self.at[operation.id]) > 1:
                self.cp.add(self._begin[operation.id] >= operation.release)

    def _share(self) -> None:
        for unit, intervals in self._on_unit.items():
            closed = self.problem.units[unit].closed
            fixed = [self.cp.new_fixed_size_interval_var(start, end - start, "") for start, end in closed]
            self.cp.add_no_overlap([*intervals, *fixed])
        for pool, draws in self._in_pool.items():
            self.cp.add_cumulative([i for i, _ in draws], [a for _, a in draws], self.problem.pools[pool])

    # -- what is wanted

    def last_of_orders(self) -> list[int]:
        """Operations that nothing of the problem waits for."""
        waited_for = {earlier for op in self.problem.operations.values() for earlier in op.after}
        return [number for number in self.problem.operations if number not in waited_for]

    def dry(self, operation: int) -> Any:
        return self.ends[operation] + self.problem.operations[operation].wait

    def tardiness(self, latest: int) -> Any:
        """The weighted minutes of all orders after their due minutes."""
        late: dict[str, Any] = {}
        for number in self.last_of_orders():
            order = self.problem.order_of(self.problem.operations[number])
            if order.due >= latest or not order.weight:
                continue
            if order.id not in late:
                late[order.id] = self.cp.new_int_var(0, latest - min(order.due, self.first), "")
            self.cp.add(late[order.id] >= self.dry(number) - order.due)
        return sum(self.problem.orders[id_].weight * var for id_, var in late.items())

    # -- in and out

    def hint(self, plan: Plan) -> None:
        """Begin the search at this plan."""
        self.cp.clear_hints()  # type: ignore[no-untyped-call]
        for number, lits in self.chosen.items():
            span = plan.get(number)
            if span is None or not lits:
                continue
            for mode, lit in lits.items():
                if lit is not True:
                    self.cp.add_hint(lit, mode == (span.unit, span.end - span.start))
            var = self.at[number].get(id(self.problem.axis_of(span.unit)))
            if var is not None:
                self.cp.add_hint(var, span.start)

    def plan(self, value: Callable[[Any], int]) -> dict[int, Span]:
        """The plan of a solution; `value` reads a variable."""
        plan: dict[int, Span] = {}
        for number, lits in self.chosen.items():
            for mode, lit in lits.items():
                if lit is True or value(lit):
                    start = value(self.at[number][id(self.problem.axis_of(mode.unit))])
                    plan[number] = Span(mode.unit, start, start + mode.minutes)
        return plan


def solver_of(seconds: float, workers: int = 8) -> cp_model.CpSolver:
    """Eight workers also on two cores: that they search in different ways matters most."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    solver.parameters.max_time_in_seconds = seconds
    return solver


def _pieces(minute_of: Callable[[int], int], low: int, high: int) -> Iterator[Range]:
    """Runs [begin, stop) of positions between which no closed minutes lie, over [low, high]: the difference of minute
    and position grows with every break, so halving finds each."""
    begin = low
    while begin <= high:
        gap, near, far = minute_of(begin) - begin, begin, high + 1
        while far - near > 1:
            middle = (near + far) // 2
            if minute_of(middle) - middle == gap:
                near = middle
            else:
                far = middle
        yield begin, far
        begin = far
