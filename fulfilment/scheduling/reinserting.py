"""Making room for late orders: some orders are taken off the plan and put back in another order, if that helps.

Iterated greedy (Ruiz and Stützle, "A simple and effective iterated greedy algorithm", 2007) on the floor of repair: a
late order and a few that stand where it should be are taken off and inserted again, the late one first. What is not
better is undone. It lets others use the buffer that their promise has, and leaves no promise broken that was kept.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from random import Random

from foundation.plain.errors import Invalid
from fulfilment.scheduling.floor import Floor
from fulfilment.scheduling.values import FOREVER, Mode, Operation, Plan, Problem, Span

OTHERS = 8  # orders that may be taken off beside a late one


def reinsert(
    problem: Problem,
    plan: Plan,
    chosen: Collection[int],
    *,
    fence: int,
    seconds: float,
    tries: int = 1_000_000,
    seed: int = 1,
) -> dict[int, Span]:
    """New places of those of the `chosen` operations that moved, none before the minute `fence`. Ends when no order of
    theirs is late, after `seconds` or after so many tries."""
    search = _Reinserting(Floor(problem, plan), chosen, fence, seed)
    until = time.monotonic() + seconds
    while tries and search.late and time.monotonic() < until:
        search.attempt()
        tries -= 1
    moved = search.floor.plan
    return {number: moved[number] for number in search.free if moved[number] != plan[number]}


class _Reinserting:
    def __init__(self, floor: Floor, chosen: Collection[int], fence: int, seed: int) -> None:
        self.floor, self._fence = floor, fence
        self._random = Random(seed)  # noqa: S311 a search's chance, repeatable by its seed
        ops = floor.operations
        self.free = {n for n in chosen if n in floor.plan and floor.may_give_way(n, fence)}
        self._of: dict[str, list[int]] = {}
        for number in sorted(self.free, key=floor.key):
            self._of.setdefault(ops[number].order, []).append(number)
        self._lateness = {order: max(floor.ready(order) - floor.due(order), 0) for order in self._of}
        self._units: dict[int, list[str]] = {}
        for order, numbers in self._of.items():
            for unit in {floor.plan[n].unit for n in numbers}:
                self._units.setdefault(unit, []).append(order)
        self.late = [order for order, minutes in self._lateness.items() if minutes]

    def attempt(self) -> None:
        """Take off a late order and some others, and put them back; undo what is not at least as good."""
        floor, orders = self.floor, self._some()
        mark = floor.mark()
        for order in orders:
            for number in self._of[order]:
                floor.take_off(number)
        lateness = self._inserted(orders)
        if lateness is None:
            floor.undo(mark)
            return
        self._lateness.update(lateness)
        self.late = [order for order in self.late if self._lateness[order]]
        floor.keep()

    def _some(self) -> list[str]:
        """A late order first, then others that share a unit with it, in any order."""
        late = self._random.choice(self.late)
        units = {mode.unit for number in self._of[late] for mode in self.floor.operations[number].modes}
        near = sorted({order for unit in units for order in self._units.get(unit, ())} - {late})
        count = min(self._random.randint(1, OTHERS), len(near))
        return [late, *self._random.sample(near, count)]

    def _inserted(self, orders: Sequence[str]) -> dict[str, int] | None:
        """The lateness after putting them back, None when that breaks a promise or is worse."""
        lateness: dict[str, int] = {}
        was = now = 0
        for order in orders:
            for number in self._of[order]:
                if not self._put(self.floor.operations[number]):
                    return None
            due = self.floor.due(order)
            lateness[order] = late = max(self.floor.ready(order) - due, 0)
            if late and not self._lateness[order]:
                return None
            weight = self.floor.weight(order)
            was, now = was + weight * self._lateness[order], now + weight * late
        if any(self.floor.too_early_after(number) for order in orders for number in self._of[order]):
            return None
        return lateness if now <= was else None

    def _put(self, operation: Operation) -> bool:
        """At its earliest end; False when there is none in the calendar."""
        release = max(self.floor.release(operation), self._fence)
        best: tuple[int, Span] | None = None
        for mode in operation.modes:
            found = self._first(operation, mode, release)
            best = found if found and (best is None or found < best) else best
        if best is None:
            return False
        self.floor.put(operation.id, best[1])
        return True

    def _first(self, operation: Operation, mode: Mode, release: int) -> tuple[int, Span] | None:
        lane = self.floor.lane(mode.unit)
        try:
            search = lane.first if operation.splittable else lane.first_whole
            start = search(lane.axis.position_of(release), mode.minutes)
            span = Span(mode.unit, start, start + mode.minutes)
            return (lane.axis.end_of(span.end), span) if start < FOREVER else None
        except Invalid:  # beyond the calendar's end
            return None
