"""The open work of a workshop as the scheduling engine takes it, and the way back to operations of lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from fulfilment.capacity.domain import Centre
from fulfilment.scheduling.values import FOREVER, Mode, Operation, Order, Problem, Span, Unit

Place = tuple[str, int]  # (line_ref, operation number)


@dataclass(frozen=True, slots=True)
class OpenOperation:
    """A step that is not done. `span` is where it is booked, None when its booking is displaced; `working` when it has
    begun and goes on. `release`: not before this minute, for its materials or for what dries before it. `minutes` are
    what is left to do, `setup` of them (where that is known) before the first of its `pieces` runs; pieces of one
    `batch` may share a load."""

    line_ref: str
    number: int
    after: tuple[int, ...]
    centres: tuple[int, ...]  # ids, the usual one first
    minutes: int
    wait: int
    release: int
    splittable: bool
    working: bool
    booking_id: int | None
    span: Span | None
    setup: int = 0
    pieces: int = 1
    batch: str = ""


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A line on the floor. `due`: the minute by which it must be ready for its promise to hold, None when there is no
    such minute any more. `rank` breaks ties of equal promises."""

    line_ref: str
    seller_ref: str
    due: int | None
    promised: int  # the day's number: who is late already still keeps its turn
    rank: tuple[str | int, ...]


@dataclass(frozen=True)
class OpenFloor:
    """All of it, as of `now` (minutes since 1970). `centres` by id; `closed` minutes of units, in positions, that are
    not theirs to plan."""

    now: int
    fence: int
    lines: Mapping[str, OpenLine]
    operations: Sequence[OpenOperation]
    centres: Mapping[int, Centre]
    closed: Mapping[int, Sequence[tuple[int, int]]]
    missing: Mapping[str, str] = field(default_factory=dict)  # lines that wait for what is on no purchase order


@dataclass(frozen=True)
class Sheet:
    """The floor as a problem: `places` say which operation a number is; `stuck` lines cannot be planned at all, each
    with the reason."""

    problem: Problem
    plan: dict[int, Span]
    places: Mapping[int, OpenOperation]
    stuck: Mapping[str, str]


def sheet_of(floor: OpenFloor) -> Sheet:
    """The problem of an open floor.

    A step that takes no minutes of anybody (only drying) is no operation of the problem: its wait goes to those before
    it. What cannot stay where it is booked (it begins before its materials, or its unit is not there) is left out of
    the plan, so that it is placed anew.
    """
    stuck = _stuck(floor)
    by_line: dict[str, list[OpenOperation]] = defaultdict(list)
    for one in floor.operations:
        if one.line_ref not in stuck:
            by_line[one.line_ref].append(one)
    operations, plan, places = dict[int, Operation](), dict[int, Span](), dict[int, OpenOperation]()
    unit_axes = {unit.unit_id: centre for centre in floor.centres.values() for unit in centre.units}
    for steps in by_line.values():
        worked = _without_idle(steps)
        ids = {step.number: len(places) + at for at, step in enumerate(worked, 1)}
        for step in worked:
            number = ids[step.number]
            places[number] = step
            operations[number] = _operation(number, step, ids, floor)
            if step.span is not None and step.span.unit in unit_axes and _can_stay(step, floor, unit_axes):
                plan[number] = step.span
    units = {
        unit.unit_id: Unit(unit.unit_id, centre.axis, tuple(floor.closed.get(unit.unit_id, ())))
        for centre in floor.centres.values()
        for unit in centre.units
    }
    problem = Problem(operations, units, _orders(floor, by_line))
    return Sheet(problem, without_too_early(problem, plan), places, stuck)


def without_too_early(problem: Problem, plan: dict[int, Span]) -> dict[int, Span]:
    """Work was added before a step (rework), or the one before it takes longer: it cannot stay where it is."""
    dry = {
        number: problem.units[span.unit].axis.end_of(span.end) + problem.operations[number].wait
        for number, span in plan.items()
    }
    return {
        number: span
        for number, span in plan.items()
        if (operation := problem.operations[number]).started
        or problem.units[span.unit].axis.start_of(span.start)
        >= max((dry.get(earlier, 0) for earlier in operation.after), default=0)
    }


def _operation(number: int, step: OpenOperation, ids: Mapping[int, int], floor: OpenFloor) -> Operation:
    units = [unit.unit_id for id_ in step.centres if id_ in floor.centres for unit in floor.centres[id_].units]
    return Operation(
        id=number,
        order=step.line_ref,
        modes=tuple(Mode(unit, step.minutes) for unit in dict.fromkeys(units)),
        after=tuple(ids[earlier] for earlier in step.after if earlier in ids),
        wait=step.wait,
        release=step.release,
        splittable=step.splittable,
        started=step.working,
    )


def _can_stay(step: OpenOperation, floor: OpenFloor, units: Mapping[int, Centre]) -> bool:
    assert step.span is not None
    if step.working:
        return True
    _, start, end = step.span
    if units[step.span.unit].axis.start_of(start) < step.release:
        return False
    return not any(begins < end and start < ends for begins, ends in floor.closed.get(step.span.unit, ()))


def _orders(floor: OpenFloor, lines: Iterable[str]) -> dict[str, Order]:
    """A promise that cannot be kept any more does not lose its turn: it is due when it was."""
    found = {}
    for ref in lines:
        line = floor.lines[ref]
        due = line.due if line.due is not None else line.promised * 24 * 60
        found[ref] = Order(ref, min(due, FOREVER), 1, line.rank)
    return found


def _without_idle(steps: Sequence[OpenOperation]) -> list[OpenOperation]:
    """The steps that take minutes; those that only wait are folded into their neighbours."""
    worked = list(steps)
    for idle in [step for step in steps if not step.minutes]:
        worked.remove(idle)
        for at, step in enumerate(worked):
            if step.number in idle.after:
                worked[at] = replace(step, wait=step.wait + idle.wait)
            elif idle.number in step.after:
                after = tuple(dict.fromkeys([*(n for n in step.after if n != idle.number), *idle.after]))
                worked[at] = replace(step, after=after, release=max(step.release, idle.release + idle.wait))
    return worked


def _stuck(floor: OpenFloor) -> dict[str, str]:
    """Lines with a step that no machine can do, or that is longer than any shift, or whose material nobody brings."""
    found: dict[str, str] = dict(floor.missing)
    for step in floor.operations:
        if not step.minutes or step.working:
            continue
        centres = [floor.centres[id_] for id_ in step.centres if id_ in floor.centres]
        if not any(centre.units for centre in centres):
            found[step.line_ref] = "a step has no machine or bench that can do it"
        elif not step.splittable and not any(_fits(centre, step.minutes, floor.now) for centre in centres):
            found[step.line_ref] = f"a step of {step.minutes} minutes is longer than any shift"
    return found


def _fits(centre: Centre, minutes: int, now: int) -> bool:
    at = centre.axis.position_of(now)
    return any(
        end - start >= minutes
        for start, end, before in zip(centre.axis.starts, centre.axis.ends, centre.axis.before, strict=True)
        if before >= at - minutes
    )
