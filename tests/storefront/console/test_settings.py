"""Settings, the words of pages, the set-up list, prices together, categories, customers and threads, over HTTP."""

from __future__ import annotations

import re
from dataclasses import replace

from storefront.mount.current import Person
from storefront.orders.tokens import make_token
from storefront.preferences import force
from storefront.pricing.queries import price_of
from tests.storefront.console.desk import Desk
from tests.storefront.console.house import sign_in

BASE = {"legal_address": "Hall Three GmbH\nFlensburg", "tax_number": "DE 1", "order_prefix": "ht-"}


def operator(desk: Desk) -> None:
    sign_in(desk.counter.shop, seller="*", person=Person("boss", "b@example.com", "Bo"))


def test_settings_hold_at_once_and_what_the_app_was_started_with_is_stronger(desk: Desk) -> None:
    operator(desk)
    assert desk.post("/console/settings/shop", name="Kast", **BASE).status_code == 303
    assert "Kast" in desk.open("/").text
    assert "Hall Three GmbH" in desk.open("/legal/imprint").text
    assert "Set here by Bo." in desk.open("/console/settings/shop").text
    desk.counter.app.config[force.HELD] = frozenset({"SHOP_NAME"})
    desk.counter.shop.places.pop(force.PLACE)
    desk.counter.shop.settings = replace(desk.counter.shop.settings, name="Held")
    assert desk.post("/console/settings/shop", name="Zweig", **BASE).status_code == 303
    page = desk.open("/console/settings/shop").text
    assert "Set by SHOP_NAME where the shop is started" in page
    assert "Zweig" not in desk.open("/").text


def test_a_wrong_setting_is_told_and_none_is_kept(desk: Desk) -> None:
    operator(desk)
    answer = desk.post("/console/settings/shop", **{**BASE, "name": "Kast", "order_prefix": "1-1"})
    assert answer.status_code == 422
    assert "A prefix has up to four letters" in answer.text
    assert "Kast" not in desk.open("/").text
    assert desk.post("/console/settings/brand", brand_accent="#ffee00").status_code == 422
    assert desk.post("/console/settings/brand", brand_accent="#7a1f3d").status_code == 303
    assert "#7a1f3d" in desk.open("/theme.css").text


def test_orders_that_come_wear_the_prefix(desk: Desk) -> None:
    operator(desk)
    desk.post("/console/settings/shop", name="Kast", **BASE)
    desk.counter.bought(tables=0)
    number = desk.number()
    assert number.startswith("HT-")
    assert desk.open(f"/console/orders/{number}").status_code == 200
    assert desk.counter.post("/orders/find", number=number.lower(), email="anna@example.com").status_code == 200
    assert "fresh_link" in [one.payload["kind"] for one in desk.messages("send_mail")]


def test_no_page_of_the_settings_shows_a_key_and_a_seller_sees_none(desk: Desk) -> None:
    assert desk.open("/console/settings/payments").status_code == 403
    assert desk.open("/console/settings/shop").status_code == 403
    operator(desk)
    secret = "sk_test_" + "secret"
    desk.counter.shop.settings = replace(desk.counter.shop.settings, stripe_secret_key=secret)
    page = desk.open("/console/settings/payments").text
    assert secret not in page
    assert "A test key is set" in page
    for name in ("tax", "carriers", "mails", "pages", "brand"):
        assert desk.open(f"/console/settings/{name}").status_code == 200, name


def test_every_mail_can_be_looked_at_and_none_is_sent(desk: Desk) -> None:
    operator(desk)
    kinds = set(re.findall(r"/console/settings/mails/(\w+)\"", desk.open("/console/settings/mails").text))
    assert len(kinds) > 15
    for kind in kinds:
        assert desk.open(f"/console/settings/mails/{kind}").status_code == 200, kind
        framed = desk.open(f"/console/settings/mails/{kind}/html")
        assert "Order" in framed.text, kind
        assert framed.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert desk.open("/console/settings/mails/nothing").status_code == 404
    assert desk.messages("send_mail") == []


def test_a_legal_page_says_what_was_published_and_goes_back(desk: Desk) -> None:
    operator(desk)
    page = "/console/settings/pages/terms"
    desk.post(page, body="## Ours\n\nTwo <b>words</b>.", do="save")
    assert "Ours" not in desk.open("/legal/terms").text
    assert "Ours" in desk.open(f"{page}/preview").text
    desk.post(page, body="## Ours\n\nTwo <b>words</b>.", do="publish")
    shown = desk.open("/legal/terms").text
    assert '<h2 class="h3">Ours</h2>' in shown
    assert "&lt;b&gt;words&lt;/b&gt;" in shown
    assert "version 1" in desk.open("/console/settings/pages").text
    desk.post(page, do="shipped")
    assert "The contract" in desk.open("/legal/terms").text
    assert desk.post("/console/settings/pages/strange", body="x", do="save").status_code == 404


