"""Placing the operations of one line on work centres: which minutes of which unit, and when all is done and dry.

Each operation takes the earliest end over the units of every work centre that can do it. On a chain that is the
optimum: no later start of a step can help a step that must wait for it. Where branches of an assembly compete for a
unit, the order in which they are placed matters: see `orders_of` and `nearby`. Instants are minutes since 1970.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from foundation.plain.errors import Invalid
from fulfilment.api.workspec import OperationSpec, WorkSpec
from fulfilment.capacity.domain import Centre, Found, Slot, Trial
from fulfilment.promise.domain import wording
from fulfilment.promise.domain.exchanging import nearby
from fulfilment.promise.domain.plans import Impossible, Step

TRIES = 12  # other orders of an assembly that are placed
Centres = Mapping[tuple[str, str], Centre]


@dataclass(frozen=True, slots=True)
class Placed:
    """A line's operations in their slots; `done` when the last is done and dry."""

    steps: tuple[Step, ...]
    done: int
    trial: Trial


@dataclass(frozen=True, slots=True)
class Routing:
    """`quantity` pieces of `spec`; no operation before `now`, nor before `arrivals[its number]`."""

    spec: WorkSpec
    quantity: int
    now: int
    arrivals: Mapping[int, int]

    def minutes(self, op: OperationSpec) -> int:
        return op.setup_minutes + op.run_minutes * self.quantity + op.over_minutes

    def place(self, centres: Centres, trial: Trial) -> Placed:
        """The earliest of the orders worth trying. `trial` stays as it is; the answer's own has the slots in it.

        Raises `Impossible` for a work centre that is not there, `Invalid` beyond the end of the calendar.
        """
        order, *others = orders_of(self)
        best = self._in_order(order, centres, trial.copy())
        if not others:
            return best
        bound = self._alone(order, centres, trial)
        for other in others:
            if best.done > bound:
                placed = self._in_order(other, centres, trial.copy())
                if placed.done < best.done:
                    best, order = placed, other
        return self._exchanged(best, order, bound, centres, trial)

    def _exchanged(
        self, best: Placed, order: Sequence[OperationSpec], bound: int, centres: Centres, trial: Trial
    ) -> Placed:
        """The best after so many tries of the orders near the best, none where it cannot be better."""
        seller, todo, left = self.spec.seller_ref, nearby(order, best.steps, centres, self.spec.seller_ref), TRIES
        while best.done > bound and left and (tried := next(todo, None)) is not None:
            left -= 1
            placed = self._in_order(tried, centres, trial.copy())
            if placed.done < best.done:
                best, todo = placed, nearby(tried, placed.steps, centres, seller)
        return best

    def _alone(self, order: Sequence[OperationSpec], centres: Centres, trial: Trial) -> int:
        """When the line would be done if its own operations never were in each other's way: no order is earlier."""
        done, last = dict[int, int](), self.now
        for op in order:
            end = max([self.arrivals.get(op.number, self.now), *(done.get(number, 0) for number in op.after)])
            if self.minutes(op):
                end = self._search(op, centres, trial, end).end
            end = done[op.number] = end + op.wait_minutes
            last = max(last, end)
        return last

    def _in_order(self, order: Sequence[OperationSpec], centres: Centres, trial: Trial) -> Placed:
        steps, done, last = list[Step](), dict[int, int](), self.now
        arrivals, seller, quantity = self.arrivals, self.spec.seller_ref, self.quantity
        for op in order:
            release = arrivals.get(op.number, self.now)
            for number in op.after:
                dry = done.get(number, 0)
                if dry > release:
                    release = dry
            end = release
            if op.run_minutes or op.setup_minutes or op.over_minutes:
                found = trial.recalled(op, seller, release, quantity)
                if found is None:
                    found = self._search(op, centres, trial, release)
                    trial.remember(op, seller, release, quantity, found)
                end = found.end
                steps.append(Step(op.number, found.centre, found.slot, release))
            end = done[op.number] = end + op.wait_minutes
            if end > last:
                last = end
        return Placed(tuple(steps), last, trial)

    def _search(self, op: OperationSpec, centres: Centres, trial: Trial, release: int) -> Found:
        plain = op.splittable and not op.alternatives
        centre = centres.get((self.spec.seller_ref, op.work_centre)) if plain else None
        if centre is None or centre.skill or centre.batch_max > 1:
            centre, slot = self._choose(op, centres, trial, release)
        else:
            slot = trial.slot(centre, centre.axis.position_of(release), self.minutes(op))
        return Found(centre, slot, centre.axis.end_of(slot.end))

    def _choose(self, op: OperationSpec, centres: Centres, trial: Trial, release: int) -> tuple[Centre, Slot]:
        """The slot with the earliest end. One of several work centres may be full for years; all of them may not."""
        best: tuple[int, Centre, Slot] | None = None
        refused: Invalid | None = None
        for code in op.work_centres:
            centre = centres.get((self.spec.seller_ref, code))
            if centre is None:
                continue
            try:
                slot = trial.work_slot(
                    centre,
                    centre.axis.position_of(release),
                    op.setup_minutes,
                    op.run_minutes,
                    self.quantity,
                    whole=not op.splittable,
                    batch=op.batch_key,
                    over=op.over_minutes,
                )
                end = centre.axis.end_of(slot.end)
            except Invalid as error:
                refused = error
                continue
            if best is None or end < best[0]:
                best = (end, centre, slot)
        if best is None:
            raise refused or Impossible(wording.no_work_centre(op.name))
        return best[1:]


def orders_of(routing: Routing) -> list[Sequence[OperationSpec]]:
    """Topological orders to try: the spec's own and, where branches run side by side, the longest tail first
    (critical path; Kelley and Walker 1959)."""
    operations = routing.spec.operations
    starts = not operations or not operations[0].after
    if starts and all(later.after == (earlier.number,) for earlier, later in pairwise(operations)):
        return [operations]  # a chain
    own = _topological(operations, {})
    return [own, _topological(own, _tails(routing, own))]


def _tails(routing: Routing, order: Sequence[OperationSpec]) -> dict[int, int]:
    """Working and waiting minutes from the start of each operation to the end of the line."""
    tails: dict[int, int] = {}
    for op in reversed(order):
        after = max((tails[later.number] for later in order if op.number in later.after), default=0)
        tails[op.number] = routing.minutes(op) + op.wait_minutes + after
    return tails


def _topological(operations: Sequence[OperationSpec], tails: Mapping[int, int]) -> Sequence[OperationSpec]:
    """Operations so that each comes after its predecessors; of those that are ready the longest tail first, else the
    given order.

    A predecessor that the routing does not have (its condition was not met) counts as done. Raises `Impossible` for a
    circle.
    """
    numbers, placed = {op.number for op in operations}, set[int]()
    if not tails and _is_sorted(operations, numbers):
        return operations
    waiting, order = sorted(operations, key=lambda op: -tails.get(op.number, 0)), list[OperationSpec]()
    while waiting:
        ready = next((op for op in waiting if not (set(op.after) & numbers) - placed), None)
        if ready is None:
            raise Impossible(wording.no_work_centre(waiting[0].name))
        waiting.remove(ready)
        placed.add(ready.number)
        order.append(ready)
    return order


def _is_sorted(operations: Sequence[OperationSpec], numbers: set[int]) -> bool:
    placed = set[int]()
    for op in operations:
        for number in op.after:
            if number in numbers and number not in placed:
                return False
        placed.add(op.number)
    return True
