"""Routings as data: the first run of a WorkSpec, and what rework and scrap add to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from fulfilment.api.workspec import OperationSpec, WorkSpec


@dataclass(frozen=True)
class Step:
    """One operation of a production order. `origin` is the spec's number that it repeats; `kind` is routing, rework
    or replacement; `spec.after` are numbers within this production order."""

    spec: OperationSpec
    kind: str
    origin: int
    pieces: int

    @property
    def number(self) -> int:
        return self.spec.number


@dataclass(frozen=True)
class Rerouted:
    """`order` is every number in walking order; `added` the new steps; `rewired` the new predecessors of old ones."""

    added: tuple[Step, ...]
    rewired: dict[int, tuple[int, ...]]
    order: tuple[int, ...]


def first_run(spec: WorkSpec, pieces: int) -> tuple[Step, ...]:
    """The routing as the WorkSpec has it, for `pieces` pieces."""
    return tuple(Step(operation, "routing", operation.number, pieces) for operation in spec.operations)


def minutes(spec: OperationSpec, pieces: int) -> int:
    """Set-up once, run for each piece."""
    return spec.setup_minutes + spec.run_minutes * pieces


def rework(steps: Sequence[Step], inspected: int, pieces: int) -> Rerouted:
    """The last working step before the inspection is done once more on `pieces`, then they are inspected again; what
    came after the inspection now comes after the second one."""
    by_number = {step.number: step for step in steps}
    look = by_number[inspected]
    target = _last_work(steps, inspected)
    numbers = _fresh(steps)
    again = [] if target is None else [_copy(target, next(numbers), "rework", pieces, (inspected,), "Rework: ")]
    last = again[-1].number if again else inspected
    again.append(_copy(look, next(numbers), "rework", pieces, (last,), ""))
    return _insert(steps, inspected, again, (again[-1].number,))


def scrap(steps: Sequence[Step], inspected: int, pieces: int) -> Rerouted:
    """`pieces` start anew from the first operation up to the inspection. Good pieces wait before what comes after."""
    origin_of = {step.number: step.origin for step in steps}
    repeat = {origin_of[number] for number in _ancestors(steps, inspected)} | {origin_of[inspected]}
    chain = [step for step in steps if step.kind == "routing" and step.number in repeat]
    numbers = _fresh(steps)
    fresh = {step.number: next(numbers) for step in chain}
    added = []
    for step in chain:
        before = {fresh[origin_of[n]] for n in step.spec.after if origin_of[n] in fresh}
        added.append(
            _copy(step, fresh[step.number], "replacement", pieces, tuple(sorted(before)) or (inspected,), "Anew: ")
        )
    look = next(step for step in steps if step.number == inspected)
    last = fresh[origin_of[inspected]]
    return _insert(steps, inspected, added, (last,) if pieces == look.pieces else (inspected, last))


def _fresh(steps: Sequence[Step]) -> Iterator[int]:
    number = max(step.number for step in steps) // 10 * 10
    while True:
        number += 10
        yield number


def _ancestors(steps: Sequence[Step], number: int) -> set[int]:
    after = {step.number: step.spec.after for step in steps}
    seen: set[int] = set()
    todo = list(after[number])
    while todo:
        current = todo.pop()
        if current not in seen:
            seen.add(current)
            todo += after[current]
    return seen


def _last_work(steps: Sequence[Step], inspected: int) -> Step | None:
    """The nearest step before the inspection that is work: reworks of reworks repeat the original step."""
    before = _ancestors(steps, inspected)
    work = [s for s in steps if s.number in before and not s.spec.inspection and not s.spec.packing]
    if not work:
        return None
    by_number = {step.number: step for step in steps}
    return by_number.get(work[-1].origin, work[-1])


def _copy(step: Step, number: int, kind: str, pieces: int, after: tuple[int, ...], prefix: str) -> Step:
    spec = replace(step.spec, number=number, after=after, name=f"{prefix}{step.spec.name}")
    return Step(spec, kind, step.origin, pieces)


def _insert(steps: Sequence[Step], inspected: int, added: Sequence[Step], instead: tuple[int, ...]) -> Rerouted:
    rewired = {
        step.number: tuple(n for n in step.spec.after if n != inspected) + instead
        for step in steps
        if inspected in step.spec.after
    }
    order: list[int] = []
    for step in steps:
        order.append(step.number)
        if step.number == inspected:
            order += [new.number for new in added]
    return Rerouted(tuple(added), rewired, tuple(order))
