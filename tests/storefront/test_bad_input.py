"""Bad input from the street, over HTTP on both databases: a clear sentence, the right status, nothing half done.

Lines that have a test where their feature's tests are: unknown options and numbers out of step
(`configurator/test_pages.py`), formula bombs (`configurator/test_expressions.py`, `catalogue/importing`), negative
quantities and forged snapshots (`cart/test_cart.py`), forged and replayed webhooks (`hooks/`), two buyers for the last
one and the expired reservation (`checkout/test_mishaps.py`), files (`console/test_products.py`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from flask import Flask, g
from sqlalchemy import func, select, update

import carriers.registry
from carriers.http import Link
from foundation.data.inbox import InboxMessage
from foundation.plain.clock import FixedClock
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api import production, warehouse
from storefront.catalogue.models import Product
from storefront.configurator.models import ConfigurationSnapshot
from storefront.console.today.streaming import house_tailer
from storefront.orders.models import Cancellation, Order
from storefront.orders.tokens import make_token
from tests.fulfilment.house import SELLER, table
from tests.storefront.console.desk import Desk, desk_of
from tests.storefront.counter import Counter, counter_of

HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'
RAW = ("<script>alert(1)", "<img src=x", "onerror=alert(2)>")


@pytest.fixture
def counter(app: Flask, clock: FixedClock) -> Counter:
    found = counter_of(app, clock)
    found.furnish(oil=9)
    return found


@pytest.fixture
def desk(counter: Counter) -> Iterator[Desk]:
    found = desk_of(counter)
    yield found
    house_tailer(counter.shop).close()


def deface(counter: Counter) -> str:
    """HTML wherever a person may type something; the signed snapshot of a table with such an engraving."""
    counter.shop.write(lambda work: work.session.execute(update(Product).values(name={"en": HOSTILE})))
    counter.shop.write(
        lambda work: work.session.add(
            ConfigurationSnapshot(
                id="snap-x", sku="TABLE", seller_ref=SELLER, title={"en": HOSTILE},
                choices={"options": {}, "numbers": {}, "texts": {"words": HOSTILE}},
                summary=[["Engraving", HOSTILE], [HOSTILE, "yes"]],
                drawing={"kind": "table", "length_mm": 2100, "width_mm": 900, "engraving": HOSTILE}, currency="EUR",
                price_lines=[], total_minor=164800, deposit_minor=65920, work_spec=table().to_dict(),
                model_hash="m" * 64, rules_version="1", hash="x" * 64, created_at=work.now(),
            )
        )
    )  # fmt: skip
    return str(counter.shop.signer("configuration").dumps("snap-x"))


def pages(desk: Desk, token: str) -> list[str]:
    """Every page on which a name, an address or an engraving stands."""
    counter = desk.counter

    def look(work: object) -> list[str]:
        made = production.production_orders(work, EVERY_SELLER)[0]  # type: ignore[arg-type]
        walk = warehouse.pick_lists(work, EVERY_SELLER)[0]  # type: ignore[arg-type]
        part, floor = walk.fulfilment_order_ref, "/console/floor"
        return [
            f"/console/picks/{walk.ref}", f"/console/pack/{part}", f"/console/pack/{part}/slip",
            f"/console/production/orders/{made.ref}", f"{floor}/op/{made.operations[0].ref}",
            f"{floor}/{made.operations[0].work_centre}",
        ]  # fmt: skip

    number, line = counter.order().number, counter.line_of("TABLE")
    return [
        "/", "/p/hardwax-oil", "/search?q=script", f"/search?q={HOSTILE}", f"/checkout/done/{token}", f"/o/{token}",
        f"/o/{token}/live", f"/o/{token}/cancel/{line}", "/console/", "/console/orders", f"/console/orders/{number}",
        f"/console/orders?q={HOSTILE}", "/console/production", "/console/production/orders", "/console/picks",
        "/console/products", "/console/products/hardwax-oil", f"/console/stock?q={HOSTILE}",
        *counter.shop.read(look),
    ]  # fmt: skip


def test_html_in_names_and_engravings_stays_text_on_every_page_and_in_every_mail(desk: Desk) -> None:
    counter = desk.counter
    snapshot = deface(counter)
    counter.add_oil()
    counter.post("/cart/add", sku="TABLE", quantity=1, snapshot=snapshot)
    typed = {"name": HOSTILE, "line1": HOSTILE, "line2": HOSTILE, "city": HOSTILE, "notes": HOSTILE, "floor": HOSTILE}
    counter.post("/checkout/contact", email="anna@example.com", name=HOSTILE)
    address = {"postcode": "8000", "country": "DK", "phone": "+45 20 30 40 50", "lift": "none", **typed}
    assert counter.post("/checkout/delivery", **address).status_code == 303
    before = [counter.get(path) for path in ("/cart", "/checkout/contact", "/checkout/delivery", "/checkout/review")]
    counter.choose_card(counter.yes())
    counter.work()

    found = before + [counter.get(path) for path in pages(desk, make_token(counter.shop, counter.order().order_ref))]

    for html in found:
        assert "<h1" in html or "data-live" in html or "<main" in html or "<ol" in html, html[:300]
        assert not [raw for raw in RAW if raw in html], html
    assert sum("&lt;script&gt;" in html for html in found) > 15
    for mail in Path(counter.app.config["SHOP_MAIL_FOLDER"]).glob("*.eml"):
        letter = message_from_bytes(mail.read_bytes(), policy=policy.default)
        html_part = letter.get_body(("html",))
        assert html_part is not None
        assert not [raw for raw in RAW if raw in html_part.get_content()]


@pytest.mark.parametrize("path", ["/search?q=%00", "/p/%00", "/c/%00", "/o/%00", "/cart?removed=%00", "/pictures/%00"])
def test_a_nul_in_an_address_is_no_address(counter: Counter, path: str) -> None:
    assert counter.client.get(path, headers={"Accept": "text/html"}).status_code == 400


def test_a_nul_in_a_form_is_refused_and_changes_nothing(counter: Counter) -> None:
    counter.add_oil()
    assert counter.post("/checkout/contact", email="a@example.com", name="An\0na").status_code == 400
    assert counter.post("/cart/add", sku="OIL\0", quantity=1).status_code == 400
    assert counter.post("/orders/find", number="10\0", email="a@example.com").status_code == 400
    assert len(counter.lines()) == 1


@pytest.mark.parametrize(
    "body", ["[" * 100_000, '{"a":' * 50_000, "nonsense", "null", "[]", '{"picks": {"a": "\\u0000"}}']
)
def test_json_that_is_none_of_ours_is_a_sentence(counter: Counter, body: str) -> None:
    for path in ("/configurator/state", "/configurator/commit", "/p/solid-wood-table/configure/state"):
        answer = counter.client.post(path, data=body, content_type="application/json")
        assert answer.status_code in (404, 422), (path, answer.text)
        assert answer.mimetype == "application/problem+json"
    assert counter.post("/cart/add", sku="TABLE", quantity=1, choices=body).status_code in (404, 422)


@pytest.mark.parametrize("path", ["/cart/add", "/checkout/contact", "/orders/find", "/console/import", "/logout-x"])
def test_no_form_of_ours_is_sent_as_json(desk: Desk, path: str) -> None:
    g.pop("csrf_valid", None)
    assert desk.counter.client.post(path, json={"sku": "OIL", "quantity": 1}).status_code in (403, 404)
    assert desk.counter.lines() == []


def test_one_orders_link_opens_no_line_of_another(counter: Counter) -> None:
    counter.bought(tables=0)
    theirs = counter.line_of("OIL")
    counter.clock.advance(timedelta(minutes=1))  # the newer order is mine
    counter.bought(tables=0)
    mine = make_token(counter.shop, counter.order().order_ref)
    assert counter.client.get(f"/o/{mine}/cancel/{theirs}").status_code == 404
    assert counter.post(f"/o/{mine}/cancel/{theirs}").status_code == 404
    assert counter.client.get(f"/o/{mine[:-3]}xyz").status_code == 404
    assert counter.client.get(f"/checkout/done/{mine[:-3]}xyz").status_code == 404
    assert counter.client.get(f"/o/{mine[:-3]}xyz/stream").status_code == 404
    assert counter.shop.read(lambda work: work.session.scalar(select(func.count()).select_from(Cancellation))) == 0


def test_a_ups_push_without_our_credential_is_refused_and_a_true_one_kept_once(counter: Counter) -> None:
    settings = {"client_id": "i", "client_secret": "s", "account_number": "A1B2C3", "webhook_credential": "ours"}
    counter.shop.carriers = {"ups": carriers.registry.build("ups", settings, Link(clock=counter.clock))}
    push = json.dumps({"trackingNumber": "1Z999AA10123456784", "activityStatus": {"type": "D", "code": "FS"}})

    def send(bearer: str) -> int:
        headers = {"Authorization": f"Bearer {bearer}", "Content-Type": "application/json"}
        return counter.client.post("/hooks/carriers/ups", data=push, headers=headers).status_code

    assert [send("theirs"), send(""), send("ours"), send("ours")] == [403, 403, 200, 200]
    assert counter.shop.read(lambda work: work.session.scalar(select(func.count()).select_from(InboxMessage))) == 1
    assert counter.client.post("/hooks/carriers/ups", data=b"x" * 600_000).status_code == 413


def test_the_yes_to_another_price_or_none_buys_nothing(counter: Counter) -> None:
    counter.add_oil()
    counter.to_review()
    for seen in ("", "0" * 64, HOSTILE):
        assert counter.post("/checkout/review", seen=seen).status_code == 409
    assert counter.shop.read(lambda work: work.session.scalar(select(func.count()).select_from(Order))) == 0


def test_every_refusal_is_a_page_of_the_shop_without_a_trace_of_the_machine(counter: Counter) -> None:
    for path in ("/nothing-here", "/p/none", "/o/forged", "/pay/cs_none", "/c/none", "/makers/none", "/help/none"):
        answer = counter.client.get(path, headers={"Accept": "text/html"})
        assert answer.status_code == 404, path
        assert "<main" in answer.text
        assert not re.search(r"Traceback|sqlalchemy|werkzeug|/site-packages/", answer.text), path
    assert counter.client.get("/cart/add", headers={"Accept": "text/html"}).status_code == 405