def test_the_set_up_list_is_read_off_the_shop(desk: Desk) -> None:
    operator(desk)
    before = desk.open("/console/setup").text
    assert "3 in the shop." in before
    assert "The address is missing" in before or "The shop has the name it came with" in before
    desk.post("/console/settings/shop", name="Kast", **BASE)
    assert "Both stand in the imprint" in desk.open("/console/setup").text


def test_prices_are_looked_at_then_written_together_then_taken_back(desk: Desk) -> None:
    page = desk.open("/console/prices?percent=10&ending=90").text
    assert 'value="26.90"' in page
    assert "2 prices of 2 would change." in page
    oil = {"sku": "OIL", "book": "standard-eur", "was": "24.90", "price-OIL": "26.90"}
    assert desk.post("/console/prices", **oil).status_code == 303
    price = desk.counter.shop.read(lambda work: price_of(work, "OIL", "EUR"))
    assert price is not None
    assert price.amount.minor == 2690
    assert desk.post("/console/prices", **oil).status_code == 409, "it is another one by now"
    back = re.findall(r'action="(/console/prices/undo/[^"]+)"', desk.open("/console/prices").text)[0]
    for _ in range(2):
        assert desk.post(back).status_code == 303
    price = desk.counter.shop.read(lambda work: price_of(work, "OIL", "EUR"))
    assert price is not None
    assert price.amount.minor == 2490
    assert desk.post("/console/prices", **{**oil, "price-OIL": "dear"}).status_code == 422
    assert desk.open("/console/prices?percent=lots").status_code == 422


def test_a_category_that_holds_something_stays(desk: Desk) -> None:
    assert desk.open("/console/categories").status_code == 403, "they are the operator's"
    operator(desk)
    for name in ("Care", "Seating"):
        assert desk.post("/console/categories/new", name=name).status_code == 303
    assert desk.post("/console/categories/new", name="Care").status_code == 409
    assert desk.post("/console/categories/seating", name="Seats", parent="care").status_code == 303
    assert desk.post("/console/categories/care", name="Care", parent="seating").status_code == 422
    assert desk.post("/console/categories/care/remove").status_code == 409
    assert desk.post("/console/categories/seating/remove").status_code == 303
    assert "Seats" not in desk.open("/console/categories").text


def test_a_thread_is_answered_and_the_count_of_unread_goes(desk: Desk) -> None:
    counter = desk.counter
    counter.bought(tables=0)
    order = counter.order()
    page = f"/o/{make_token(counter.shop, order.order_ref, order.link_version)}/message"
    counter.post(page, body="Is it here?", client_id="question1")
    assert "One new" in desk.open("/console/messages?show=unread").text
    thread = f"/console/messages/{order.number}"
    assert "Is it here?" in desk.open(thread).text
    assert "Everything is read." in desk.open("/console/messages?show=unread").text
    for _ in range(2):
        assert desk.post(thread, body="It is.", client_id="answer0001").status_code == 303
    assert counter.get(page).count("It is.") == 1
    counter.work()
    assert [one for one in counter.mails() if one.startswith("message-answer0001")]
    assert desk.post(f"{thread}/note", note="Knock.").status_code == 303
    assert "Knock." in desk.open(f"/console/orders/{order.number}").text
    assert "Knock." not in counter.get(page)


def test_customers_are_found_by_their_address_and_noted(desk: Desk) -> None:
    desk.counter.bought(tables=0)
    desk.counter.bought(tables=0)
    listed = desk.open("/console/customers?q=anna@").text
    (key,) = set(re.findall(r'href="(/console/customers/[0-9a-z]+)"', listed))
    shown = desk.open(key).text
    assert shown.count("/console/orders/") == 2
    assert desk.post(f"{key}/note", note="Likes oil.").status_code == 303
    assert "Likes oil." in desk.open(key).text
    sign_in(desk.counter.shop, seller="lumen", person=Person("p2", "l@example.com", "Lis"))
    assert desk.open(key).status_code == 404
    assert "anna@" not in desk.open("/console/customers").text
