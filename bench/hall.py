"""A small hall for the crowd: fifty tins on two shelves, and a workshop of a saw, a press of two units and a bench."""

from __future__ import annotations

from foundation.data.work import Work
from foundation.plain.money import Money
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api import setup, stock
from fulfilment.api.workspec import MaterialNeed, OperationSpec, PackedSize, WorkSpec

SELLER = "hall"
PIECES = 50
_WEEK = dict.fromkeys(range(5), (("07:00", "12:00"), ("12:30", "15:30")))


def furnish(work: Work) -> None:
    """Everything the crowd may want, and not one piece more."""
    setup.put_supplier(work, EVERY_SELLER, setup.SupplierIn("mill", "The mill", 10))
    for code, name, kind in (("WH", "Warehouse", "warehouse"), ("HALL", "Workshop", "workshop")):
        place = setup.LocationIn(code, name, SELLER, kind, "DE", "24937", tz="Europe/Copenhagen")
        setup.put_location(work, EVERY_SELLER, place)
    setup.put_item(work, EVERY_SELLER, setup.ItemIn("TIN", "tin of oil", SELLER))
    setup.put_item(work, EVERY_SELLER, setup.ItemIn("OAK", "Oak", SELLER, unit="cm3", kind="material", supplier="mill"))
    setup.put_calendar(work, EVERY_SELLER, setup.CalendarIn("day", "Europe/Copenhagen", _WEEK))
    for code, units in (("SAW", 1), ("PRESS", 2), ("BENCH", 1)):
        centre = setup.WorkCentreIn(code, code.title(), SELLER, "day", units, Money(4_600, "EUR"))
        setup.put_work_centre(work, EVERY_SELLER, centre)
    stock.receive(work, EVERY_SELLER, "TIN", "WH", PIECES, reference="opening")
    stock.receive(work, EVERY_SELLER, "OAK", "HALL", 10_000_000, reference="opening")


def table() -> WorkSpec:
    """One table: an hour at the saw, half an hour in the press and a night to dry, an hour at the bench."""
    steps = tuple(
        OperationSpec(number, name, centre, 0, minutes, wait, "In the workshop", "", after, False, False, "")
        for number, name, centre, minutes, wait, after in (
            (10, "Cut", "SAW", 60, 0, ()),
            (20, "Glue", "PRESS", 30, 720, (10,)),
            (30, "Sand", "BENCH", 60, 0, (20,)),
        )
    )
    needs = (MaterialNeed("OAK", 1_000, "cm3", 10, 1),)
    return WorkSpec(
        sku="TABLE", seller_ref=SELLER, materials=needs, operations=steps,
        packed=PackedSize(2200, 1000, 200, 60_000, "two_person"),
    )  # fmt: skip
