"""Other orders worth trying where branches of an assembly compete: who waited for a rival goes before it.

An operation that begins after it could have stood behind somebody: behind what is booked, or behind another branch of
its own line that was placed before it. In the second case the other order may end sooner. Those on the longest path
count first, for only they can make the line end sooner by themselves (the neighbourhoods of job-shop search work on
that path: van Laarhoven, Aarts and Lenstra 1992).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from fulfilment.api.workspec import OperationSpec
from fulfilment.capacity.domain import Centre
from fulfilment.promise.domain.plans import Step

Order = Sequence[OperationSpec]


def nearby(
    order: Order, steps: Sequence[Step], centres: Mapping[tuple[str, str], Centre], seller: str
) -> Iterator[Order]:
    """Orders in which one operation that waited, with all that it needs, goes before one of its rivals."""
    by_number = {op.number: op for op in order}
    places = {op.number: at for at, op in enumerate(order)}
    used = {op.number: _used(op, centres, seller) for op in order}
    for number in _waited(steps, by_number):
        before = _ancestors(number, by_number)
        for rival in order[: places[number]]:
            if rival.number not in before and used[rival.number] & used[number]:
                yield _moved(order, places[rival.number], places[number], before | {number})


def _waited(steps: Sequence[Step], by_number: Mapping[int, OperationSpec]) -> list[int]:
    """Operations that began after they could have, those on the path to the line's end first."""
    found = {step.operation: step for step in steps}
    late = [s.operation for s in reversed(steps) if s.centre.axis.start_of(s.slot.start) > s.released]
    path, at = set[int](), max(steps, key=lambda s: _dry(s, by_number)).operation if steps else None
    while at is not None:
        path.add(at)
        here = found[at]
        at = next(
            (n for n in by_number[at].after if n in found and _dry(found[n], by_number) == here.released), None
        )  # fmt: skip
    return sorted(late, key=lambda number: number not in path)


def _dry(step: Step, by_number: Mapping[int, OperationSpec]) -> int:
    return step.centre.axis.end_of(step.slot.end) + by_number[step.operation].wait_minutes


def _ancestors(number: int, by_number: Mapping[int, OperationSpec]) -> set[int]:
    found, todo = set[int](), [*by_number[number].after]
    while todo:
        one = todo.pop()
        if one in by_number and one not in found:
            found.add(one)
            todo += by_number[one].after
    return found


def _used(op: OperationSpec, centres: Mapping[tuple[str, str], Centre], seller: str) -> set[tuple[str, int]]:
    """The work centres that it may go to, and the people who may stand by."""
    here = [centre for code in op.work_centres if (centre := centres.get((seller, code))) is not None]
    people = {("person", person.free.unit_id) for centre in here if centre.skill for person in centre.crew}
    return {("centre", centre.id) for centre in here} | people


def _moved(order: Order, first: int, last: int, together: set[int]) -> Order:
    """Those of [first, last] that go `together` before the others of it."""
    part = order[first : last + 1]
    ahead = [op for op in part if op.number in together]
    return [*order[:first], *ahead, *(op for op in part if op.number not in together), *order[last + 1 :]]
