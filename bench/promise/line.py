"""Twelve busy units and a shelf that does not hold enough: what everybody wants at once."""

from __future__ import annotations

from foundation.data.work import Work
from foundation.plain.money import Money
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api import setup, stock
from fulfilment.api.promise import Destination, WantedMade
from fulfilment.api.workspec import MaterialNeed, OperationSpec, PackedSize, WorkSpec
from fulfilment.promise.batching import PaidOrder

SELLER, HOME = "line", Destination("DE", "24937")
CENTRES, UNITS = ("SAW", "PRESS", "BENCH"), 4
_ALWAYS = dict.fromkeys(range(7), (("00:00", "24:00"),))


def furnish(work: Work, kits: int) -> None:
    """Three work centres of four units, day and night, and `kits` of what every piece needs one of."""
    for code, kind in (("WH", "warehouse"), ("HALL", "workshop")):
        place = setup.LocationIn(code, code.title(), SELLER, kind, "DE", "24937", tz="Europe/Copenhagen")
        setup.put_location(work, EVERY_SELLER, place)
    setup.put_item(work, EVERY_SELLER, setup.ItemIn("KIT", "Kit", SELLER, kind="material"))
    setup.put_calendar(work, EVERY_SELLER, setup.CalendarIn("always", "Europe/Copenhagen", _ALWAYS))
    for code in CENTRES:
        centre = setup.WorkCentreIn(code, code.title(), SELLER, "always", UNITS, Money(4_600, "EUR"))
        setup.put_work_centre(work, EVERY_SELLER, centre)
    stock.receive(work, EVERY_SELLER, "KIT", "HALL", kits, reference="opening")


def _spec() -> WorkSpec:
    steps = tuple(
        OperationSpec(
            number=10 * (n + 1),
            name=code.title(),
            work_centre=code,
            setup_minutes=0,
            run_minutes=4 + n,
            wait_minutes=30 if code == "PRESS" else 0,
            stage="In the workshop",
            batch_key="",
            after=(10 * n,) if n else (),
            inspection=False,
            packing=False,
            inputs_hash="",
        )
        for n, code in enumerate(CENTRES)
    )
    packed = PackedSize(400, 300, 200, 2_000, "parcel")
    return WorkSpec("BOX", SELLER, (MaterialNeed("KIT", 1, "piece", 10, 1),), steps, packed)


_SPEC = _spec()


def order(number: int) -> PaidOrder:
    return PaidOrder(f"c-{number}", f"o-{number}", (WantedMade(f"l-{number}", _SPEC, 1),), HOME)
