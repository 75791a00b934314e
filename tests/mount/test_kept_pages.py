"""A shop window may be a few seconds old; an order's page never lags behind its timeline."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from threading import Event

import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from foundation.data.work import Work
from foundation.plain.clock import FixedClock
from foundation.plain.money import Money
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api import events as made
from storefront.mount.kept import Kept
from storefront.orders.tokens import make_token
from storefront.pricing.domain import PriceIn
from storefront.pricing.service import put_price
from tests.storefront.catalogue.shelves import BOOK, furnish
from tests.storefront.counter import Counter, counter_of


@pytest.fixture
def window(app: Flask, clock: FixedClock) -> Counter:
    """A shop that keeps answers for five seconds, as a running one does."""
    found = counter_of(app, clock)
    found.shop.kept = Kept(clock, 5.0)
    return found


def page_of(client: FlaskClient) -> str:
    """The product page without what is signed anew each time. The test's one app context outlives its requests: what a
    request kept there is taken out."""
    for name in ("shop_chrome", "csrf_token", "csrf_valid"):
        g.pop(name, None)
    shown = client.get("/p/hardwax-oil").get_data(as_text=True)
    return re.sub(r'name="csrf_token" value="[^"]+"', "", shown)


def reprice(work: Work) -> None:
    put_price(work, EVERY_SELLER, PriceIn(BOOK, "TABLE", Money(131_000, "EUR")))


def test_a_price_set_elsewhere_shows_within_the_seconds(window: Counter, clock: FixedClock) -> None:
    window.shop.write(furnish)
    assert "€1,290" in window.get("/p/table")
    window.shop.write(reprice)
    assert "€1,290" in window.get("/p/table")
    clock.advance(timedelta(seconds=5))
    assert "€1,310" in window.get("/p/table")


def test_a_page_is_renewed_beside_the_request_with_a_session_of_its_own(window: Counter, clock: FixedClock) -> None:
    tasks: list[Callable[[], None]] = []
    assert window.shop.aside is not None
    window.shop.kept = Kept(clock, 5.0, aside=tasks.append)
    window.shop.write(furnish)
    window.get("/p/table")
    window.shop.write(reprice)
    clock.advance(timedelta(seconds=5))
    assert "€1,290" in window.get("/p/table")
    done = Event()
    for task in tasks:
        window.shop.aside(task)
    window.shop.aside(done.set)
    assert done.wait(60)
    for thread in threading.enumerate():
        if thread.name == "shop-aside":
            thread.join(60)
    assert "€1,310" in window.get("/p/table")


def test_the_cart_in_the_head_of_a_kept_page_is_the_visitors_own(window: Counter) -> None:
    window.shop.write(furnish)
    stranger = window.app.test_client()
    empty = page_of(stranger)
    window.post("/cart/add", sku="OIL-05", quantity=2)
    assert page_of(window.client) != empty
    assert page_of(stranger) == empty


def test_an_orders_page_goes_on_with_its_timeline_within_the_second(window: Counter) -> None:
    window.furnish()
    window.bought(oil=0)
    order, line = window.order().order_ref, window.line_of("TABLE")
    address = f"/o/{make_token(window.shop, order)}"
    assert "Step 1 of 3" not in window.get(address)
    window.emit(made.OperationStarted(order, (line,), window.clock.now(), "op1", "saw", "In the workshop", 1, 3))
    assert "Step 1 of 3" in window.get(address)


def test_whoever_cancels_finds_it_on_the_page_that_comes_next(window: Counter) -> None:
    window.furnish()
    window.bought(tables=0)
    order, line = window.order().order_ref, window.line_of("OIL")
    address = f"/o/{make_token(window.shop, order)}"
    before = window.get(address)
    window.post(f"{address}/cancel/{line}")
    assert window.get(address) != before
    assert window.shop.kept.answer("window", lambda: "before") == "before"
    window.post("/cart/add", sku="OIL", quantity=1)
    assert window.shop.kept.answer("window", lambda: "after") == "before", "a cart changes nobody else's window"
    window.post(f"{address}/cancel/{line}")
    assert window.shop.kept.answer("window", lambda: "after") == "after"
