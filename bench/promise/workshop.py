"""A workshop of plain values with a full order book: six work centres of four units, two shifts, inbound materials."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from fulfilment.api.promise import WantedMade
from fulfilment.api.workspec import MaterialNeed, OperationSpec, PackedSize, WorkSpec
from fulfilment.capacity.domain import CalendarIn, Centre, Gaps, Person, axis_of
from fulfilment.promise.domain.house import House, ItemKnown, Place, Route
from fulfilment.stock.domain import Source

SELLER = "hall"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TWO_SHIFTS = CalendarIn("two", "Europe/Copenhagen", dict.fromkeys(range(5), (("06:00", "14:00"), ("14:00", "22:00"))))
CENTRES = ("SAW", "PLANE", "PRESS", "MILL", "SAND", "OIL")
UNITS, PEOPLE = 4, 3
MATERIALS = ("OAK", "GLUE", "STEEL", "WAX")


def full_house(operations: int, random: Random) -> House:
    """`operations` booked operations of 20 to 100 minutes; before every second one there is a gap of up to four
    hours."""
    axis = axis_of(TWO_SHIFTS, NOW)
    first, each = axis.position(NOW), operations // (len(CENTRES) * UNITS)
    centres = {}
    for at, code in enumerate(CENTRES):
        units = tuple(Gaps(at * UNITS + n + 1, _booked(first, each, random)) for n in range(UNITS))
        centres[SELLER, code] = Centre(at + 1, code, code.title(), SELLER, axis, units, 1)
    items = {sku: ItemKnown(sku, sku.title(), "parcel", 10, SELLER) for sku in MATERIALS}
    place = Place(SELLER, "workshop", "DK", "15:00", "Europe/Copenhagen")
    return House(
        now=NOW,
        items=items,
        sources={sku: _supply(random) for sku in MATERIALS},
        centres=centres,
        places=[place],
        routes=[Route("two_person", "DK", "", 2), Route("parcel", "DK", "", 1)],
    )


def staffed(house: House, operations: int, random: Random) -> House:
    """The same with three people at each work centre, who share `operations` attended ones besides."""
    each, centres = operations // (len(CENTRES) * PEOPLE), {}
    for key, centre in house.centres.items():
        first, number = centre.axis.position(house.now), 1_000 + centre.id * PEOPLE
        crew = (Person(centre.axis, Gaps(number + n, _booked(first, each, random))) for n in range(PEOPLE))
        centres[key] = replace(centre, skill=centre.code, crew=tuple(crew))
    return replace(house, centres=centres)


def _booked(first: int, count: int, random: Random) -> list[tuple[int, int]]:
    spans, at = [], first - 30
    for _ in range(count):
        start = at + random.choice((0, random.randint(1, 240)))
        at = start + random.randint(20, 100)
        spans.append((start, at))
    return spans


def _supply(random: Random) -> list[Source]:
    """One shelf, and five purchase order lines over the next months."""
    days = sorted(random.randint(1, 120) for _ in range(5))
    coming = [Source(None, n + 1, random.randint(5, 40), _day(day)) for n, day in enumerate(days)]
    return [Source(1, None, random.randint(0, 20), None), *coming]


def _day(days: int) -> date:
    return NOW.date() + timedelta(days=days)


def an_order(random: Random, name: str = "line") -> WantedMade:
    """A routing of six steps with a night to dry, and a material or two for every other step."""
    codes = random.sample(CENTRES, 6)
    steps = tuple(
        OperationSpec(
            number=(n + 1) * 10,
            name=code.title(),
            work_centre=code,
            setup_minutes=10,
            run_minutes=random.randint(20, 200),
            wait_minutes=random.choice((0, 0, 0, 720)),
            stage="In the workshop",
            batch_key="",
            after=(n * 10,) if n else (),
            inspection=False,
            packing=False,
            inputs_hash="",
        )
        for n, code in enumerate(codes)
    )
    needs = tuple(
        MaterialNeed(sku, random.randint(1, 30), "piece", 10 + 20 * (n % 3), 1) for n, sku in enumerate(MATERIALS)
    )
    packed = PackedSize(2000, 900, 200, 50_000, "two_person")
    return WantedMade(name, WorkSpec("TABLE", SELLER, needs, steps, packed), 1)
