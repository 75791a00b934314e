"""The first page of the day, who may see it, and its stream."""

from __future__ import annotations

import pytest
from flask import g

from storefront.console.today.streaming import changes, house_tailer
from storefront.mount.current import Person
from storefront.timeline.domain import Place
from storefront.timeline.queries import tail
from storefront.timeline.views import reader
from tests.storefront.console.desk import Desk
from tests.storefront.console.house import sign_in, sign_out

PAGES = [
    "/console/", "/console/stream", "/console/orders", "/console/orders/1", "/console/picks", "/console/picks/x",
    "/console/pack/x", "/console/pack/x/slip", "/console/ship", "/console/shipments", "/console/shipments/x",
    "/console/shipments/x/label", "/console/products", "/console/products/x", "/console/import",
    "/console/import/export.csv", "/console/system",
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_a_guest_is_sent_to_sign_in(desk: Desk, path: str) -> None:
    sign_out(desk.counter.shop)
    answer = desk.open(path)
    assert answer.status_code == 302
    assert "/login" in answer.location


@pytest.mark.parametrize("path", ["/console/", "/console/orders", "/console/products", "/console/stream"])
def test_somebody_who_works_for_nobody_is_refused(desk: Desk, path: str) -> None:
    desk.counter.shop.user_loader = lambda: Person("stranger", "s@example.com", "Sam")
    g.pop("shop_staff", None)
    assert desk.open(path).status_code == 403


def test_an_empty_shop_says_what_comes_next(desk: Desk) -> None:
    page = desk.open("/console/").text
    assert "No orders yet." in page
    assert "/console/products" in page


def test_today_counts_what_wants_a_hand_and_names_what_is_held_up(desk: Desk) -> None:
    desk.counter.bought()
    page = desk.open("/console/").text
    assert 'href="/console/picks"' in page
    assert "list to pick" in page
    assert "Solid-wood table" in page
    assert "€988.80" in page
    assert 'data-stream="/console/stream"' in page


def test_another_sellers_day_is_empty(desk: Desk) -> None:
    desk.counter.bought()
    sign_in(desk.counter.shop, seller="lumen", person=Person("p2", "l@example.com", "Lis"))
    assert "Solid-wood table" not in desk.open("/console/").text


def test_the_stream_tells_once_for_all_that_was_missed(desk: Desk) -> None:
    shop = desk.counter.shop
    before = shop.read(tail)
    desk.counter.bought(tables=0)
    after = shop.read(tail)
    assert after > before
    told = changes(house_tailer(shop), reader(shop), before, 0.01)
    assert next(told).startswith("retry:")
    assert f"id: {after}\nevent: change" in next(told)
    told.close()
    assert house_tailer(shop).listeners == 0


def test_the_stream_begins_without_a_word_when_nothing_was_missed(desk: Desk) -> None:
    shop = desk.counter.shop
    told = changes(house_tailer(shop), reader(shop), Place(), 0.01)
    assert next(told).startswith("retry:")
    assert next(told).startswith(":")
    told.close()


def test_the_streams_answer_is_an_event_stream(desk: Desk) -> None:
    answer = desk.counter.client.get("/console/stream", buffered=False)
    assert answer.mimetype == "text/event-stream"
    assert answer.headers["Cache-Control"] == "no-store"
    answer.close()
