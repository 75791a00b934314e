"""The copy of a plan, and what is done to it. Every function takes a copy and gives another one.

Machines are what is planned, as in the engine; who attends them is looked at afterwards (`fulfilment/whatif/staffing`).
Whether the material of a big order is there, is not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from foundation.plain.errors import Invalid
from fulfilment.capacity.domain import Axis
from fulfilment.keeping.domain.floor import Sheet, without_too_early
from fulfilment.scheduling.events import Overran
from fulfilment.scheduling.floor import Floor
from fulfilment.scheduling.repair import right_shift
from fulfilment.scheduling.values import Clock, Mode, Operation, Order, Problem, Span

ROUNDS = 2  # of pulling forward: the second takes what the first has left free
BIG = "what-if"  # the order of the scenario


@dataclass(frozen=True)
class Copy:
    """A whole plan: every operation has its span. Nothing begins before `now`, in minutes since 1970; what begins
    before `fence` gives way to nobody."""

    problem: Problem
    plan: Mapping[int, Span]
    now: int
    fence: int


@dataclass(frozen=True)
class Step:
    """A step of a big order. `parts` are the minutes of each place that works on it at the same time; `after` are
    places of earlier steps in their list."""

    units: tuple[int, ...]
    parts: tuple[int, ...]
    after: tuple[int, ...] = ()
    wait: int = 0
    splittable: bool = True


def copy_of(sheet: Sheet, now: int, fence: int) -> Copy:
    """The plan as it is booked; what has lost its place is put where the repair will put it. Raises `Invalid` when
    something finds no time at all."""
    return _settled(Copy(sheet.problem, sheet.plan, now, fence))


def _settled(copy: Copy, events: Sequence[Overran] = ()) -> Copy:
    repaired = right_shift(copy.problem, copy.plan, now=copy.now, fence=copy.fence, happened=events)
    moved = {number: span for number, (_, span) in repaired.moved.items()}
    longer = {event.operation: copy.plan[event.operation]._replace(end=event.end) for event in events}
    return replace(copy, plan={**copy.plan, **longer, **moved})


# -- hours more


def with_hours(
    copy: Copy, units: Collection[int], axis: Axis, down: Mapping[int, Sequence[tuple[int, int]]] | None = None
) -> Copy:
    """The same plan where `units` work by `axis`, which has every minute of theirs and more: each step begins when it
    did, and ends then or earlier. `down`: minutes of `axis` in which a unit is not there."""
    old = {id_: unit.axis for id_, unit in copy.problem.units.items()}

    def moved(unit: int, start: int, end: int) -> tuple[int, int]:
        return axis.position_of(old[unit].start_of(start)), axis.position_of(old[unit].end_of(end))

    lanes = dict(copy.problem.units)
    for id_ in units:
        closed = [moved(id_, *one) for one in lanes[id_].closed]
        lanes[id_] = replace(lanes[id_], axis=axis, closed=(*closed, *(down or {}).get(id_, ())))
    plan = dict(copy.plan)
    for number, span in copy.plan.items():
        if span.unit in units:
            start = axis.position_of(old[span.unit].start_of(span.start))
            plan[number] = Span(span.unit, start, start + span.end - span.start)
    return replace(copy, problem=replace(copy.problem, units=lanes), plan=plan)


def pulled_forward(copy: Copy, units: Collection[int]) -> Copy:
    """Every order with work at `units` moves into free time, late orders first. A step moves only where it ends
    earlier, so nobody is later than before; what begins before the fence stays."""
    floor = Floor(copy.problem, copy.plan)
    orders = {
        operation.order
        for operation in copy.problem.operations.values()
        if any(mode.unit in units for mode in operation.modes)
    }
    for _ in range(ROUNDS):
        late = {order for order in orders if floor.ready(order) > floor.due(order)}
        steps = [number for number in floor.plan if floor.operations[number].order in orders]
        for number in sorted(steps, key=lambda one: _turn(floor, one, late)):
            _pull(floor, number, copy)
    return replace(copy, plan=dict(floor.plan))


def _turn(floor: Floor, number: int, late: Collection[str]) -> tuple[bool, int, int]:
    return floor.operations[number].order not in late, floor.begins(floor.plan[number]), number


def _pull(floor: Floor, number: int, copy: Copy) -> None:
    operation, span = floor.operations[number], floor.plan[number]
    shared = any(other != number for other in floor.in_the_way(span))  # a load goes together or not at all
    if shared or not floor.may_give_way(number, copy.fence):
        return
    ends = floor.lane(span.unit).axis.end_of(span.end)
    floor.take_off(number)
    release = max(floor.release(operation), copy.now)
    places = [found for mode in operation.modes if (found := _place(floor, operation, mode, release)) is not None]
    best = min(places, default=None)
    floor.put(number, best[1] if best is not None and best[0] < ends else span)


def _place(floor: Floor, operation: Operation, mode: Mode, release: int) -> tuple[int, Span] | None:
    """The first free time in a mode and when it ends; None where there is none."""
    lane = floor.lane(mode.unit)
    search = lane.first if operation.splittable else lane.first_whole
    try:
        start = search(lane.axis.position_of(release), mode.minutes)
        return lane.axis.end_of(start + mode.minutes), Span(mode.unit, start, start + mode.minutes)
    except Invalid:
        return None


# -- other shifts


def by_other_shifts(copy: Copy, units: Collection[int], axis: Axis) -> Copy:
    """The same plan where `units` work by `axis` instead. What is booked there keeps length and order and begins at its
    old instant, or as soon after it as shifts and the work before it allow; what waits for it moves too.

    Raises `Invalid` when something finds no time at all."""
    lanes, plan = dict(copy.problem.units), dict(copy.plan)
    by_unit: dict[int, list[int]] = {id_: [] for id_ in units}
    for number, span in copy.plan.items():
        if span.unit in by_unit:
            by_unit[span.unit].append(number)
    for id_, numbers in by_unit.items():
        old = lanes[id_].axis
        closed = [(axis.position_of(old.start_of(a)), axis.position_of(old.end_of(b))) for a, b in lanes[id_].closed]
        lanes[id_] = replace(lanes[id_], axis=axis, closed=tuple(closed))
        plan |= _laid_anew({number: copy.plan[number] for number in numbers}, old, axis)
    problem = replace(copy.problem, units=lanes)
    return _settled(replace(copy, problem=problem, plan=without_too_early(problem, plan)))


def _laid_anew(spans: Mapping[int, Span], old: Clock, axis: Clock) -> dict[int, Span]:
    """A load stays together: what began at the same minute does so again."""
    found, loads, free = dict[int, Span](), dict[int, int](), 0
    for number, span in sorted(spans.items(), key=lambda one: (one[1].start, one[0])):
        begin = loads.setdefault(span.start, max(axis.position_of(old.start_of(span.start)), free))
        found[number] = Span(span.unit, begin, begin + span.end - span.start)
        free = max(free, found[number].end)
    return found


# -- a machine gone


def with_fewer(copy: Copy, units: Collection[int]) -> Copy:
    """`units` are there no more: what has begun on them is ended there, all else finds another place."""
    for id_ in units:
        axis = copy.problem.units[id_].axis
        assert isinstance(axis, Axis), "a copy is of the shop's own places, which keep hours"
        begun = [s.end for n, s in copy.plan.items() if s.unit == id_ and copy.problem.operations[n].started]
        last = max([copy.now, *(axis.end_of(end) for end in begun)])
        copy = without(copy, [id_], last, axis.ends[-1])
    return copy


# -- a machine down


def without(copy: Copy, units: Collection[int], start: int, end: int) -> Copy:
    """Nobody works on `units` from the minute `start` until `end`. What is booked there finds another place as the
    repair finds it; work that has begun waits, and goes on afterwards."""
    lanes, events, plan = dict(copy.problem.units), list[Overran](), dict(copy.plan)
    for id_ in units:
        axis = lanes[id_].axis
        closes, opens = axis.position_of(max(start, copy.now)), axis.position_of(end)
        if closes >= opens:
            continue
        lanes[id_] = replace(lanes[id_], closed=(*lanes[id_].closed, (closes, opens)))
        for number, span in copy.plan.items():
            if span.unit != id_ or span.start >= opens or span.end <= closes:
                continue
            if copy.problem.operations[number].started:
                events.append(Overran(number, span.end + opens - closes))
            else:
                del plan[number]
    return _settled(replace(copy, problem=replace(copy.problem, units=lanes), plan=plan), events)


def hit_by(copy: Copy, units: Collection[int], start: int, end: int) -> set[str]:
    """The orders with work on `units` in that time."""
    found = set()
    for number, span in copy.plan.items():
        axis = copy.problem.units[span.unit].axis
        if span.unit in units and span.start < axis.position_of(end) and span.end > axis.position_of(start):
            found.add(copy.problem.operations[number].order)
    return found


# -- a big order


def in_free_time(copy: Copy, steps: Sequence[Step]) -> Copy:
    """With a big order that takes what is free: nobody else moves."""
    return _settled(replace(copy, problem=_with(copy.problem, steps)))


def before_all_others(copy: Copy, steps: Sequence[Step]) -> Copy:
    """With a big order that goes before everything that is not begun or laid out for this shift. Those whose time it
    takes find another as the repair finds it."""
    problem, floor = _with(copy.problem, steps), Floor(copy.problem, copy.plan)
    fixed = {number: span for number, span in copy.plan.items() if not floor.may_give_way(number, copy.fence)}
    alone = {n: one for n, one in problem.operations.items() if n in fixed or one.order == BIG}
    placed = _settled(replace(copy, problem=replace(problem, operations=alone), plan=fixed)).plan
    mine = {number: span for number, span in placed.items() if problem.operations[number].order == BIG}
    gone = {other for span in mine.values() for other in floor.in_the_way(span)} - fixed.keys()
    settled = {n: replace(one, started=True) if n in mine else one for n, one in problem.operations.items()}
    plan = {number: span for number, span in copy.plan.items() if number not in gone} | mine
    return _settled(replace(copy, problem=replace(problem, operations=settled), plan=plan))


def _with(problem: Problem, steps: Sequence[Step]) -> Problem:
    operations, ids, next_id = dict(problem.operations), list[tuple[int, ...]](), max(problem.operations, default=0) + 1
    for step in steps:
        after = tuple(number for earlier in step.after for number in ids[earlier])
        mine = tuple(range(next_id, next_id + len(step.parts)))
        for number, minutes in zip(mine, step.parts, strict=True):
            modes = tuple(Mode(unit, minutes) for unit in step.units)
            operations[number] = Operation(number, BIG, modes, after, wait=step.wait, splittable=step.splittable)
        ids.append(mine)
        next_id += len(mine)
    return replace(problem, operations=operations, orders={**problem.orders, BIG: Order(BIG)})


# -- what it comes to


def ready(copy: Copy) -> dict[str, int]:
    """By order, the minute at which all of it is done and dry."""
    found: dict[str, int] = {}
    for number, span in copy.plan.items():
        operation = copy.problem.operations[number]
        dry = copy.problem.units[span.unit].axis.end_of(span.end) + operation.wait
        found[operation.order] = max(found.get(operation.order, 0), dry)
    return found


def load(copy: Copy, units: Collection[int], until: int) -> tuple[int, int]:
    """Minutes planned at `units` from now until the minute `until`, and those there are. A shared load counts once."""
    booked = there = 0
    for id_ in units:
        unit = copy.problem.units[id_]
        first, last = unit.axis.position_of(copy.now), unit.axis.position_of(until)
        booked += _covered([(s.start, s.end) for s in copy.plan.values() if s.unit == id_], first, last)
        there += last - first - _covered(unit.closed, first, last)
    return booked, max(there, booked)


def _covered(spans: Iterable[tuple[int, int]], first: int, last: int) -> int:
    total, at = 0, first
    for start, end in sorted(spans):
        at_start, at_end = max(start, at), min(end, last)
        if at_end > at_start:
            total += at_end - at_start
            at = at_end
    return total
