"""A whole purchase by program, and what a program does that is careless or lies."""

from __future__ import annotations

import uuid
from typing import Any

from tests.api.conftest import Program, key_of
from tests.storefront.counter import ANNA, HOME, Counter

ADDRESS = dict(HOME)


def snapshot(counter: Counter) -> str:
    return str(counter.shop.signer("configuration").dumps("snap-1"))


def filled(program: Program) -> str:
    """A cart with a tin and a table; its token."""
    lines = [{"sku": "OIL", "quantity": 2}, {"sku": "TABLE", "snapshot": snapshot(program.counter)}]
    return str(program.got("POST", "/carts", {"country": "DK", "lines": lines})["token"])


def reviewed(program: Program, cart: str) -> Any:
    program.got("PUT", f"/carts/{cart}/checkout/contact", ANNA)
    return program.got("PUT", f"/carts/{cart}/checkout/delivery", ADDRESS)


def bought(program: Program) -> str:
    """A paid mixed order; its token."""
    cart = filled(program)
    review = reviewed(program, cart)
    paying = program.got("POST", f"/carts/{cart}/checkout/pay", {"digest": review["digest"]})
    program.counter.shop.write(lambda work: _card(work, paying["payment_page"]))
    program.counter.work()
    return str(paying["order"])


def _card(work: Any, page: str) -> None:
    from storefront.payments.sandbox import paying

    paying.choose_card(work, page.rsplit("/", 1)[1], "approve")


def test_a_program_buys_a_mixed_cart_and_follows_it_to_the_workshop(program: Program) -> None:
    found = program.got("GET", "/catalogue/products?sort=cheap&limit=1")
    assert [(one["slug"], one["price"]) for one in found["items"]] == [
        ("hardwax-oil", {"amount": 2490, "currency": "EUR"})
    ]
    dearer = program.got("GET", f"/catalogue/products?sort=cheap&limit=1&cursor={found['next']}")
    assert [one["slug"] for one in dearer["items"]] == ["oak-chair"]
    quote = program.got("POST", "/promise/quote", {"lines": [{"sku": "OIL"}], "country": "DK", "postcode": "8000"})
    assert quote["each"]["total"]["amount"] == 2490 + 490
    assert quote["lines"][0]["promised"]

    order = program.got("GET", f"/orders/{bought(program)}")

    assert order["state"] == "placed"
    assert order["payment_status"] == "partially_paid"
    assert {line["sku"]: line["state"] for line in order["lines"]} == {"OIL": "accepted", "TABLE": "accepted"}
    assert order["total"]["amount"] == order["today"]["amount"] + order["later"]["amount"]
    assert order["stream"].endswith("/stream")


def test_the_timeline_comes_in_pages_that_say_everything_once(program: Program) -> None:
    token = bought(program)
    whole = program.got("GET", f"/orders/{token}/timeline")
    kinds = [one["kind"] for one in whole["items"]]
    assert whole["next"] is None
    assert "accepted" in kinds
    cut, cursor = [], None
    while True:
        page = program.got("GET", f"/orders/{token}/timeline?limit=1" + (f"&cursor={cursor}" if cursor else ""))
        cut += [one["kind"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert cut == kinds


def test_a_price_in_a_body_is_refused_and_no_price_is_ever_taken_from_one(program: Program) -> None:
    refused = program.refused("POST", "/carts", {"lines": [{"sku": "OIL", "quantity": 1, "unit_price": 1}]})
    assert refused["status"] == 422
    assert refused["errors"] == [{"field": "lines.0.unit_price", "detail": "There is no such field."}]


def test_a_yes_to_another_sum_than_the_reviews_is_refused_with_what_changed(program: Program) -> None:
    cart = filled(program)
    review = reviewed(program, cart)
    lied = program.refused("POST", f"/carts/{cart}/checkout/pay", {"digest": "0" * 64})
    assert (lied["status"], lied["code"]) == (409, "offer_changed")
    assert program.got("GET", f"/carts/{cart}/checkout/review")["digest"] == review["digest"]


def test_a_retried_request_is_answered_again_and_done_once(program: Program) -> None:
    cart, key = filled(program), str(uuid.uuid4())
    first = program("POST", f"/carts/{cart}/lines", {"sku": "OIL", "quantity": 1}, Idempotency_Key=key)
    again = program("POST", f"/carts/{cart}/lines", {"quantity": 1, "sku": "OIL"}, Idempotency_Key=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json
    assert again.headers["Idempotency-Replayed"] == "true"
    assert {line["sku"]: line["quantity"] for line in program.got("GET", f"/carts/{cart}")["lines"]} == {
        "OIL": 3,
        "TABLE": 1,
    }


def test_the_same_key_for_something_else_is_refused_and_so_is_one_that_could_be_guessed(program: Program) -> None:
    cart, key = filled(program), str(uuid.uuid4())
    program.got("POST", f"/carts/{cart}/lines", {"sku": "OIL", "quantity": 1}, Idempotency_Key=key)
    other = program.refused("POST", f"/carts/{cart}/lines", {"sku": "OIL", "quantity": 5}, Idempotency_Key=key)
    assert (other["status"], other["code"]) == (422, "key_reused")
    weak = program.refused("POST", f"/carts/{cart}/lines", {"sku": "OIL"}, Idempotency_Key="1")
    assert weak["errors"][0]["field"] == "Idempotency-Key"


def test_what_was_refused_may_be_tried_again_under_the_same_key(program: Program) -> None:
    cart, key = filled(program), str(uuid.uuid4())
    reviewed(program, cart)
    path = f"/carts/{cart}/checkout/pay"
    refused = program.refused("POST", path, {"digest": "0" * 64}, Idempotency_Key=key)
    assert refused["status"] == 409
    digest = program.got("GET", f"/carts/{cart}/checkout/review")["digest"]
    assert program("POST", path, {"digest": digest}, Idempotency_Key=key).status_code == 201


def test_nobody_reads_a_cart_or_an_order_without_its_token(program: Program) -> None:
    assert program.refused("GET", "/carts/forged")["status"] == 404
    assert program.refused("GET", "/orders/forged")["status"] == 404


def test_a_line_is_cancelled_by_program_where_the_customers_page_could(program: Program) -> None:
    token = bought(program)
    order = program.got("GET", f"/orders/{token}")
    oil = next(line for line in order["lines"] if line["sku"] == "OIL")
    assert oil["cancellable"]
    path = f"/orders/{token}/lines/{oil['line']}/cancel"
    assert program.got("POST", path)["state"] == program.got("POST", path)["state"] == "asked"
    program.counter.work()
    order = program.got("GET", f"/orders/{token}")
    assert next(line["cancelling"] for line in order["lines"] if line["sku"] == "OIL") == "done"


def test_a_seller_reads_its_orders_and_nobody_elses(program: Program, erp: Program) -> None:
    bought(program)
    rows = erp.got("GET", "/seller/orders?state=placed")["items"]
    desk = erp.got("GET", f"/seller/orders/{rows[0]['number']}")
    assert desk["ship_to"]["line1"] == HOME["line1"]
    assert {line["sku"] for line in desk["lines"]} == {"OIL", "TABLE"}
    lumen = Program(program.counter, key_of(program.counter, "lumen"))
    assert lumen.got("GET", "/seller/orders")["items"] == []
    assert lumen.refused("GET", f"/seller/orders/{rows[0]['number']}")["status"] == 404
