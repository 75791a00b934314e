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
still keeps its promise; (3) time of others that can give way without anything of theirs being late or moving on, and
who may ask others for the same; else (4) the same, or free time, as early as can be: late. So a promise that was kept
is not broken for another's sake, and a displacement does not run through the workshop: in a plan of 10,000 operations,
pushing everything along (the plain right shift of Abumaizar and Svestka 1997) moved 9,300 of them and made 1,400 of
1,700 orders late; this moves 29 and makes 1 late. What is late is then for the re-optimising of the window. Order of
repair: by priority, as in Vieira, Herrmann and Lin 2003.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from foundation.plain.errors import Invalid
from fulfilment.scheduling.events import Event
from fulfilment.scheduling.floor import Floor, Key
from fulfilment.scheduling.lanes import Lane, Soft
from fulfilment.scheduling.values import FOREVER, Clock, Mode, Operation, Plan, Problem, Span

TRIES = 20  # places looked at before it is given up
DEPTH = 2  # who gives way may ask others to
SEARCHES = 2_000  # in one repair, for who could give way: some 60 ms


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
        self._searches = SEARCHES

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
        self._take_off(operation)
        heappush(self._heap, (self._floor.key(operation), operation))

    def _take_off(self, operation: int) -> None:
        if operation not in self._before:
            self._before[operation] = self._floor.plan.get(operation)
        self._floor.take_off(operation)

    def _settle(self, number: int) -> None:
        floor = self._floor
        operation = floor.operations[number]
        self._place(operation, max(floor.release(operation), self._now))
        for later in floor.too_early_after(number):
            self._displace(later)

    def _place(self, operation: Operation, release: int) -> None:
        floor, latest = self._floor, self._floor.latest_end(operation.id)
        span = self._stay(operation, release)
        span = span or self._best(operation, release, floor.next_begin(operation.id))
        span = span or self._best(operation, release, latest)
        if span is not None:
            floor.put(operation.id, span)
        elif not self._squeeze(operation, release, latest, DEPTH, frozenset()):
            free = self._earliest(operation, release)
            sooner = floor.lane(free.unit).axis.end_of(free.end) - 1
            if not self._squeeze(operation, release, sooner, DEPTH, frozenset()):
                floor.put(operation.id, free)

    def _stay(self, operation: Operation, release: int) -> Span | None:
        """Where it was, when that is free and possible again: it was only asked."""
        was = self._before[operation.id]
        if was is None or self._floor.begins(was) < release:
            return None
        return was if self._floor.is_free(was) else None

    def _squeeze(self, operation: Operation, release: int, limit: int, depth: int, held: frozenset[int]) -> bool:
        """Put it so that it ends by the minute `limit`; those in its way, but none that is `held`, go where they delay
        nobody, if need be by the same means. False, and nothing has changed, when that was not found."""
        floor, stuck = self._floor, set(held)
        free = self._best(operation, release, limit)
        self._searches -= 1
        if free is not None:
            floor.put(operation.id, free)
            return True

        def soft(other: int) -> bool:
            return other not in stuck and floor.may_give_way(other, self._fence)

        for _ in range(TRIES if depth else 0):
            if self._searches <= 0:
                return False
            span = self._best(operation, release, limit, soft)
            if span is None:
                return False
            refusing = self._give_way(operation, span, depth - 1, held | {operation.id})
            if refusing is None:
                return True
            stuck.add(refusing)
        return False

    def _give_way(self, operation: Operation, span: Span, depth: int, held: frozenset[int]) -> int | None:
        """Put it there and move those in the way; or leave all as it is and name one that has nowhere to go."""
        floor = self._floor
        mark = floor.mark()
        weaker = [*floor.in_the_way(span)]
        if len(weaker) > 1:
            weaker.sort(key=floor.key)
        for one in weaker:
            self._take_off(one)
        floor.put(operation.id, span)
        for one in weaker:
            earliest = max(floor.release(floor.operations[one]), self._now)
            if not self._squeeze(floor.operations[one], earliest, floor.next_begin(one), depth, held):
                floor.undo(mark)
                return one
            held |= {one}
        return None

    def _best(self, operation: Operation, release: int, limit: int, soft: Soft | None = None) -> Span | None:
        """The earliest end that is not after the minute `limit`, what is `soft` not counted."""
        best: tuple[int, bool, Span] | None = None
        axis: Clock | None = None
        first = last = 0
        for mode in operation.modes:
            lane = self._floor.lane(mode.unit)
            if lane.axis is not axis:  # equal machines share theirs
                axis = lane.axis
                first, last = axis.position_of(release), axis.position_of(limit) if limit < FOREVER // 2 else FOREVER
            try:
                rank = self._rank(operation, lane, first, mode, last - mode.minutes, soft)
            except Invalid:
                continue
            if rank and (best is None or rank < best):
                best, limit, last = rank, rank[0], rank[2].end  # later than this one no other is looked for
        return best[2] if best else None

    def _earliest(self, operation: Operation, release: int) -> Span:
        """The earliest end on free time, whenever that is."""
        best: tuple[int, bool, Span] | None = None
        refused: Invalid | None = None
        for mode in operation.modes:
            try:
                lane = self._floor.lane(mode.unit)
                rank = self._rank(operation, lane, lane.axis.position_of(release), mode, FOREVER - 1, None)
            except Invalid as error:
                refused = error
                continue
            best = rank if rank and (best is None or rank < best) else best
        if best is None:
            raise refused or Invalid("This step has no machine or bench that can do it. Please choose one for it.")
        return best[2]

    def _rank(
        self, operation: Operation, lane: Lane, first: int, mode: Mode, limit: int, soft: Soft | None
    ) -> tuple[int, bool, Span] | None:
        """The first place in a mode: its end on the wall, whether it is another unit than before, where."""
        search = lane.first if operation.splittable else lane.first_whole
        start = search(first, mode.minutes, limit, soft)
        if start >= FOREVER:
            return None
        was = self._before.get(operation.id)
        span = Span(mode.unit, start, start + mode.minutes)
        return lane.axis.end_of(span.end), was is None or was.unit != mode.unit, span
