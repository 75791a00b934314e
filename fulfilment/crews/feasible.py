"""Whether a routing can be done here at all, whatever is booked: told to the seller before it is told to a shopper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from foundation.data.work import Work
from foundation.plain.errors import Invalid
from foundation.plain.scope import SellerScope
from fulfilment.capacity import ledger
from fulfilment.capacity.domain import SETUP, Centre, Gaps, Job, Person, Trial

SOON = timedelta(days=60)  # what cannot be done on empty benches by then will not be done


@dataclass(frozen=True)
class Asked:
    """One step as the usual piece takes it: minutes, and whether they must lie within one shift."""

    number: int
    name: str
    work_centres: tuple[str, ...]
    minutes: int
    whole: bool


@dataclass(frozen=True)
class Trouble:
    """A step that finds no time on empty benches, and why."""

    number: int
    sentence: str


def troubles(work: Work, scope: SellerScope, seller_ref: str, steps: Sequence[Asked]) -> list[Trouble]:
    """What keeps the steps from ever being done: a shift that is too short, a skill that nobody has. Steps whose work
    centres are not there are somebody else's finding. Raises `NotFound` for another seller's."""
    scope.require(seller_ref, "work centre")
    keys = {(seller_ref, code) for step in steps for code in step.work_centres}
    found = ledger.centres_of(work, keys) if keys else {}
    told = []
    for step in steps:
        here = [centre for code in step.work_centres if (centre := found.get((seller_ref, code))) is not None]
        reasons = [trouble for centre in here if (trouble := _trouble(work, centre, step)) is not None]
        if here and len(reasons) == len(here):
            told.append(Trouble(step.number, f"Step {step.number}, {step.name}, {reasons[0]}"))
    return told


def _trouble(work: Work, centre: Centre, step: Asked) -> str | None:
    if not step.minutes:
        return None
    axis = centre.axis
    longest = max(end - start for start, end in zip(axis.starts, axis.ends, strict=True))
    if step.whole and step.minutes > longest:
        return (
            f"takes {step.minutes} minutes without a break, and the longest shift of {centre.name} has {longest}. "
            "Let it be left lying, or give the shift more time."
        )
    if centre.skill and not centre.crew:
        return f"needs somebody at {centre.name} who can {centre.skill}. Say who can, or nobody can buy it."
    at = axis.position(work.now())
    attended = 0 if not centre.skill or centre.attended == SETUP else step.minutes
    try:
        slot = Trial().job_slot(_emptied(centre), at, Job(step.minutes, attended, step.whole))
        late = axis.end_at(slot.end) > work.now() + SOON
    except Invalid:
        late = True
    if late:
        return f"finds no {step.minutes} minutes at {centre.name} in the next two months, with nothing booked at all."
    return None


def _emptied(centre: Centre) -> Centre:
    units = tuple(Gaps(unit.unit_id) for unit in centre.units)
    crew = tuple(Person(person.axis, Gaps(person.free.unit_id)) for person in centre.crew)
    return replace(centre, units=units, crew=crew)
