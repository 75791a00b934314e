"""A page that everybody gets alike is drawn once and packed once, and has nothing of anybody in it."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask, request_started
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from foundation.plain.clock import FixedClock
from foundation.plain.money import Money
from foundation.plain.scope import EVERY_SELLER
from storefront.mount.current import ShopState
from storefront.mount.kept import Kept
from storefront.mount.wire import SECURITY_HEADERS
from storefront.pricing.domain import PriceIn
from storefront.pricing.service import put_price
from storefront.running import metrics
from tests.servers.kept import wrote
from tests.storefront.catalogue.shelves import BOOK, furnish

PAGE = "/p/hardwax-oil?sku=OIL-05"
HERE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def nobody(app: Flask, shop: ShopState, clock: FixedClock) -> FlaskClient:
    """A visitor who brings nothing, in a shop that keeps answers for five seconds."""
    app.config["SHOP_FRESH_SECONDS"] = 5
    shop.settings = replace(shop.settings, fresh_seconds=5.0)
    shop.places.pop("preferences", None)
    shop.kept = Kept(clock, 5.0)
    wrote(shop.runner, furnish)
    return app.test_client(use_cookies=False)


def add(client: FlaskClient, **headers: str) -> TestResponse:
    return client.post("/cart/add", data={"sku": "OIL-05", "quantity": 1}, headers=headers)


def test_it_is_packed_once_and_known_again(nobody: FlaskClient) -> None:
    plain, packed = nobody.get(PAGE), nobody.get(PAGE, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["Content-Encoding"] == "gzip"
    again = nobody.get(PAGE, headers={"If-None-Match": plain.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert nobody.get("/c/wood", headers={"If-None-Match": plain.headers["ETag"]}).status_code == 200


def test_it_has_every_header_that_no_page_may_miss(nobody: FlaskClient) -> None:
    answer = nobody.get(PAGE)
    assert {name: answer.headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "Cookie" in answer.headers["Vary"]


def test_it_takes_nothing_from_whoever_asked_first(nobody: FlaskClient, app: Flask) -> None:
    someone = app.test_client()
    assert add(someone, **HERE).status_code == 303
    own = someone.get(PAGE)
    everybodys = nobody.get(PAGE)
    assert b'name="csrf_token"' in own.data
    assert b'name="csrf_token"' not in everybodys.data
    assert "Set-Cookie" not in everybodys.headers
    assert b"cartlink__count" in own.data
    assert b"cartlink__count" not in everybodys.data


def test_its_button_works_from_our_pages_only(nobody: FlaskClient, app: Flask) -> None:
    assert add(nobody, **HERE).status_code == 303
    assert add(nobody, Origin="http://localhost").status_code == 303
    assert add(nobody).status_code == 303, "nobody asks: there is nobody in whose name it could act"
    for name, value in (
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
        ("Origin", "http://x.example"),
    ):
        assert add(nobody, **{name: value}).status_code == 403
    someone = app.test_client()
    add(someone, **HERE)
    assert add(someone).status_code == 403, "who has a cart brings a token, or says where the button was"


def test_no_other_form_goes_without_a_token(nobody: FlaskClient) -> None:
    assert nobody.post("/cart/plan", data={"plan": "each", "country": "DE"}, headers=HERE).status_code == 403


def test_it_is_never_older_than_an_answer(nobody: FlaskClient, shop: ShopState, clock: FixedClock) -> None:
    """What it is made of is asked for anew, or their ages would add up."""
    add(nobody, **HERE)
    assert b"1,290" in nobody.get("/p/table").data
    clock.advance(timedelta(seconds=4))
    assert b"1,290" in nobody.get("/p/table?sku=TABLE").data
    shop.write(lambda work: put_price(work, EVERY_SELLER, PriceIn(BOOK, "TABLE", Money(131_000, "EUR"))))
    clock.advance(timedelta(seconds=1))
    assert b"1,310" in nobody.get("/p/table").data


def test_an_answer_within_an_answer_is_made_anew(clock: FixedClock) -> None:
    kept, made = Kept(clock, 5.0), []

    def inner() -> int:
        made.append(1)
        return len(made)

    assert kept.answer("inner", inner) == 1
    clock.advance(timedelta(seconds=4))
    assert kept.answer("outer", lambda: kept.answer("inner", inner)) == 2
    assert kept.answer("inner", inner) == 1


def test_a_refusal_is_answered_as_ever(nobody: FlaskClient) -> None:
    assert nobody.get("/p/no-such-thing").status_code == 404
    assert nobody.get("/c/no-such-shelf").status_code == 404


def test_what_is_fresh_is_handed_over_at_the_door(nobody: FlaskClient, app: Flask, clock: FixedClock) -> None:
    inside: list[str] = []
    with request_started.connected_to(lambda _app, **_: inside.append("request"), app):
        first, second = nobody.get(PAGE), nobody.get(PAGE)
        assert (len(inside), first.data) == (1, second.data)
        assert dict(first.headers).items() >= {n: second.headers[n] for n in SECURITY_HEADERS}.items()
        nobody.get(PAGE, headers={"Cookie": "session=mine"})
        nobody.get(PAGE, headers={"Authorization": "Bearer mine"})
        nobody.get(PAGE, base_url="http://other.example")
        assert len(inside) == 4, "a cookie, a key and another host go in"
        clock.advance(timedelta(seconds=5))
        nobody.get(PAGE)
        assert len(inside) == 5


def test_a_page_at_the_door_is_counted(nobody: FlaskClient, shop: ShopState) -> None:
    counted = metrics.REQUESTS.labels(shop.settings.name, "shop.catalogue.category", "GET", "200")
    nobody.get("/c/wood")
    before = counted._value.get()
    nobody.get("/c/wood")
    assert counted._value.get() == before + 1
