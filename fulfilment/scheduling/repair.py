"""Right-shift repair: something happened, and only what must move moves, in promise order.

How to call it (the keeping does, in the worker, under the locks of the units concerned):

    repaired = right_shift(problem, plan, now=minute, fence=minute, happened=[Down(unit, start, end), ...])

- `problem` holds every open operation whose bookings could matter: at least all bookings of the touched work centres
  and all operations of their orders. Operations of the problem that are missing in `plan` (displaced bookings) are
  placed anew; operations named in `after` that are not in the problem count as done.
- `plan` maps an operation's id to `Span(unit, start, end)` in positions of the unit's axis: a booking's
  `start_minute`, `end_minute`. It is not changed.
- Before `now` (minutes since 1970) nothing is placed. What begins before `fence` (the end of the next shift) moves
  only if it is hit itself or waits for something that moved; `started` work never moves.
- A calendar that changed: hand over the new axis and the bookings' old *instants* translated onto it, and leave out
  of `plan` those that lie where the shop is closed now.

The answer: `moved` by operation id, each (before or None, after), to be written; `ready` of the orders touched (the
minute at which all is done and dry) and of these `late`, those after their due minute. Orders that are not in `ready`
have not moved by a minute.

Each hit operation takes, in promise order, (1) the first free time that makes nobody else move; (2) free time that
still keeps its promise; (3) its earliest time among weaker promises, whose operations give way and are then placed in
their own turn. So an operation is placed at most once, and a stronger promise never gives way to a weaker one.
(Right-shift rescheduling: Abumaizar and Svestka, "Rescheduling job shops under random disruptions", 1997; the order
of repair is the schedule repair by priority of Vieira, Herrmann and Lin, 2003.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from foundation.plain.errors import Invalid
from fulfilment.scheduling.events import Event
from fulfilment.scheduling.floor import Floor, Key
from fulfilment.scheduling.lanes import Lane, Soft
from fulfilment.scheduling.values import FOREVER, Mode, Operation, Plan, Problem, Span


@dataclass(frozen=True)
class Repaired:
    """What right-shift changed; see the module."""

    moved: Mapping[int, tuple[Span | None, Span]]
    ready: Mapping[str, int]
    late: tuple[str, ...]


def right_shift(problem: Problem, plan: Plan, *, now: int, happened: Sequence[Event] = (), fence: int = 0) -> Repaired:
    """Repair `plan` after what `happened`. Raises `Invalid` when an operation has no unit, needs a longer shift than
    there is, or finds no time within the calendar; when its routing is a circle."""
    return Repair(Floor(problem, plan), now, fence).after(happened)


class Repair:
    """One repair on a floor, which it changes: for callers who keep the floor between events."""

    def __init__(self, floor: Floor, now: int, fence: int = 0) -> None:
        self._floor, self._now, self._fence = floor, now, fence
        self._heap: list[tuple[Key, int]] = []
        self._before: dict[int, Span | None] = {}

    def after(self, happened: Sequence[Event]) -> Repaired:
        """Enter what happened and settle all that it hit. Once per repair."""
        floor = self._floor
        for operation in floor.unplaced():
            self._take_off(operation)
        for event in happened:
            for operation in event.hits(floor):
                self._take_off(operation)
        self._before = {op: was for op, was in self._before.items() if op in floor.operations}
        self._heap = sorted((floor.key(operation), operation) for operation in self._before)
        while self._heap:
            self._settle(heappop(self._heap)[1])
        moved = {op: (was, floor.plan[op]) for op, was in self._before.items() if was != floor.plan[op]}
        ready = {order: floor.ready(order) for order in sorted({floor.operations[op].order for op in moved})}
        late = tuple(order for order, minute in ready.items() if minute > floor.due(order))
        return Repaired(moved, ready, late)

    def _displace(self, operation: int) -> None:
        """Take it off its unit and queue it for a new place; its turn is still to come."""
        if operation not in self._before:
            self._take_off(operation)
            heappush(self._heap, (self._floor.key(operation), operation))

    def _take_off(self, operation: int) -> None:
        if operation not in self._before:
            self._before[operation] = self._floor.plan.get(operation)
            self._floor.take_off(operation)

    def _settle(self, number: int) -> None:
        floor = self._floor
        operation = floor.operations[number]
        release = max(floor.release(operation), self._now)
        span = self._stay(operation, release) or self._find(operation, release)
        for weaker in list(floor.in_the_way(span)):
            self._displace(weaker)
        floor.put(number, span)
        for later in floor.too_early_after(number):
            self._displace(later)

    def _stay(self, operation: Operation, release: int) -> Span | None:
        """Where it was, when that is free and possible again: it was only asked."""
        was = self._before[operation.id]
        if was is None or self._floor.begins(was) < release:
            return None
        return was if self._floor.is_free(was) else None

    def _find(self, operation: Operation, release: int) -> Span:
        floor = self._floor
        calm = self._best(operation, release, limit=floor.next_begin(operation.id))
        calm = calm or self._best(operation, release, limit=floor.latest_end(operation.id))
        if calm is not None:
            return calm
        mine, fence = floor.key(operation.id), self._fence

        def soft(other: int) -> bool:
            return other != operation.id and floor.may_give_way(other, fence) and floor.key(other) > mine

        return self._earliest(operation, release, soft)

    def _best(self, operation: Operation, release: int, limit: int) -> Span | None:
        """The earliest end on free time that is not after the minute `limit`."""
        best: tuple[int, bool, Span] | None = None
        was = self._before[operation.id]
        for mode in operation.modes:
            lane = self._floor.lane(mode.unit)
            before = lane.axis.position_of(limit) - mode.minutes if limit < FOREVER // 2 else FOREVER
            try:
                start = _first(lane, operation, lane.axis.position_of(release), mode.minutes, before)
                if start >= FOREVER:
                    continue
                end = lane.axis.end_of(start + mode.minutes)
            except Invalid:
                continue
            rank = (end, was is None or was.unit != mode.unit, Span(mode.unit, start, start + mode.minutes))
            best = rank if best is None or rank < best else best
        return best[2] if best else None

    def _earliest(self, operation: Operation, release: int, soft: Soft) -> Span:
        """The earliest end where only what is not `soft` stands in the way; of equals where fewer give way."""
        best: tuple[int, int, Span] | None = None
        refused: Invalid | None = None
        for mode in operation.modes:
            try:
                rank = self._rank(operation, release, mode, soft)
            except Invalid as error:
                refused = error
                continue
            best = rank if best is None or rank < best else best
        if best is None:
            raise refused or Invalid("This step has no machine or bench that can do it. Please choose one for it.")
        return best[2]

    def _rank(self, operation: Operation, release: int, mode: Mode, soft: Soft) -> tuple[int, int, Span]:
        lane = self._floor.lane(mode.unit)
        start = _first(lane, operation, lane.axis.position_of(release), mode.minutes, FOREVER - 1, soft)
        span = Span(mode.unit, start, start + mode.minutes)
        return lane.axis.end_of(span.end), sum(1 for _ in lane.during(span.start, span.end)), span


def _first(lane: Lane, operation: Operation, at: int, minutes: int, limit: int, soft: Soft | None = None) -> int:
    search = lane.first if operation.splittable else lane.first_whole
    return search(at, minutes, limit, soft)
