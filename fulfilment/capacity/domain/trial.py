"""What a plan has taken on top of a ledger that it does not change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from foundation.plain.errors import Invalid
from fulfilment.capacity.domain.centre import (
    SETUP,
    Centre,
    Job,
    Load,
    Person,
    Slot,
    earliest_attended,
    earliest_slot,
    earliest_whole,
)
from fulfilment.capacity.domain.gaps import Gaps


class Found(NamedTuple):
    """Where an operation goes; `end` in minutes since 1970."""

    centre: Centre
    slot: Slot
    end: int


class Trial:
    """Slots taken one after the other on work centres; each sees those before it.

    A taken slot is entered into its unit's gaps only when its work centre is searched again: most plans visit each work
    centre once, and a copied block costs more than a search. The same holds for people, whose time counts wherever
    they are: it is entered when somebody searches where it matters.
    """

    __slots__ = ("_attended", "_known", "_loads", "_open", "_units")

    def __init__(self) -> None:
        self._units: dict[int, tuple[Gaps, ...]] = {}  # of work centres by their id
        self._open: dict[int, list[Slot]] = {}
        self._attended: dict[int, tuple[tuple[int, int], ...]] = {}  # by person, in minutes since 1970
        self._known: dict[tuple[int, int], tuple[int, Person]] = {}  # by work centre and person: how many are entered
        self._loads: dict[int, Mapping[str, tuple[Load, ...]]] = {}  # by work centre, by key

    def copy(self) -> Trial:
        twin = Trial()
        self._copy_to(twin)
        return twin

    def _copy_to(self, twin: Trial) -> None:
        if self._units or self._open or self._loads:
            twin._units, twin._open = self._units.copy(), {id_: slots.copy() for id_, slots in self._open.items()}
            twin._attended, twin._known, twin._loads = self._attended.copy(), self._known.copy(), self._loads.copy()

    def slot(self, centre: Centre, release: int, minutes: int, *, whole: bool = False) -> Slot:
        """The earliest slot of a work centre from position `release` on, within one shift when it must be `whole`.
        It asks for nobody and joins no load: `work_slot` does.

        Raises `Invalid` when no shift is long enough for whole work.
        """
        units = self._entered(centre) if centre.id in self._open else self._units.get(centre.id, centre.units)
        if whole:
            return earliest_whole(units, centre.axis, release, minutes)
        return earliest_slot(units, release, minutes)

    def work_slot(
        self, centre: Centre, release: int, setup: int, run: int, pieces: int, *, whole: bool = False, batch: str = "",
        over: int = 0,
    ) -> Slot:  # fmt: skip
        """The slot with the earliest end for `pieces` that take `setup` minutes once, `run` minutes each and `over`
        minutes together, with somebody beside it where the work centre asks for one. Pieces of one `batch` lie in a
        load together, which takes `run` minutes whoever is in it, and join a load that is planned where that is done
        earlier.

        Raises `Invalid` when nobody has the skill, or nobody and no shift has so long a time.
        """
        batched = batch if centre.batch_max > 1 else ""
        minutes = setup + run * (-(-pieces // centre.batch_max) if batched else pieces) + over
        if centre.skill:
            attended = setup if centre.attended == SETUP else minutes
            slot = self.job_slot(centre, release, Job(minutes, attended, whole))
        else:
            slot = self.slot(centre, release, minutes, whole=whole)
        if not batched:
            return slot if pieces == 1 else slot._replace(pieces=pieces)
        load = self._load(centre, release, minutes, batched, pieces)
        if load is not None and load.end <= slot.end:
            return Slot(load.unit_id, load.start, load.end, 0, slot.attended, whole, batched, pieces, True)
        return slot._replace(batch=batched, pieces=pieces)

    def recalled(self, work: object, seller: str, release: int, pieces: int) -> Found | None:
        """What the very same work came to on this ledger, after the same history, and taken: a trial that shares its
        searches may know. This one does not."""
        return None

    def remember(self, work: object, seller: str, release: int, pieces: int, found: Found) -> None:
        """Take what was found for `work`, for whoever asks the same again."""
        self.take(found.centre, found.slot)

    def take(self, centre: Centre, slot: Slot) -> None:
        if slot.batch:
            loads = self._loads.get(centre.id, centre.lain)
            of_key = _with(loads.get(slot.batch, ()), slot, centre.batch_max)
            self._loads[centre.id] = {**loads, slot.batch: of_key}
        if slot.rides:
            return
        self._open.setdefault(centre.id, []).append(slot)
        if slot.person_id:
            span = presence(centre, slot)
            self._attended[slot.person_id] = (*self._attended.get(slot.person_id, ()), span)

    def job_slot(self, centre: Centre, release: int, job: Job) -> Slot:
        """The slot with the earliest end for so many minutes and so many of them attended. Raises like `work_slot`."""
        if not job.attended:
            return self.slot(centre, release, job.minutes, whole=job.whole)
        if not centre.crew:
            raise Invalid(f"Nobody is there who can do the work at {centre.name}. Please ask us for a date.")
        units = self._entered(centre) if centre.id in self._open else self._units.get(centre.id, centre.units)
        crew = self._crew(centre, release) if self._attended else centre.crew
        slot = earliest_attended(units, centre.axis, crew, release, job)
        if slot is None:
            raise Invalid(
                f"Nobody who can do the work at {centre.name} is there for {job.attended} minutes without a break. "
                "Please ask us for a date."
            )
        return slot

    def _crew(self, centre: Centre, release: int) -> list[Person]:
        """Everybody with what this plan has given them to do, as far as it lies behind `release`."""
        return [
            self._with_taken(centre, person, release) if person.free.unit_id in self._attended else person
            for person in centre.crew
        ]

    def _with_taken(self, centre: Centre, person: Person, release: int) -> Person:
        key, spans = (centre.id, person.free.unit_id), self._attended[person.free.unit_id]
        entered, known = self._known.get(key, (0, person))
        after = centre.axis.start_of(release) if release <= centre.axis.total else 0
        if any(until > after for _, until in spans[entered:]):
            axis, free = known
            for start, until in spans[entered:]:
                free = free.booked(axis.position_of(start), axis.position_of(until))
            known = Person(axis, free)
            self._known[key] = len(spans), known
        return known

    def _load(self, centre: Centre, release: int, minutes: int, key: str, pieces: int) -> Load | None:
        """The load with the earliest end among those that these pieces may join."""
        best: Load | None = None
        for load in self._loads.get(centre.id, centre.lain).get(key, ()):
            sooner = (best is None or load.end < best.end) and load.start >= release
            if sooner and load.room >= pieces and load.end - load.start >= minutes:
                best = load
        return best

    def _entered(self, centre: Centre) -> tuple[Gaps, ...]:
        units = list(self._units.get(centre.id, centre.units))
        for slot in self._open.pop(centre.id):
            for at, unit in enumerate(units):
                if unit.unit_id == slot.unit_id:
                    units[at] = unit.booked(slot.start, slot.end)
                    break
        entered = self._units[centre.id] = tuple(units)
        return entered


def presence(centre: Centre, slot: Slot) -> tuple[int, int]:
    """From when until when the slot's person is there for it, in minutes since 1970."""
    own = next((one.axis for one in centre.crew if one.free.unit_id == slot.person_id), centre.axis)
    start = centre.axis.start_of(slot.start)
    return start, own.end_of(own.position_of(start) + slot.attended)


def _with(loads: tuple[Load, ...], slot: Slot, batch_max: int) -> tuple[Load, ...]:
    """The loads with the slot's pieces in theirs."""
    if slot.rides:
        return tuple(
            load._replace(room=load.room - slot.pieces)
            if (load.unit_id, load.start) == (slot.unit_id, slot.start)
            else load
            for load in loads
        )
    room = max(batch_max - slot.pieces, 0)
    return (*loads, Load(slot.unit_id, slot.start, slot.end, slot.batch, room))
