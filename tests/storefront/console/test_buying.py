"""Buying over HTTP: what is short, what to order, an order's letter, its days, its surplus; suppliers and prices."""

from __future__ import annotations

import email
import re
from datetime import date
from email import policy
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.purchasing import SupplierIn, put_supplier
from storefront.console.purchasing.letter import OUTBOX
from storefront.mount.current import ShopState
from storefront.running.draining import drain
from tests.storefront.console.house import Tablet, form_of, sign_in, sold

PURCHASES, TO_ORDER = "/console/purchases", "/console/materials/order"


@pytest.fixture
def tablet(client: FlaskClient, shop: ShopState) -> Tablet:
    sign_in(shop)
    return Tablet(client)


def drafted(tablet: Tablet) -> str:
    """One tap on the suggestion; the order's address."""
    page = tablet.open(TO_ORDER)
    answer = tablet.client.post(TO_ORDER, data=form_of(page, TO_ORDER))
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def with_email(shop: ShopState, lead: int | None = 10) -> None:
    shop.write(lambda w: put_supplier(w, EVERY_SELLER, SupplierIn("mill", "The mill", lead, "orders@mill.example")))


def test_a_shortage_leads_to_a_draft_in_two_taps(tablet: Tablet, shop: ShopState) -> None:
    sold(shop, oak=0)
    assert "Nothing comes too late" in tablet.open("/console/materials/short").text
    page = tablet.open(TO_ORDER).text
    assert "The mill" in page
    assert "Order by" in page
    assert "1 order waits" in page
    order = tablet.open(drafted(tablet)).text
    assert "Draft" in order
    assert "No price yet" in order
    assert "Nothing has to be ordered" in tablet.open(TO_ORDER).text
    assert "a draft has" in tablet.open("/console/materials").text


def test_a_double_tap_on_a_suggestion_makes_one_draft(tablet: Tablet, shop: ShopState) -> None:
    sold(shop, oak=0)
    form = form_of(tablet.open(TO_ORDER), TO_ORDER)
    first, second = (tablet.client.post(TO_ORDER, data=form).location for _ in range(2))
    assert first == second
    late = tablet.client.post(TO_ORDER, data=form | {"client_id": "another"})
    assert late.status_code == 409
    assert "Nothing is short from them any more" in late.text


def test_the_letter_goes_by_mail_with_its_file(tablet: Tablet, shop: ShopState, app: Flask) -> None:
    sold(shop, oak=0)
    order = drafted(tablet)
    page = tablet.open(order)
    refused = tablet.send(page, f"{order}/send")
    assert refused.status_code == 409
    assert "has no e-mail address" in refused.text
    with_email(shop)
    assert "Purchase order PO-" in tablet.open(f"{order}/letter").text
    assert "style-src" in tablet.open(f"{order}/letter/page").headers["Content-Security-Policy"]
    form = form_of(tablet.open(order), f"{order}/send")
    for _ in range(2):
        assert tablet.client.post(f"{order}/send", data=form).status_code == 303
    drain(shop.runner, {name: lambda message, fn=fn: fn(shop, message) for name, fn in OUTBOX.items()})
    (path,) = Path(app.config["SHOP_MAIL_FOLDER"]).glob("*.eml")
    mail = email.message_from_bytes(path.read_bytes(), policy=policy.default)
    assert mail["To"] == "orders@mill.example"
    assert mail["Subject"].startswith("Purchase order PO-")
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    assert "0.001 m³" in text.get_content()
    assert "Oak" in html.get_content()
    (attached,) = mail.iter_attachments()
    assert attached.get_content_type() == "text/csv"
    assert "OAK" in attached.get_content()
    assert "Sent" in tablet.open(order).text
    assert "Mail it again" in tablet.open(order).text


def test_a_cancelled_order_is_not_mailed_any_more(tablet: Tablet, shop: ShopState, app: Flask) -> None:
    sold(shop, oak=0)
    with_email(shop)
    order = drafted(tablet)
    tablet.client.post(f"{order}/send", data=form_of(tablet.open(order), f"{order}/send"))
    tablet.send(tablet.open(order), f"{order}/cancel", reason="not wanted")
    drain(shop.runner, {name: lambda message, fn=fn: fn(shop, message) for name, fn in OUTBOX.items()})
    assert not list(Path(app.config["SHOP_MAIL_FOLDER"]).glob("*.eml"))
    page = tablet.open(order).text
    assert "Cancelled" in page
    assert "not wanted" in page


def test_without_a_lead_time_the_page_says_where_to_set_it(tablet: Tablet, shop: ShopState) -> None:
    sold(shop, oak=0)
    with_email(shop, None)
    page = tablet.open(TO_ORDER).text
    assert "Nobody has said how long The mill takes" in page
    assert 'href="/console/suppliers/mill#save"' in page
    order = drafted(tablet)
    refused = tablet.send(tablet.open(order), f"{order}/send", expected="")
    assert refused.status_code == 422
    assert "has no lead time" in refused.text
    sent = tablet.send(tablet.open(order), f"{order}/send", expected="2026-12-04")
    assert sent.status_code == 303
    assert "Friday 4 December" in tablet.open(order).text
    set_now = tablet.send(tablet.open("/console/suppliers/mill"), "/console/suppliers/mill", name="The mill",
                          lead_days="7", email="orders@mill.example")  # fmt: skip
    assert set_now.status_code == 303
    assert "7 working days" in tablet.open("/console/suppliers").text


