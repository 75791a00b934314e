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

    `at` holds, by operation, its start position on each axis that it may be on.
    """

    def __init__(self, problem: Problem, first: int, last: int) -> None:
        self.cp = cp_model.CpModel()
        self.problem, self.first, self.last = problem, first, last
        self._on_unit: dict[int, list[Any]] = defaultdict(list)
        self._in_pool: dict[int, list[tuple[Any, int]]] = defaultdict(list)
        self.chosen: dict[int, dict[Mode, Any]] = {}
        self.at: dict[int, dict[int, Any]] = defaultdict(dict)
        self._single: dict[int, tuple[Clock, Any, Any]] = {}  # axis, start, end of those that have one axis
        self._begins: dict[int, Any] = {}
        self._ends: dict[int, Any] = {}
        for operation in problem.operations.values():
            self._place(operation)
        self._precede()
        self._share()

    # -- one operation

    def _place(self, operation: Operation) -> None:
        modes = self.problem.modes_of(operation)
        axes: dict[int, Clock] = {}
        by_axis: dict[int, list[Mode]] = defaultdict(list)
        for mode in modes:
            axis = self.problem.axis_of(mode.unit)
            axes[id(axis)] = axis
            by_axis[id(axis)].append(mode)
        lits = {mode: self.cp.new_bool_var("") if len(modes) > 1 else True for mode in modes}
        if len(modes) > 1:
            self.cp.add_exactly_one(lits.values())
        self.chosen[operation.id] = lits
        on = [(axes[key], *self._on_axis(operation, axes[key], some, lits)) for key, some in by_axis.items()]
        if len(on) == 1:
            self._single[operation.id] = on[0][0], on[0][2], on[0][3]
            return
        begin, end = (self.cp.new_int_var(self.first, self.last, "") for _ in range(2))
        for axis, here, start, stop in on:
            low, high = axis.position_of(self.first), axis.position_of(self.last)
            self.cp.add(begin == self._wall(axis.start_of, start, low, high)).only_enforce_if(here)
            self.cp.add(end == self._wall(axis.end_of, stop, low, high)).only_enforce_if(here)
        self._begins[operation.id], self._ends[operation.id] = begin, end

    def _on_axis(
        self, operation: Operation, axis: Clock, modes: list[Mode], lits: dict[Mode, Any]
    ) -> tuple[Any, Any, Any]:
        """Its interval on one axis: whether it is there, its start and end."""
        low, high = axis.position_of(max(self.first, operation.release)), axis.position_of(self.last)
        shortest, longest = min(m.minutes for m in modes), max(m.minutes for m in modes)
        start = self.cp.new_int_var(low, max(high - shortest, low), "")
        self.at[operation.id][id(axis)] = start
        end: Any = start + shortest
        if shortest < longest:
            end = self.cp.new_int_var(low + shortest, high, "")
            minutes = sum(lits[mode] * mode.minutes for mode in modes)
            absent = (1 - sum(lits[mode] for mode in modes)) * shortest if len(modes) < len(lits) else 0
            self.cp.add(end == start + minutes + absent)
        for mode in modes:
            self._use(operation, axis, mode, start, end, lits[mode])
        return self._any([lits[mode] for mode in modes], len(lits)), start, end

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

    def begin(self, operation: int) -> Any:
        """When it begins, in minutes. Only what is asked for is built: every break costs a variable."""
        if operation not in self._begins:
            axis, start, _ = self._single[operation]
            low, high = axis.position_of(self.first), axis.position_of(self.last)
            self._begins[operation] = self._wall(axis.start_of, start, low, high)
        return self._begins[operation]

    def dry(self, operation: int) -> Any:
        """When it is done and has waited, in minutes."""
        if operation not in self._ends:
            axis, _, end = self._single[operation]
            low, high = axis.position_of(self.first), axis.position_of(self.last)
            self._ends[operation] = self._wall(axis.end_of, end, low, high)
        return self._ends[operation] + self.problem.operations[operation].wait

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
                    self._follow(ops[earlier], operation)
            if operation.release > self.first and operation.id not in self._single:
                self.cp.add(self.begin(operation.id) >= operation.release)

    def _follow(self, earlier: Operation, later: Operation) -> None:
        one, other = self._single.get(earlier.id), self._single.get(later.id)
        if one is not None and other is not None and one[0] is other[0] and not earlier.wait:
            self.cp.add(other[1] >= one[2])
        else:
            self.cp.add(self.begin(later.id) >= self.dry(earlier.id))

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

    def makespan(self) -> Any:
        """When the last operation is dry."""
        last = self.cp.new_int_var(self.first, self.last + max(op.wait for op in self.problem.operations.values()), "")
        for number in self.last_of_orders():
            self.cp.add(last >= self.dry(number))
        return last

    def lateness(self) -> dict[str, Any]:
        """By order that can be late at all, its minutes after its due minute."""
        late: dict[str, Any] = {}
        longest = max(op.wait for op in self.problem.operations.values())
        for number in self.last_of_orders():
            order = self.problem.order_of(self.problem.operations[number])
            if order.due >= self.last + longest:
                continue
            if order.id not in late:
                late[order.id] = self.cp.new_int_var(0, max(self.last + longest - order.due, 0), "")
            self.cp.add(late[order.id] >= self.dry(number) - order.due)
        return late

    # -- in and out

    def hint(self, plan: Plan, seconds: float = 10) -> None:
        """Begin the search at this plan. A hint of some variables is often lost on the way to the others: the plan is
        completed to a whole solution first, which is quick because nothing is left to choose."""
        self._hint_places(plan)
        solver = solver_of(seconds, workers=1)
        solver.parameters.fix_variables_to_their_hinted_value = True
        if solver.solve(self.cp) in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self.hint_solution(solver)

    def hint_solution(self, solver: cp_model.CpSolver) -> None:
        """Begin the search at a solution that was found."""
        self.cp.clear_hints()  # type: ignore[no-untyped-call]  # OR-Tools leaves it bare
        for index, value in enumerate(solver.response_proto.solution):
            self.cp.add_hint(self.cp.get_int_var_from_proto_index(index), value)

    def _hint_places(self, plan: Plan) -> None:
        self.cp.clear_hints()  # type: ignore[no-untyped-call]  # OR-Tools leaves it bare
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
            mode = next(mode for mode, lit in lits.items() if lit is True or value(lit))
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
