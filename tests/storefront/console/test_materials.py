"""Materials and purchase orders over HTTP."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient

from foundation.plain.errors import Invalid
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.purchasing import PurchaseOrderIn, place_purchase_order, purchase_orders
from storefront.console.quantities import parse, written
from storefront.mount.current import Person, ShopState
from tests.storefront.console.house import Tablet, sign_in, sold

PURCHASES = "/console/purchases"


@pytest.fixture
def tablet(client: FlaskClient, shop: ShopState) -> Tablet:
    sign_in(shop)
    return Tablet(client)


def ordered(shop: ShopState, quantity: int = 50_000) -> None:
    order = PurchaseOrderIn("PO-1", "mill", (("OAK", quantity, date(2026, 12, 3)),), "HALL")
    shop.write(lambda work: place_purchase_order(work, EVERY_SELLER, order))


def line(shop: ShopState) -> object:
    return shop.read(lambda work: purchase_orders(work, EVERY_SELLER))[0].lines[0]


def test_materials_say_how_each_item_stands(tablet: Tablet, shop: ShopState) -> None:
    sold(shop, oak=0)
    page = tablet.open("/console/materials").text
    assert "0.001 m³ short. Order it from mill." in page
    assert f'href="{PURCHASES}/new?sku=OAK"' in page
    assert "tin of oil" in page
    assert "tin of oil" not in tablet.open("/console/materials?show=short").text
    assert "Nothing fits" in tablet.open("/console/materials?q=zebra").text


def test_what_is_short_is_ordered_from_its_row(tablet: Tablet, shop: ShopState) -> None:
    sold(shop, oak=0)
    page = tablet.open(f"{PURCHASES}/new?sku=OAK")
    assert 'value="0.001"' in page.text
    form = {"sku": "OAK", "number": "PO-9", "supplier": "mill", "quantity": "0,5", "location": "HALL"}
    for expected, words in (("", "Choose the day"), ("2020-01-01", "That day is over"), ("soon", "Choose the day")):
        wrong = tablet.send(page, f"{PURCHASES}/new", **form, expected=expected)
        assert wrong.status_code == 422
        assert words in wrong.text
    unknown = tablet.send(page, f"{PURCHASES}/new", **(form | {"supplier": "nobody"}), expected="2026-12-03")
    assert unknown.status_code == 404
    assert "There is no supplier nobody." in unknown.text
    done = tablet.send(page, f"{PURCHASES}/new", **form, expected="2026-12-03")
    assert done.location == f"{PURCHASES}/PO-9"
    assert "it arrives on 3 Dec" in tablet.open("/console/materials").text


def test_a_delivery_note_line_is_booked_once(tablet: Tablet, shop: ShopState) -> None:
    sold(shop)
    ordered(shop)
    page = tablet.open(f"{PURCHASES}/PO-1")
    assert "Thursday 3 December" in page.text
    form = {"sku": "OAK", "quantity": "0.02", "document_line": "4711/1"}
    for _ in range(2):
        assert tablet.send(page, f"{PURCHASES}/PO-1/receive", **form).status_code == 303
    assert line(shop).received == 20_000  # type: ignore[attr-defined]
    assert "0.02 m³ of 0.05 m³ here" in tablet.open(f"{PURCHASES}/PO-1").text


def test_without_a_note_a_double_tap_still_counts_once(tablet: Tablet, shop: ShopState) -> None:
    sold(shop)
    ordered(shop)
    page = tablet.open(f"{PURCHASES}/PO-1")
    for _ in range(2):
        tablet.send(page, f"{PURCHASES}/PO-1/receive", sku="OAK", quantity="0.05", document_line="")
    assert line(shop).received == 50_000  # type: ignore[attr-defined]
    assert "Received" in tablet.open(PURCHASES).text


WRONG = [
    ("", 422, "Type a number of m³"),
    ("-1", 422, "not negative"),
    ("0", 422, "at least 1"),
    ("NaN", 422, "not negative"),
    ("1e99", 422, "fits into the hall"),
    ("0.0000001", 422, "too fine"),
    ("1", 409, "more than is still to come"),
]


def test_a_wrong_quantity_is_told_and_kept(tablet: Tablet, shop: ShopState) -> None:
    sold(shop)
    ordered(shop)
    page = tablet.open(f"{PURCHASES}/PO-1")
    for quantity, status, words in WRONG:
        answer = tablet.send(page, f"{PURCHASES}/PO-1/receive", sku="OAK", quantity=quantity, document_line="n")
        assert answer.status_code == status, quantity
        assert words in answer.text
        assert f'value="{quantity}"' in answer.text
        assert line(shop).received == 0  # type: ignore[attr-defined]


def test_what_is_not_there_or_not_yours_is_not_found(tablet: Tablet, shop: ShopState) -> None:
    sold(shop)
    ordered(shop)
    page = tablet.open(f"{PURCHASES}/PO-1")
    assert tablet.open(f"{PURCHASES}/PO-7").status_code == 404
    assert tablet.open(f"{PURCHASES}/new?sku=NONE").status_code == 404
    assert tablet.send(page, f"{PURCHASES}/PO-1/receive", sku="OIL", quantity="1").status_code == 404
    sign_in(shop, seller="lumen", person=Person("person-b", "b@lumen.example", "Bo"))
    assert tablet.open(f"{PURCHASES}/PO-1").status_code == 404
    assert tablet.send(page, f"{PURCHASES}/PO-1/receive", sku="OAK", quantity="0.01").status_code == 404
    assert "PO-1" not in tablet.open(PURCHASES).text


def test_quantities_are_typed_in_the_large_unit_and_kept_whole() -> None:
    assert parse("0,0845", "cm3") == 84_500
    assert parse("2.5", "mm") == 2_500
    assert written(84_500, "cm3") == "0.0845"
    assert written(3, "piece") == "3"
    with pytest.raises(Invalid):
        parse("1.5", "piece")
