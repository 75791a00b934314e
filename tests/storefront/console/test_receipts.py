"""The dock: what is expected, and a delivery booked whole, in part, twice and beyond the order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from foundation.plain.errors import Invalid
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api import purchasing
from fulfilment.api.purchasing import PurchaseLineView, PurchaseOrderView
from storefront.console.receipts import domain
from storefront.mount.current import Person
from tests.storefront.console.desk import Desk
from tests.storefront.console.house import sign_in

TODAY = date(2026, 12, 1)
OIL = PurchaseLineView("OIL", "Oil", "piece", 10, 10, 4, 0, TODAY, None, 1, "H-1", False)


def test_an_empty_field_is_a_line_that_did_not_come() -> None:
    lid = replace(OIL, sku="LID", name="Lid")
    assert domain.delivery([OIL, lid], {"q-OIL": " ", "q-LID": "3"}, "4711") == [domain.Arrived("LID", 3, "4711/2")]
    with pytest.raises(Invalid, match="Type beside each line"):
        domain.delivery([OIL], {"q-OIL": "0"}, "4711")
    with pytest.raises(Invalid) as wrong:
        domain.delivery([OIL], {"q-OIL": "some"}, "4711")
    assert wrong.value.field == "q-OIL"


def test_more_than_is_to_come_is_named_by_its_line() -> None:
    domain.too_much([OIL], [domain.Arrived("OIL", 6, "x")])
    with pytest.raises(domain.TooMuch, match="Of Oil more came") as found:
        domain.too_much([OIL], [domain.Arrived("OIL", 7, "x")])
    assert found.value.field == "q-OIL"


def test_orders_are_found_by_number_supplier_and_item() -> None:
    head = ("PO-1", "mill", "Mill & Sons", "", 5, "WH", "Hall", "sent", "Sent")
    order = PurchaseOrderView(*head, "info", False, datetime(2026, 11, 1, tzinfo=UTC), None, "", "A-77", (OIL,))
    for words in ("po-1", "a-77", "sons", "h-1", "oil mill", ""):
        assert domain.awaited([order], words) == [order]
    assert domain.awaited([order], "oak") == []
    assert domain.awaited([replace(order, state="draft"), replace(order, lines=(replace(OIL, received=10),))]) == []
    due = [replace(order, lines=(replace(OIL, expected=TODAY + timedelta(n)),)) for n in (-1, 0, 7, 8)]
    assert [domain.when(one, TODAY) for one in due] == ["late", "today", "soon", "later"]


@pytest.fixture
def dock(desk: Desk) -> Desk:
    shop = desk.counter.shop
    day = shop.clock.now().date()
    wanted = purchasing.PurchaseOrderIn("PO-7", "mill", (("OAK", 9_000_000, day), ("OIL", 12, day)), "WH")
    shop.write(lambda work: purchasing.place_purchase_order(work, EVERY_SELLER, wanted))
    return desk


def here(desk: Desk) -> dict[str, int]:
    page = desk.counter.shop.read(lambda work: purchasing.purchase_order(work, EVERY_SELLER, "PO-7"))
    return {line.sku: line.received for line in page.order.lines}


def test_a_delivery_in_parts_is_booked_as_its_note_says(dock: Desk) -> None:
    page = dock.open("/console/receipts").text
    assert "PO-7" in page
    assert dock.post("/console/receipts/PO-7", note="4711", **{"q-OIL": "5"}).status_code == 303
    assert here(dock)["OIL"] == 5
    page = dock.open("/console/receipts").text
    assert "4711/2" in page, "among what came lately"
    assert dock.post("/console/receipts/PO-7", note="4712", **{"q-OIL": "7", "q-OAK": "9"}).status_code == 303
    assert here(dock)["OIL"] == 12


def test_the_same_note_sent_twice_is_booked_once_and_another_quantity_under_it_is_refused(dock: Desk) -> None:
    for _ in range(2):
        assert dock.post("/console/receipts/PO-7", note="4711", **{"q-OIL": "5"}).status_code == 303
    assert here(dock)["OIL"] == 5
    answer = dock.post("/console/receipts/PO-7", note="4711", **{"q-OIL": "6"})
    assert answer.status_code == 409
    assert "booked already, with another quantity" in answer.text
    assert here(dock)["OIL"] == 5


def test_too_much_books_nothing_of_the_note_unless_all_of_it_is_kept(dock: Desk) -> None:
    typed = {"note": "4711", "q-OIL": "20", "q-OAK": "1"}
    answer = dock.post("/console/receipts/PO-7", **typed)
    assert answer.status_code == 409
    assert "Keep all of it" in answer.text
    assert 'value="20"' in answer.text, "what was typed is still there"
    assert set(here(dock).values()) == {0}
    assert dock.post("/console/receipts/PO-7", surplus="1", **typed).status_code == 303
    assert here(dock)["OIL"] == 20


def test_an_order_that_is_not_under_way_says_why(dock: Desk) -> None:
    shop = dock.counter.shop
    shop.write(lambda work: purchasing.cancel_purchase_order(work, EVERY_SELLER, "PO-7", "gone", "Anna"))
    answer = dock.post("/console/receipts/PO-7", note="1", **{"q-OIL": "1"})
    assert answer.status_code == 409
    assert "PO-7 is cancelled" in answer.text


def test_another_seller_neither_sees_nor_books_it(dock: Desk) -> None:
    sign_in(dock.counter.shop, seller="lumen", person=Person("p2", "l@example.com", "Lis"))
    assert "PO-7" not in dock.open("/console/receipts").text
    assert dock.post("/console/receipts/PO-7", note="1", **{"q-OIL": "5"}).status_code == 404
    assert set(here(dock).values()) == {0}
