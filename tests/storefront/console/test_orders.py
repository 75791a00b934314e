"""The order book over HTTP: filters in the address, one order from all sides, a line taken back once."""

from __future__ import annotations

import re

from flask import g
from sqlalchemy import event, select

from foundation.data.work import Work
from foundation.plain.scope import SellerScope
from storefront.console.orders.queries import Filters, Row, listing
from storefront.mount.current import Person
from storefront.orders.models import OrderLine
from storefront.payments.sandbox.models import SandboxObject
from storefront.payments.sandbox.returns import close_dispute
from tests.storefront.console.desk import Desk
from tests.storefront.console.house import form_of, sign_in


def test_orders_are_found_by_number_name_and_both_axes(desk: Desk) -> None:
    desk.counter.bought(tables=0)
    number = desk.number()
    assert f"/console/orders/{number}" in desk.open("/console/orders").text
    assert f"/console/orders/{number}" in desk.open(f"/console/orders?q={number}").text
    assert f"/console/orders/{number}" in desk.open("/console/orders?q=anna").text
    assert f"/console/orders/{number}" in desk.open("/console/orders?payment=paid&fulfilment=unfulfilled").text
    assert "No order fits." in desk.open("/console/orders?payment=refunded").text
    assert "No order fits." in desk.open("/console/orders?q=100%25").text


NONSENSE = ["page=x", "page=99999999999", "page=-1", "page=%C2%B2", "view=nonsense&payment=<b>"]


def test_a_nonsense_address_shows_the_list(desk: Desk) -> None:
    for query in NONSENSE:
        assert desk.open(f"/console/orders?{query}").status_code == 200, query


def test_the_list_asks_as_much_for_three_orders_as_for_one(desk: Desk) -> None:
    asked: list[str] = []
    engine = desk.counter.shop.db.engine
    event.listen(engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    desk.counter.bought(tables=0)
    desk.open("/console/orders")
    counts = []
    for _ in range(2):
        g.pop("shop_console_signs", None)
        asked.clear()
        desk.open("/console/orders")
        counts.append(len(asked))
        desk.counter.bought(tables=0)
    assert counts[0] == counts[1]


def test_one_order_shows_choices_money_production_and_history(desk: Desk) -> None:
    desk.counter.bought()
    page = desk.open(f"/console/orders/{desk.number()}").text
    for words in ("Solid-wood table", "Walnut", "€988.80", "On hold", "History", "Anna &lt;Berg&gt;", "Test", "0 of"):
        assert words in page, words


def test_the_customers_own_page_opens_from_the_order(desk: Desk) -> None:
    desk.counter.bought(tables=0)
    page = desk.open(f"/console/orders/{desk.number()}").text
    link = re.search(r'href="(/o/[^"]+)"', page)
    assert link is not None
    assert desk.open(link[1]).status_code == 200


def test_an_order_that_is_not_yours_does_not_exist(desk: Desk) -> None:
    desk.counter.bought(tables=0)
    number, line = desk.number(), desk.counter.line_of("OIL")
    sign_in(desk.counter.shop, seller="lumen", person=Person("p2", "l@example.com", "Lis"))
    assert desk.open(f"/console/orders/{number}").status_code == 404
    assert desk.post(f"/console/orders/{number}/cancel/{line}").status_code == 404
    assert number not in re.findall(r"/console/orders/(\w+)", desk.open("/console/orders").text)
    assert desk.open("/console/orders/999999").status_code == 404


def test_a_line_is_cancelled_once_however_often_it_is_pressed(desk: Desk) -> None:
    desk.counter.bought(tables=0)
    path, line = f"/console/orders/{desk.number()}", desk.counter.line_of("OIL")
    form = form_of(desk.open(path), f"{path}/cancel/{line}")
    for _ in range(2):
        assert desk.counter.client.post(f"{path}/cancel/{line}", data=form).status_code == 303
    desk.counter.work()
    assert desk.counter.kinds().count("cancel_asked") == 1
    assert desk.counter.kinds().count("cancelled") == 1
    assert "Cancelled" in desk.open(path).text


def test_a_line_that_has_its_label_is_refused_in_a_sentence(desk: Desk) -> None:
    desk.counter.bought(tables=0)
    ref = desk.packed()
    desk.post("/console/ship/labels", row=ref, client_id="tap", **{f"carrier-{ref}": "fake"})
    desk.book()
    answer = desk.post(f"/console/orders/{desk.number()}/cancel/{desk.counter.line_of('OIL')}")
    assert answer.status_code == 409
    assert "packed with its label on" in answer.text


def test_a_line_of_another_order_is_not_found_here(desk: Desk) -> None:
    desk.counter.bought(tables=0)
    assert desk.post(f"/console/orders/{desk.number()}/cancel/nonsense").status_code == 404


def test_an_order_whose_dispute_was_lost_goes_on_when_the_seller_says_so(desk: Desk) -> None:
    counter = desk.counter
    counter.bought(tables=0, card="disputed")
    counter.later(seconds=30)
    counter.work()
    address = f"/console/orders/{desk.number()}"
    assert "Lift the hold" not in desk.open(address).text
    assert desk.post(f"{address}/let-go").status_code == 409

    query = select(SandboxObject.id).where(SandboxObject.kind == "dispute")
    counter.shop.write(lambda work: close_dispute(work, work.session.scalars(query).one(), "lost"))
    counter.work()
    page = desk.open(address).text
    assert "Lift the hold" in page
    assert "On hold" in page
    assert desk.post(f"{address}/let-go").status_code == 303
    page = desk.open(address).text
    assert "On hold" not in page
    assert "Lift the hold" not in page
    assert "Let go on" in page


def test_a_seller_of_some_lines_does_not_see_what_the_others_cost(desk: Desk) -> None:
    desk.counter.bought()
    order = desk.counter.order().order_ref
    scope = SellerScope(frozenset({"kast-oak"}))

    def row_of(work: Work) -> Row:
        line = work.session.scalars(select(OrderLine).where(OrderLine.order_ref == order, OrderLine.sku == "OIL")).one()
        line.seller_ref = "somebody-else"
        table = work.session.scalars(select(OrderLine).where(OrderLine.order_ref == order, OrderLine.sku == "TABLE"))
        table.one().seller_ref = "kast-oak"
        work.session.flush()
        return listing(work, scope, Filters()).rows[0]

    shown = desk.counter.shop.write(row_of)
    assert shown.what == ("Solid-wood table",)
    assert shown.total is None
