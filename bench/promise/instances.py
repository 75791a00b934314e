"""Small random workshops and orders: chains, and assemblies whose branches compete for the same units."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from random import Random

from fulfilment.api.workspec import OperationSpec, PackedSize, WorkSpec
from fulfilment.capacity.domain import ALL, SETUP, Axis, CalendarIn, Centre, Gaps, Person, axis_of, minute_of
from fulfilment.promise.domain.routing import Routing

SELLER, PERSON = "s", 1_000
NOW = datetime(2026, 11, 23, 9, 7, tzinfo=UTC)
SHIFTS = (
    (("00:00", "24:00"),),
    (("06:00", "14:00"), ("14:00", "22:00")),
    (("07:00", "12:00"), ("12:30", "15:30")),
)


@dataclass(frozen=True)
class Instance:
    """One order and what is booked before it, by unit and by person, on one axis."""

    routing: Routing
    axis: Axis
    centres: dict[tuple[str, str], Centre]
    booked: dict[int, list[tuple[int, int]]]
    people: dict[int, list[tuple[int, int]]] = field(default_factory=dict)

    def people_for(self, op: OperationSpec, unit: int) -> tuple[list[int], int]:
        """Who can stand by at this unit, and for how many minutes; nobody where nobody is needed."""
        centre = next(one for one in self.centres.values() if any(unit == gaps.unit_id for gaps in one.units))
        attended = op.setup_minutes if centre.attended == SETUP else self.routing.minutes(op)
        return ([person.free.unit_id for person in centre.crew], attended) if centre.skill and attended else ([], 0)

    def units_for(self, op: OperationSpec) -> list[int]:
        return [unit.unit_id for code in op.work_centres for unit in self.centres[SELLER, code].units]


def chain(random: Random) -> Instance:
    """Up to seven steps one after the other, with waiting, arrivals, alternatives and work that cannot be left."""
    count = random.randint(1, 7)
    return _instance(random, [(n * 10,) if n else () for n in range(count)], centres=random.randint(1, 4))


def staffed(random: Random) -> Instance:
    """A chain on work centres of which most need somebody: all the time or while setting up, and not anybody."""
    return _with_people(chain(random), random)


def staffed_assembly(random: Random) -> Instance:
    """The same for branches that compete for units and for people."""
    return _with_people(assembly(random), random)


def _with_people(bare: Instance, random: Random) -> Instance:
    first = bare.axis.position_of(bare.routing.now)
    people = {PERSON + n: _booked(random, first) for n in range(random.randint(1, 4))}
    centres = {}
    for key, centre in bare.centres.items():
        crew = random.sample(sorted(people), random.randint(1, len(people)))
        able = tuple(Person(bare.axis, Gaps(one, people[one])) for one in crew)
        attended = random.choice((ALL, ALL, SETUP))
        needs = random.random() < 0.8
        centres[key] = replace(centre, skill="able", attended=attended, crew=able) if needs else centre
    return replace(bare, centres=centres, people=people)


def assembly(random: Random) -> Instance:
    """A tree of four to ten steps: each is the predecessor of a later one, the last takes what is left."""
    count = random.randint(4, 10)
    after: list[tuple[int, ...]] = [()] * count
    for number in range(count - 1):
        later = random.randint(number + 1, min(number + 3, count - 1))
        after[later] = (*after[later], (number + 1) * 10)
    return _instance(random, after, centres=random.randint(2, 3))


def _instance(random: Random, after: list[tuple[int, ...]], centres: int) -> Instance:
    axis = axis_of(CalendarIn("c", "Europe/Copenhagen", dict.fromkeys(range(7), random.choice(SHIFTS))), NOW)
    first, codes = axis.position(NOW), [f"C{n}" for n in range(centres)]
    booked = {n * 10 + unit: _booked(random, first) for n in range(centres) for unit in range(random.randint(1, 2))}
    rooms = {
        (SELLER, code): Centre(
            n, code, code, SELLER, axis, tuple(Gaps(u, spans) for u, spans in booked.items() if u // 10 == n), 1
        )
        for n, code in enumerate(codes)
    }
    steps = tuple(_step(random, n, codes, before) for n, before in enumerate(after))
    spec = WorkSpec("T", SELLER, (), steps, PackedSize(1, 1, 1, 1, "parcel"))
    now = minute_of(NOW)
    late = {op.number: now + random.randint(0, 2_000) for op in steps if random.random() < 0.2}
    return Instance(Routing(spec, 1, now, late), axis, rooms, booked)


def _booked(random: Random, first: int) -> list[tuple[int, int]]:
    spans, at = [], first - 20
    for _ in range(random.randint(0, 8)):
        start = at + random.choice((0, random.randint(1, 90)))
        at = start + random.randint(10, 90)
        spans.append((start, at))
    return spans


def _step(random: Random, index: int, codes: list[str], after: tuple[int, ...]) -> OperationSpec:
    usual, *others = random.sample(codes, len(codes))
    return OperationSpec(
        number=(index + 1) * 10,
        name=usual,
        work_centre=usual,
        setup_minutes=random.choice((0, 5, 15)),
        run_minutes=random.randint(5, 100),
        wait_minutes=random.choice((0, 0, 30, 600)),
        stage="",
        batch_key="",
        after=after,
        inspection=False,
        packing=False,
        inputs_hash="",
        splittable=random.random() < 0.8,
        alternatives=tuple(others[:1]) if random.random() < 0.2 else (),
    )
