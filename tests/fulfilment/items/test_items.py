"""The item master."""

from __future__ import annotations

from dataclasses import replace

import pytest

from foundation.data.runner import Runner
from foundation.plain.errors import Invalid, NotFound
from foundation.plain.scope import EVERY_SELLER, SellerScope
from fulfilment.api.setup import ItemIn, LocationIn, SupplierIn, put_item, put_location, put_supplier
from fulfilment.api.stock import item
from tests.fulfilment.house import SELLER, furnished

CHAIR = ItemIn("CHAIR", "chair", SELLER)
SHED = LocationIn("SHED", "Shed", SELLER, "warehouse", "DK", "8000")


def test_an_item_is_written_over_under_its_sku(run: Runner) -> None:
    furnished(run)
    run.write(lambda w: put_item(w, EVERY_SELLER, replace(CHAIR, name="oak chair", bin="A-3")))
    page = run.read(lambda w: item(w, EVERY_SELLER, "CHAIR"))
    assert (page.name, page.bin, page.levels) == ("oak chair", "A-3", ())


@pytest.mark.parametrize("change", [{"unit": "yard"}, {"weight_g": -1}, {"unit": "g"}, {"safety_stock": -1}])
def test_an_item_that_makes_no_sense_is_refused(run: Runner, change: dict[str, object]) -> None:
    furnished(run)
    with pytest.raises(Invalid):
        run.write(lambda w: put_item(w, EVERY_SELLER, replace(CHAIR, **change)))  # type: ignore[arg-type]


@pytest.mark.parametrize("change", [{"cutoff": "three"}, {"tz": "Nowhere"}])
def test_a_location_needs_a_real_time_and_zone(run: Runner, change: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        run.write(lambda w: put_location(w, EVERY_SELLER, replace(SHED, **change)))  # type: ignore[arg-type]


def test_nobody_writes_over_another_sellers_things(run: Runner) -> None:
    furnished(run)
    stranger = SellerScope(frozenset({"stranger"}))
    with pytest.raises(NotFound):
        run.write(lambda w: put_item(w, stranger, CHAIR))
    with pytest.raises(NotFound):
        run.write(lambda w: put_item(w, stranger, replace(CHAIR, seller_ref="stranger")))
    with pytest.raises(NotFound):
        run.write(lambda w: put_location(w, stranger, replace(SHED, code="WH", seller_ref="stranger")))


def test_a_supplier_is_written_over_under_its_code(run: Runner) -> None:
    run.write(lambda w: put_supplier(w, EVERY_SELLER, SupplierIn("mill", "The mill", 10)))
    run.write(lambda w: put_supplier(w, EVERY_SELLER, SupplierIn("mill", "The mill", 4)))
    with pytest.raises(Invalid):
        run.write(lambda w: put_supplier(w, EVERY_SELLER, SupplierIn("mill", "The mill", -1)))
