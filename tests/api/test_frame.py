"""The frame: keys, scopes, cursors, problems, ETags, limits; and that the host never notices any of it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from foundation.data.work import Work
from foundation.plain.clock import FixedClock
from foundation.plain.errors import Forbidden, Invalid
from foundation.plain.scope import SellerScope
from storefront.accounts.access import CATALOGUE
from storefront.api import answers, keys
from storefront.api.features import SELLERS
from storefront.api.frame import endpoints_of
from storefront.api.models import ApiKey, KeptAnswer
from storefront.api.scopes import SCOPES
from storefront.mount.current import ShopState
from tests.api.conftest import Program, key_of
from tests.fulfilment.house import SELLER
from tests.mount.hosts import host_app, with_shop
from tests.storefront.counter import Counter

MINE = SellerScope(frozenset({SELLER}))


@pytest.fixture
def counter(house: Counter) -> Counter:
    """Shared by this file: the frame does not ask which database lies beneath."""
    return house


def test_a_key_is_shown_once_and_kept_as_a_fingerprint(counter: Counter) -> None:
    secret = key_of(counter)
    rows = counter.shop.read(lambda work: [vars(row).copy() for row in work.session.query(ApiKey)])
    assert re.fullmatch(r"jk_[a-z0-9]{8}_[A-Za-z0-9_-]{32}", secret)
    assert secret not in repr(rows)
    assert any(secret.startswith(row["prefix"]) for row in rows)


def test_a_revoked_key_opens_nothing_and_the_others_go_on(counter: Counter) -> None:
    one, other = key_of(counter), key_of(counter)
    ref = next(row.ref for row in counter.shop.read(lambda w: keys.live_keys(w, MINE)) if one.startswith(row.prefix))
    counter.shop.write(lambda work: keys.revoke(work, MINE, ref))
    refused = Program(counter, one)("GET", "/seller/stock")
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")
    assert Program(counter, other)("GET", "/seller/stock").status_code == 200


def test_a_key_does_what_its_scopes_say_and_its_last_use_is_seen(counter: Counter) -> None:
    reader = Program(counter, key_of(counter, scopes=("stock:read",)))
    assert reader("GET", "/seller/stock").status_code == 200
    assert reader.refused("GET", "/seller/orders")["status"] == 403
    sent = {"location": "HALL", "on_hand": 1, "reason": "x"}
    assert reader.refused("PUT", "/seller/stock/OIL", sent)["status"] == 403
    mine = [row for row in counter.shop.read(lambda w: keys.live_keys(w, MINE)) if reader.key.startswith(row.prefix)]
    assert mine[0].last_used_at is not None


def test_no_sellers_endpoint_answers_without_a_key_nor_to_one_without_its_scope(counter: Counter) -> None:
    nobody = Program(counter)
    for endpoint in endpoints_of(SELLERS):
        path = re.sub(r"<[^>]+>", "OIL", endpoint.path)
        others = Program(counter, key_of(counter, scopes=[name for name in SCOPES if name != endpoint.scope]))
        assert nobody.refused(endpoint.method, path, {})["status"] == 401, endpoint.name
        assert others.refused(endpoint.method, path, {})["status"] == 403, endpoint.name
        counter.shop.write(lambda work: work.session.query(ApiKey).delete())


def test_a_sellers_key_finds_nothing_of_another_seller(counter: Counter) -> None:
    lumen = Program(counter, key_of(counter, "lumen"))
    assert lumen.got("GET", "/seller/products")["items"] == []
    assert lumen.got("GET", "/seller/stock")["items"] == []
    sent = {"location": "HALL", "on_hand": 0, "reason": "mine now"}
    assert lumen.refused("PUT", "/seller/stock/OIL", sent)["status"] == 404
    assert lumen.refused("GET", "/seller/products/hardwax-oil")["status"] == 404
    assert lumen.refused("PATCH", "/seller/products/hardwax-oil", {"status": "draft"})["status"] == 404
    assert lumen.refused("PUT", "/seller/products/hardwax-oil/prices/OIL", {"amount": 1})["status"] == 404


def test_nobody_makes_a_key_that_may_more_than_they_do(counter: Counter) -> None:
    def made(work: Work) -> str:
        return keys.make_key(
            work, MINE, frozenset({CATALOGUE}), seller=SELLER, name="x", scopes=["stock:write"], by="p"
        )

    with pytest.raises(Forbidden):
        counter.shop.write(made)
    with pytest.raises(Invalid, match="seller"):
        counter.shop.write(
            lambda work: keys.make_key(
                work, MINE, frozenset({CATALOGUE}), seller="lumen", name="x", scopes=["catalogue:read"], by="p"
            )
        )


def test_a_cursor_of_another_list_filter_or_key_and_a_stale_one_are_refused_in_words(
    counter: Counter, erp: Program
) -> None:
    page = erp.got("GET", "/seller/stock?limit=1")
    cursor = page["next"]
    assert cursor
    assert erp("GET", f"/seller/stock?limit=2&cursor={cursor}").status_code == 200
    other = Program(counter, key_of(counter, "*"))
    for answer in (
        erp.refused("GET", f"/seller/stock?q=oil&cursor={cursor}"),
        erp.refused("GET", f"/seller/products?cursor={cursor}"),
        other.refused("GET", f"/seller/stock?cursor={cursor}"),
        erp.refused("GET", "/seller/stock?cursor=stale"),
    ):
        assert (answer["status"], answer["code"]) == (422, "cursor")
        assert "Begin with the first page" in answer["detail"]


def test_everything_that_is_wrong_is_a_problem_of_its_kind(program: Program) -> None:
    client = program.counter.client
    assert program.refused("GET", "/nothing/here")["status"] == 404
    refused = program("DELETE", "/catalogue/products")
    assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, HEAD")
    assert program.refused("GET", "/catalogue/products?limit=0")["status"] == 422
    assert program.refused("GET", "/catalogue/products?limt=5")["errors"][0]["field"] == "limt"
    broken = client.post("/api/v1/carts", data="{", content_type="application/json")
    assert (broken.status_code, broken.json["code"]) == (400, "unreadable")
    assert client.post("/api/v1/carts", data="{}", content_type="text/plain").status_code == 415
    assert client.post("/api/v1/carts", data='{"lines": "\\u0000"}', content_type="application/json").status_code == 422
    nul = client.post("/api/v1/promise/quote", json={"lines": [{"sku": "a\0"}], "country": "DE"})
    assert nul.status_code in (400, 422)
    large = client.post("/api/v1/carts", data=b" " * 300_000, content_type="application/json")
    assert (large.status_code, large.json["code"]) == (413, "too_large")
    assert program.refused("GET", "/seller/orders")["status"] == 401


def test_an_input_is_never_echoed(program: Program) -> None:
    secret = "4242424242424242"
    answer = program("POST", "/promise/quote", {"lines": [{"sku": "OIL", "quantity": secret}], "country": "DE"})
    assert answer.status_code == 422
    assert secret not in answer.text


def test_what_did_not_change_is_not_sent_again(program: Program) -> None:
    first = program("GET", "/catalogue/products/hardwax-oil")
    again = program("GET", "/catalogue/products/hardwax-oil", If_None_Match=first.headers["ETag"])
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")


def test_two_who_change_the_same_product_do_not_overwrite_each_other(erp: Program) -> None:
    path = "/seller/products/oak-chair"
    seen = erp("GET", path).headers["ETag"]
    changed = erp("PATCH", path, {"name": {"en": "Hard wax"}}, If_Match=seen)
    assert (changed.status_code, changed.json["name"]) == (200, {"en": "Hard wax"})
    late = erp.refused("PATCH", path, {"name": {"en": "Wax"}}, If_Match=seen)
    assert (late["status"], late["code"]) == (412, "precondition_failed")
    assert erp("PATCH", path, {"name": {"en": "Wax"}}, If_Match=changed.headers["ETag"]).status_code == 200


def test_a_price_set_by_an_erp_is_what_the_next_cart_costs(erp: Program, program: Program) -> None:
    erp.got("PUT", "/seller/products/oak-chair/prices/CHAIR", {"amount": 1990})
    quote = program.got("POST", "/promise/quote", {"lines": [{"sku": "CHAIR"}], "country": "DE"})
    assert quote["each"]["goods"] == {"amount": 1990, "currency": "EUR"}


def test_a_client_that_floods_is_told_when_to_come_back(
    counter: Counter, program: Program, erp: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        counter.shop, "settings", replace(counter.shop.settings, api_address_per_minute=3, api_key_per_minute=2)
    )
    for limiter in counter.app.extensions["limiter"]:
        limiter.reset()
    quiet = program("GET", "/catalogue/categories")
    assert quiet.headers["RateLimit-Policy"] == '"address";q=3;w=60'
    codes = [program("GET", "/catalogue/categories").status_code for _ in range(4)]
    assert codes == [200, 200, 429, 429]
    flooded = program("GET", "/catalogue/categories")
    assert int(flooded.headers["Retry-After"]) >= 1
    assert flooded.json["code"] == "too_fast"
    assert [erp("GET", "/seller/stock").status_code for _ in range(3)] == [200, 200, 429]
    assert counter.client.get("/").status_code == 200


def test_a_request_that_died_lets_its_key_go_after_two_minutes(counter: Counter) -> None:
    slot = answers.Slot("h", "k" * 16, "f")
    counter.shop.write(lambda work: answers.take(work, slot))
    with pytest.raises(Exception, match="still being done"):
        counter.shop.write(lambda work: answers.take(work, slot))
    counter.later(minutes=3)
    assert counter.shop.write(lambda work: answers.take(work, slot)) is None
    counter.shop.write(lambda work: answers.keep(work, slot, 201, b"{}"))
    assert counter.shop.write(lambda work: answers.take(work, slot)) == (201, b"{}")
    counter.later(days=2)
    assert counter.shop.write(answers.forget_answers) >= 1
    assert counter.shop.read(lambda work: work.session.query(KeptAnswer).count()) == 0


def test_in_a_host_the_api_speaks_problems_and_the_hosts_own_errors_stay_its_own(
    clock: FixedClock, tmp_path: Path
) -> None:
    app: Flask = host_app(sa.create_engine(f"sqlite:///{tmp_path / 'host.sqlite'}"))
    shop: ShopState = with_shop(app, clock, tmp_path)
    client = app.test_client()
    ours = client.get("/shop/api/v1/nothing")
    assert (ours.status_code, ours.mimetype) == (404, "application/problem+json")
    assert client.get("/shop/api/v1/catalogue/products").json == {"items": [], "total": 0, "next": None}
    theirs = client.get("/api/v1/nothing")
    assert theirs.text == "<h1>The host knows no such page</h1>"
    document = client.get("/shop/api/v1/openapi.json").json
    assert document["openapi"] == "3.1.0"
    assert document["servers"][0]["url"].endswith("/shop/api/v1")
    assert shop.settings.url_prefix == "/shop"
