"""Stock over HTTP: levels, one item, counts and receipts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from foundation.plain.errors import DomainError
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.promise import reserve
from fulfilment.api.setup import ItemIn, put_item
from fulfilment.api.stock import item, receive
from storefront.console.stock.service import receive_once
from storefront.mount.current import Person, ShopState
from tests.fulfilment.house import HOME, SELLER, furnished, tins
from tests.storefront.console.house import Tablet, sign_in

STOCK = "/console/stock"


@pytest.fixture
def tablet(client: FlaskClient, shop: ShopState) -> Tablet:
    sign_in(shop)
    furnished(shop.runner)
    return Tablet(client)


def on_hand(shop: ShopState, sku: str = "OIL") -> int:
    return shop.read(lambda work: item(work, EVERY_SELLER, sku)).levels[0].on_hand


def test_levels_are_searched_by_name_and_number(tablet: Tablet) -> None:
    page = tablet.open(STOCK).text
    assert "tin of oil" in page
    assert "1 m³" in page
    found = tablet.open(f"{STOCK}?q=oil").text
    assert "tin of oil" in found
    assert ">Oak<" not in found
    assert "Nothing fits" in tablet.open(f"{STOCK}?q=%25").text


def test_an_item_shows_who_holds_it_and_what_moved(tablet: Tablet, shop: ShopState) -> None:
    until = shop.clock.now() + timedelta(minutes=35)
    shop.write(lambda work: reserve(work, "c-1", [tins()], HOME, "each", until))
    page = tablet.open(f"{STOCK}/OIL").text
    for words in ("Someone at the checkout", "opening", "+5 pcs", "Free to sell", "today 10:35"):
        assert words in page
    assert tablet.open(f"{STOCK}/NONE").status_code == 404


def test_a_count_sets_the_shelf_and_keeps_the_reason(tablet: Tablet, shop: ShopState) -> None:
    page = tablet.open(f"{STOCK}/OIL")
    answer = tablet.send(page, f"{STOCK}/adjust/OIL", location="WH", on_hand="3", reason="Two leaked")
    assert answer.location == f"{STOCK}/OIL"
    assert on_hand(shop) == 3
    assert "Two leaked" in tablet.open(f"{STOCK}/OIL").text


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"on_hand": "-1"}, 422, "not negative"),
        ({"on_hand": "1.5"}, 422, "whole pieces"),
        ({"on_hand": "many"}, 422, "Type a number of pieces"),
        ({"reason": " "}, 422, "why the number changes"),
        ({"reason": "x" * 300}, 422, "under 200 characters"),
        ({"location": "MOON"}, 404, "MOON"),
    ],
)
def test_a_wrong_count_changes_nothing(
    tablet: Tablet, shop: ShopState, fields: dict[str, str], status: int, words: str
) -> None:
    page = tablet.open(f"{STOCK}/OIL")
    form = {"location": "WH", "on_hand": "3", "reason": "Counted"} | fields
    answer = tablet.send(page, f"{STOCK}/adjust/OIL", **form)
    assert answer.status_code == status
    assert words in answer.text
    assert on_hand(shop) == 5


def test_a_count_below_what_is_held_is_refused(tablet: Tablet, shop: ShopState) -> None:
    until = shop.clock.now() + timedelta(minutes=35)
    shop.write(lambda work: reserve(work, "c-1", [tins(quantity=4)], HOME, "each", until))
    page = tablet.open(f"{STOCK}/OIL")
    answer = tablet.send(page, f"{STOCK}/adjust/OIL", location="WH", on_hand="2", reason="Counted")
    assert answer.status_code == 409
    assert "already belong to orders" in answer.text
    assert on_hand(shop) == 5


def test_a_delivery_note_is_received_once(tablet: Tablet, shop: ShopState) -> None:
    page = tablet.open(f"{STOCK}/OIL")
    form = {"location": "WH", "quantity": "7", "reference": "Note 12"}
    for _ in range(2):
        assert tablet.send(page, f"{STOCK}/receive/OIL", **form).status_code == 303
    assert on_hand(shop) == 12
    other = tablet.send(page, f"{STOCK}/receive/OIL", **(form | {"quantity": "8"}))
    assert other.status_code == 409
    assert "with another quantity" in other.text
    for wrong in ({"quantity": "0"}, {"quantity": ""}, {"reference": ""}):
        assert tablet.send(page, f"{STOCK}/receive/OIL", **(form | wrong)).status_code == 422
    assert on_hand(shop) == 12


def test_two_tablets_booking_the_same_note_at_once_book_it_once(tablet: Tablet, shop: ShopState) -> None:
    def book(_: int) -> None:
        try:
            shop.write(lambda work: receive_once(work, EVERY_SELLER, "OIL", "WH", 7, "Note 12"))
        except DomainError:
            return

    app = tablet.client.application

    def one(n: int) -> None:
        with app.app_context():
            book(n)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(one, range(8)))
    assert on_hand(shop) == 12


def test_another_sellers_item_does_not_exist(tablet: Tablet, shop: ShopState) -> None:
    page = tablet.open(f"{STOCK}/OIL")
    sign_in(shop, seller="lumen", person=Person("person-b", "b@lumen.example", "Bo"))
    assert tablet.open(f"{STOCK}/OIL").status_code == 404
    assert "tin of oil" not in tablet.open(STOCK).text
    form = {"location": "WH", "on_hand": "0", "quantity": "1", "reason": "x", "reference": "x"}
    assert tablet.send(page, f"{STOCK}/adjust/OIL", **form).status_code == 404
    assert tablet.send(page, f"{STOCK}/receive/OIL", **form).status_code == 404
    assert on_hand(shop) == 5


def test_a_long_list_comes_by_the_page_and_a_wrong_page_is_the_nearest(tablet: Tablet, shop: ShopState) -> None:
    more = [ItemIn(f"PEG-{n:02}", f"peg {n}", SELLER) for n in range(60)]
    for one in more:
        shop.write(lambda work, one=one: put_item(work, EVERY_SELLER, one))
        shop.write(lambda work, one=one: receive(work, EVERY_SELLER, one.sku, "WH", 9, reference="opening"))
    first = tablet.open(f"{STOCK}?q=peg").text
    assert "PEG-49" in first
    assert "PEG-50" not in first
    assert f"{STOCK}?q=peg&amp;page=2" in first
    for page in ("2", "99"):
        assert "PEG-59" in tablet.open(f"{STOCK}?q=peg&page={page}&_external=1&_scheme=x").text
    assert "PEG-49" in tablet.open(f"{STOCK}?q=peg&page=-1").text
