"""A work centre as a plan sees it, and the earliest slot on it: a unit, and beside it a person where one is needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from foundation.plain.errors import Invalid
from fulfilment.capacity.domain.axis import Axis
from fulfilment.capacity.domain.gaps import NEVER, Gaps

LOOK_AHEAD = 10 * 8 * 60
_NOT_LOOKED = (-1, -1)
ALL, SETUP = "all", "setup"  # how long somebody stands by: all the time, or until the first piece runs


class Slot(NamedTuple):
    """Minutes [start, end) on unit `unit_id`. Person `person_id` (0: nobody) stands by for the first `attended` of its
    own working minutes. `whole`: no end of a shift may interrupt it. `pieces` with the same `batch` share one load;
    who `rides` takes no minutes of its own."""

    unit_id: int
    start: int
    end: int
    person_id: int = 0
    attended: int = 0
    whole: bool = False
    batch: str = ""
    pieces: int = 1
    rides: bool = False


class Person(NamedTuple):
    """Somebody who can attend a work centre. `axis` is the time when both are there, the work centre's own axis where
    the person is always there; `free` lies on it, and its `unit_id` is the person's id."""

    axis: Axis
    free: Gaps


class Load(NamedTuple):
    """A batch that is planned: more of the same `key` may join until `room` pieces are in."""

    unit_id: int
    start: int
    end: int
    key: str
    room: int


@dataclass(frozen=True)
class Centre:
    """A work centre: its axis and the free time of its units. `load` is the share of the next `LOOK_AHEAD` working
    minutes that is booked.

    `skill` is what somebody must be able to who attends it ("": it needs nobody), `crew` who can. `loads` are the
    batches of up to `batch_max` pieces that are not begun."""

    id: int
    code: str
    name: str
    seller_ref: str
    axis: Axis
    units: tuple[Gaps, ...]
    plan_version: int
    load: float = 0.0
    skill: str = ""
    attended: str = ALL
    crew: tuple[Person, ...] = ()
    batch_max: int = 1
    loads: tuple[Load, ...] = ()

    @cached_property
    def lain(self) -> Mapping[str, tuple[Load, ...]]:
        """The loads by their key, those that are done first first."""
        found: dict[str, list[Load]] = {}
        for load in sorted(self.loads, key=lambda load: load.end):
            found.setdefault(load.key, []).append(load)
        return {key: tuple(loads) for key, loads in found.items()}


class Job(NamedTuple):
    """What an operation asks of a work centre: `minutes` of a unit, a person for the first `attended` of them."""

    minutes: int
    attended: int = 0
    whole: bool = False


def load_of(units: Sequence[Gaps], first: int) -> float:
    """The booked share of the `LOOK_AHEAD` minutes from position `first` on."""
    free = sum(unit.free_between(first, first + LOOK_AHEAD) for unit in units)
    return 1 - free / (LOOK_AHEAD * len(units))


def earliest_slot(units: Sequence[Gaps], release: int, minutes: int) -> Slot:
    """The earliest slot over `units`; of equals, the unit that comes first."""
    start, chosen = NEVER, units[0]
    for unit in units:
        found = unit.earliest(release, minutes, start)
        if found < start:
            start, chosen = found, unit
            if found == release:
                break
    return Slot(chosen.unit_id, start, start + minutes)


def earliest_whole(units: Sequence[Gaps], axis: Axis, release: int, minutes: int) -> Slot:
    """The earliest slot that no end of a shift interrupts: for work that cannot be left lying.

    Raises `Invalid` when no shift of the calendar is as long as the work.
    """
    start = axis.whole_from(release, minutes)
    while True:
        slot = earliest_slot(units, start, minutes)
        start = axis.whole_from(slot.start, minutes)
        if start == slot.start:
            return slot._replace(whole=True)


def earliest_attended(units: Sequence[Gaps], axis: Axis, crew: Sequence[Person], release: int, job: Job) -> Slot | None:
    """The slot with the earliest end at which a unit is free and one of `crew` stands by; None when nobody ever does.

    Whoever is there whenever the work centre works is searched for together with the others; for somebody with hours of
    their own the unit waits while they are away. Raises `Invalid` like `earliest_whole`.
    """
    always = [person for person in crew if person.axis is axis]
    best = _earliest_of_all(units, axis, always, release, job) if always else None
    for person in crew:
        if person.axis is axis or (best is not None and best.end == release + job.minutes):
            continue
        found = _earliest_with(units, axis, person, release, job)
        if found is not None and (best is None or found.end < best.end):
            best = found
    return best


def _earliest_of_all(units: Sequence[Gaps], axis: Axis, crew: Sequence[Person], release: int, job: Job) -> Slot:
    """Unit and person each name the first minute from which they can, until they agree: no minute before it suits
    both, because each of them has refused all that were skipped."""
    minutes, attended, whole = job
    start, people = release, [person.free for person in crew]
    rooms, spare = [_NOT_LOOKED] * len(units), [_NOT_LOOKED] * len(people)
    while True:
        if whole:
            start = axis.whole_from(start, minutes)
        start, unit = _first_room(units, rooms, start, minutes)
        free_at, person = _first_room(people, spare, start, attended)
        if free_at == start and (not whole or axis.whole_from(start, minutes) == start):
            return Slot(units[unit].unit_id, start, start + minutes, people[person].unit_id, attended, whole)
        start = free_at


def _first_room(rows: Sequence[Gaps], rooms: list[tuple[int, int]], start: int, minutes: int) -> tuple[int, int]:
    """From when on one of `rows` has `minutes` free, and which; of equals, the first. `rooms` remembers of each where
    it has, and until when that holds: only who has been passed is asked again."""
    best, chosen = NEVER, 0
    for at, (opens, until) in enumerate(rooms):
        if until < start:
            rooms[at] = opens, _ = rows[at].room(start, minutes)
        if opens <= start:
            return start, at
        if opens < best:
            best, chosen = opens, at
    return best, chosen


def _earliest_with(units: Sequence[Gaps], axis: Axis, person: Person, release: int, job: Job) -> Slot | None:
    """The same for one person with hours of their own; None when they are never there for so long."""
    minutes, attended, whole = job
    own, start = person.axis, release
    try:
        while True:
            at = _there_from(person, own.position_of(axis.start_of(start)), attended, whole)
            begins = axis.position_of(own.start_of(at))
            length = axis.position_of(own.end_of(at + attended)) - begins + minutes - attended
            start = axis.whole_from(begins, minutes) if whole else begins
            if start == begins:
                slot = earliest_slot(units, begins, length)
                if slot.start == begins:
                    return Slot(slot.unit_id, begins, slot.end, person.free.unit_id, attended, whole)
                # Who begins later in the same gap ends later, too, so a gap that is too short stays so.
                start = earliest_slot(units, min(unit.next_gap(begins) for unit in units), minutes).start
    except Invalid:
        return None


def _there_from(person: Person, at: int, attended: int, whole: bool) -> int:
    """The first position on the person's own axis from which they are free, in one go when it must be `whole`."""
    while True:
        found = person.free.earliest(at, attended)
        if not whole:
            return found
        at = person.axis.whole_from(found, attended)
        if at == found:
            return at
