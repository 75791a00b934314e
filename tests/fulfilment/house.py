"""A small workshop for the tests of fulfilment: Hall Three with a saw, a press of two units and a bench."""

from __future__ import annotations

from datetime import UTC, date, datetime

from foundation.data.runner import Runner
from foundation.data.work import Work
from foundation.plain.money import Money
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.promise import Destination, WantedMade, WantedStock
from fulfilment.api.setup import (
    CalendarIn,
    ItemIn,
    LocationIn,
    SupplierIn,
    WorkCentreIn,
    put_calendar,
    put_item,
    put_location,
    put_supplier,
    put_work_centre,
)
from fulfilment.api.stock import receive
from fulfilment.api.workspec import MaterialNeed, OperationSpec, PackedSize, WorkSpec
from tests.servers.kept import wrote

SELLER = "kast-oak"
HOME = Destination("DK", "8000")
DAY_SHIFT = {
    **dict.fromkeys(range(4), (("07:00", "12:00"), ("12:30", "15:30"))),
    4: (("07:00", "12:00"), ("12:30", "14:00")),
}
LATER = datetime(2026, 11, 23, 9, 35, tzinfo=UTC)


def set_up(work: Work, *, oil: int = 5, oak: int = 1_000_000, saws: int = 1) -> None:
    """Items, places and work centres; `oil` tins in the warehouse, `oak` cm3 in the workshop."""
    put_supplier(work, EVERY_SELLER, SupplierIn("mill", "The mill", 10))
    put_location(
        work, EVERY_SELLER, LocationIn("WH", "Warehouse", SELLER, "warehouse", "DK", "8000", tz="Europe/Copenhagen")
    )
    put_location(
        work, EVERY_SELLER, LocationIn("HALL", "Hall Three", SELLER, "workshop", "DK", "8000", tz="Europe/Copenhagen")
    )
    put_item(work, EVERY_SELLER, ItemIn("OIL", "tin of oil", SELLER))
    put_item(work, EVERY_SELLER, ItemIn("CHAIR", "chair", SELLER, delivery_class="two_person"))
    put_item(work, EVERY_SELLER, ItemIn("OAK", "Oak", SELLER, unit="cm3", kind="material", supplier="mill"))
    put_item(work, EVERY_SELLER, ItemIn("GLUE", "Glue", SELLER, unit="g", kind="material"))
    put_calendar(work, EVERY_SELLER, CalendarIn("day", "Europe/Copenhagen", DAY_SHIFT))
    for code, units in (("SAW", saws), ("PRESS", 2), ("BENCH", 1)):
        put_work_centre(
            work, EVERY_SELLER, WorkCentreIn(code, code.capitalize(), SELLER, "day", units, Money(4_600, "EUR"))
        )
    if oil:
        receive(work, EVERY_SELLER, "OIL", "WH", oil, reference="opening")
    if oak:
        receive(work, EVERY_SELLER, "OAK", "HALL", oak, reference="opening")


def furnished(run: Runner, **house: int) -> None:
    """The same for an empty shop, made once and copied."""
    wrote(run, lambda work: set_up(work, **house), *sorted(house.items()))


def operation(number: int, centre: str, minutes: int, *after: int, wait: int = 0) -> OperationSpec:
    return OperationSpec(
        number, centre.lower(), centre, 0, minutes, wait, "In the workshop", "", after, False, False, ""
    )


def table(*, oak: int = 1_000, operations: tuple[OperationSpec, ...] | None = None, saw_minutes: int = 60) -> WorkSpec:
    steps = operations or (
        operation(10, "SAW", saw_minutes),
        operation(20, "PRESS", 30, 10, wait=720),
        operation(30, "BENCH", 60, 20),
    )
    return WorkSpec(
        sku="TABLE",
        seller_ref=SELLER,
        materials=(MaterialNeed("OAK", oak, "cm3", steps[0].number, 1),),
        operations=steps,
        packed=PackedSize(2200, 1000, 200, 60_000, "two_person"),
    )


def tins(line_ref: str = "line-oil", quantity: int = 1) -> WantedStock:
    return WantedStock(line_ref, "OIL", quantity)


def a_table(line_ref: str = "line-table", quantity: int = 1, **spec: object) -> WantedMade:
    return WantedMade(line_ref, table(**spec), quantity)  # type: ignore[arg-type]


def day(text: str) -> date:
    return date.fromisoformat(text)