def test_confirmed_with_another_day_threatens_who_waits(tablet: Tablet, shop: ShopState) -> None:
    sold(shop, oak=0)
    order = drafted(tablet)
    tablet.send(tablet.open(order), f"{order}/sent", expected="")
    done = tablet.send(tablet.open(order), f"{order}/confirm", **{"their_number": "AB-7", "day-OAK": "2027-01-29"})
    assert done.status_code == 303
    page = tablet.open(order).text
    assert "AB-7" in page
    assert "Friday 29 January" in page
    short = tablet.open("/console/materials/short").text
    assert "Breaks the promise" in short
    assert "Bites" in short
    assert "Order 0001" in short
    pegs = tablet.open("/console/materials/pegs/OAK").text
    assert "29 Jan" in pegs
    for day, words in (("2020-01-01", "That day is over"), ("soon", "Choose the day")):
        wrong = tablet.send(tablet.open(order), f"{order}/expect", sku="OAK", expected=day)
        assert wrong.status_code == 422
        assert words in wrong.text


def test_surplus_is_asked_about_and_the_rest_is_written_off(tablet: Tablet, shop: ShopState) -> None:
    sold(shop, oak=0)
    order = drafted(tablet)
    draft = tablet.send(tablet.open(order), f"{order}/receive", sku="OAK", quantity="0.001")
    assert draft.status_code == 409
    assert "is a draft" in draft.text
    tablet.send(tablet.open(order), f"{order}/sent", expected="")
    asked = tablet.send(tablet.open(order), f"{order}/receive", sku="OAK", quantity="0.0015", document_line="D")
    assert asked.status_code == 409
    assert "Keep all of it" in asked.text
    assert 'name="surplus"' in asked.text
    kept = tablet.send(asked, f"{order}/receive", sku="OAK", quantity="0.0015", document_line="D", surplus="1")
    assert kept.status_code == 303
    page = tablet.open(order).text
    assert "more than ordered" in page
    assert "Received" in page


def test_a_part_and_the_rest_that_never_comes(tablet: Tablet, shop: ShopState) -> None:
    sold(shop, oak=0)
    order = drafted(tablet)
    tablet.send(tablet.open(order), f"{order}/sent", expected="")
    tablet.send(tablet.open(order), f"{order}/receive", sku="OAK", quantity="0.0004", document_line="D", paid="1,20")
    page = tablet.open(order).text
    assert "Part received" in page
    assert "€1.20" in page
    refused = tablet.send(tablet.open(order), f"{order}/cancel", reason="")
    assert refused.status_code == 409
    assert tablet.send(tablet.open(order), f"{order}/rest", reason="sold out").status_code == 303
    assert "Rest written off" in tablet.open(order).text
    assert "0.0006 m³" in tablet.open(TO_ORDER).text


def test_prices_have_a_history_and_bad_ones_are_refused(tablet: Tablet, shop: ShopState) -> None:
    sold(shop)
    at = "/console/suppliers/mill"
    good = {"sku": "OAK", "price": "240", "price_per": "1", "pack": "0.5", "minimum": "0.5", "their_sku": "E-40"}
    for wrong, words in (
        ({"pack": "0"}, "A pack holds at least one"),
        ({"price": "-3"}, "A price is zero or more"),
        ({"price": "dear"}, "is not an amount"),
        ({"price_per": "0"}, "at least 1"),
        ({"minimum": "-1"}, "not negative"),
        ({"sku": "NONE"}, "Choose one of the items"),
        ({"valid_from": "soon"}, "Choose the day"),
    ):
        answer = tablet.send(tablet.open(at), f"{at}/terms", **(good | wrong))
        assert answer.status_code == 422, wrong
        assert words in answer.text, wrong
    for price in ("240", "260"):
        assert tablet.send(tablet.open(at), f"{at}/terms", **(good | {"price": price})).status_code == 303
    page = tablet.open(at).text
    assert "€240" in page
    assert "€260" in page
    assert page.index("€260") < page.index("€240")
    assert page.count(">Now<") + page.count("Now</span>") >= 1


def test_a_supplier_is_added_once_and_named(tablet: Tablet, shop: ShopState) -> None:
    sold(shop)
    page = tablet.open("/console/suppliers")
    good = {"code": "oli", "name": "Olie & Voks", "lead_days": "", "email": ""}
    for wrong, words in (
        ({"code": ""}, "short code"),
        ({"code": "mill"}, "is the code of another supplier"),
        ({"name": ""}, "Give the supplier a name"),
        ({"lead_days": "-4"}, "zero or more working days"),
        ({"email": "nobody"}, "no e-mail address"),
    ):
        answer = tablet.send(page, "/console/suppliers", **(good | wrong))
        assert answer.status_code == 422, wrong
        assert words in answer.text, wrong
    assert tablet.send(page, "/console/suppliers", **good).location == "/console/suppliers/oli"
    assert "Not set" in tablet.open("/console/suppliers").text


def test_the_file_is_csv_and_runs_no_formula(tablet: Tablet, shop: ShopState) -> None:
    sold(shop, oak=0)
    at = "/console/suppliers/mill"
    terms = {"sku": "OAK", "price": "2.40", "price_per": "0.001", "their_sku": "=cmd()"}
    assert tablet.send(tablet.open(at), f"{at}/terms", **terms).status_code == 303
    order = drafted(tablet)
    answer = tablet.open(f"{order}/file")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert "'=cmd()" in answer.text
    assert re.search(r"OAK,Oak,0\.001,m³,2\.40,0\.001,EUR,,Hall Three", answer.text), answer.text


def test_unknown_orders_and_places_are_told(tablet: Tablet, shop: ShopState) -> None:
    sold(shop, oak=0)
    page = tablet.open(TO_ORDER)
    for path in (f"{PURCHASES}/NONE", "/console/suppliers/nobody", "/console/materials/pegs/NONE"):
        assert tablet.open(path).status_code == 404, path
    assert tablet.send(page, TO_ORDER, supplier="nobody", location="HALL").status_code == 404
    assert date(2026, 11, 23) == shop.clock.now().date()
