"""From the engine's plan to slots in the ledger.

The engine knows machines; the ledger knows people and shared loads besides. So each step that moves takes the first
slot from where the engine put it on, in the order in which they begin: the engine's own place where nobody has to
stand by, a later one where the person is busy. Which unit of a work centre it is, is the ledger's to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from foundation.plain.errors import Invalid
from fulfilment.capacity.domain import Centre, Slot, Trial
from fulfilment.keeping.domain.floor import OpenOperation, Sheet
from fulfilment.scheduling.values import Operation, Span

SETUP = "setup"


@dataclass(frozen=True)
class Realised:
    """The slots of the steps that moved; `ready` is the minute at which each touched line is done and dry; `stuck`
    lines found no time at all, each with the reason. `dry`: by step, the minute at which it is done and dry."""

    slots: tuple[tuple[OpenOperation, Centre, Slot], ...]
    ready: Mapping[str, int]
    stuck: Mapping[str, str]
    dry: Mapping[int, int] = field(default_factory=dict)


def realise(sheet: Sheet, moved: Mapping[int, Span], centres: Mapping[int, Centre], now: int) -> Realised:
    """Place what `moved`, on centres from which it has been lifted."""
    begins = {number: sheet.problem.units[span.unit].axis.start_of(span.start) for number, span in moved.items()}
    trial, slots, stuck = Trial(), list[tuple[OpenOperation, Centre, Slot]](), dict[str, str]()
    dry = _dry_of_those_that_stay(sheet, moved)
    for number in _in_turn(sheet, begins):
        step, operation = sheet.places[number], sheet.problem.operations[number]
        if step.line_ref in stuck:
            continue
        waits = [dry.get(earlier, 0) for earlier in operation.after]
        release = max([now, operation.release, *waits])
        if not step.batch:  # pieces of a batch look for their load instead: the engine gave each a load of its own
            release = max(release, begins[number])
        try:
            centre, slot = _placed(step, operation, centres, trial, release)
        except Invalid as refused:
            stuck[step.line_ref] = refused.sentence
            continue
        trial.take(centre, slot)
        slots.append((step, centre, slot))
        dry[number] = centre.axis.end_of(slot.end) + operation.wait
    kept = tuple(one for one in slots if one[0].line_ref not in stuck)
    return Realised(kept, _ready(sheet, moved, dry, stuck), stuck, dry)


def overtaken(sheet: Sheet, moved: Mapping[int, Span], realised: Realised) -> dict[int, Span]:
    """Steps that were to stay but would begin before what they wait for: a person was busy, and it ends later than the
    engine thought. They have to move as well."""
    found = {}
    for number, span in sheet.plan.items():
        operation = sheet.problem.operations[number]
        if number in moved or operation.started or operation.order in realised.stuck:
            continue
        waits = max((realised.dry.get(earlier, 0) for earlier in operation.after if earlier in moved), default=0)
        if sheet.problem.units[span.unit].axis.start_of(span.start) < waits:
            found[number] = span
    return found


def _in_turn(sheet: Sheet, begins: Mapping[int, int]) -> Iterable[int]:
    """By the engine's beginnings: no step comes before one that it waits for, because it begins later."""
    return sorted(begins, key=lambda number: (begins[number], sheet.problem.order_of(_op(sheet, number)).key, number))


def _op(sheet: Sheet, number: int) -> Operation:
    return sheet.problem.operations[number]


def _dry_of_those_that_stay(sheet: Sheet, moved: Mapping[int, Span]) -> dict[int, int]:
    units = sheet.problem.units
    return {
        number: units[span.unit].axis.end_of(span.end) + sheet.problem.operations[number].wait
        for number, span in sheet.plan.items()
        if number not in moved
    }


def _placed(
    step: OpenOperation, operation: Operation, centres: Mapping[int, Centre], trial: Trial, release: int
) -> tuple[Centre, Slot]:
    """The slot with the earliest end over the work centres that can do it. Raises `Invalid` where there is none."""
    best: tuple[int, Centre, Slot] | None = None
    refused: Invalid | None = None
    for id_ in step.centres:
        centre = centres.get(id_)
        if centre is None or not centre.units:
            continue
        try:
            slot = _slot(step, centre, trial, release)
            end = centre.axis.end_of(slot.end)
        except Invalid as error:
            refused = error
            continue
        if best is None or end < best[0]:
            best = end, centre, slot
    if best is None:
        raise refused or Invalid("A step has no machine or bench that can do it.")
    return best[1:]


def _slot(step: OpenOperation, centre: Centre, trial: Trial, release: int) -> Slot:
    """A slot as long as the booking was: the ledger splits it into set-up and pieces only for whom it asks."""
    loads = -(-step.pieces // centre.batch_max) if step.batch and centre.batch_max > 1 else step.pieces
    run = max(step.minutes - step.setup, 0) // loads if centre.attended == SETUP else 0
    return trial.work_slot(
        centre,
        centre.axis.position_of(release),
        step.minutes - run * loads,
        run,
        step.pieces,
        whole=not step.splittable,
        batch=step.batch,
    )


def _ready(sheet: Sheet, moved: Mapping[int, Span], dry: Mapping[int, int], stuck: Mapping[str, str]) -> dict[str, int]:
    touched = {sheet.places[number].line_ref for number in moved} - stuck.keys()
    ready: dict[str, int] = {}
    for number, step in sheet.places.items():
        if step.line_ref in touched:
            ready[step.line_ref] = max(ready.get(step.line_ref, 0), dry.get(number, 0))
    return ready


def ready_of(sheet: Sheet, lines: Iterable[str]) -> dict[str, int]:
    """The same for lines as they are planned now; a line with a step that has no place is left out."""
    asked, found, open_ones = set(lines), dict[str, int](), set[str]()
    for number, step in sheet.places.items():
        if step.line_ref not in asked:
            continue
        span = sheet.plan.get(number)
        if span is None:
            open_ones.add(step.line_ref)
            continue
        dry = sheet.problem.units[span.unit].axis.end_of(span.end) + sheet.problem.operations[number].wait
        found[step.line_ref] = max(found.get(step.line_ref, 0), dry)
    return {line: minute for line, minute in found.items() if line not in open_ones}
