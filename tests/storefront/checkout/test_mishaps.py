"""What goes wrong on the way to the payment: each a clear sentence, nothing charged, nothing half done."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.promise import reservation
from fulfilment.api.stock import adjust
from storefront.checkout import service
from storefront.mount.current import ShopState
from storefront.orders.models import Contact, Order
from storefront.orders.tokens import make_token
from storefront.pricing.domain import PriceIn
from storefront.pricing.service import put_price
from tests.storefront.counter import ANNA, HOME, Counter, eur


def orders(counter: Counter) -> int:
    return counter.shop.read(lambda work: work.session.query(Order).count())


def test_an_empty_cart_leads_back_to_the_cart(counter: Counter) -> None:
    assert counter.client.get("/checkout/contact").location.endswith("/cart")
    assert counter.post("/checkout/contact", **ANNA).status_code == 404


def test_what_is_missing_is_said_beside_its_field_and_input_is_kept(counter: Counter) -> None:
    counter.add_table()
    answer = counter.post("/checkout/contact", email="anna", name="Anna", phone="")
    assert answer.status_code == 422
    assert "Write an e-mail address" in answer.get_data(as_text=True)
    assert 'value="Anna"' in answer.get_data(as_text=True)

    counter.post("/checkout/contact", **ANNA)
    answer = counter.post("/checkout/delivery", **{**HOME, "phone": "", "floor": "", "lift": "", "country": "US"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for sentence in ("Write a phone number", "Write the floor", "whether there is a lift", "We do not deliver there"):
        assert sentence in page
    assert 'value="Møllevej 4"' in page


def test_a_parcel_asks_for_no_floor(counter: Counter) -> None:
    counter.add_oil()
    assert counter.to_review(phone="", floor="", lift="").status_code == 303


def test_html_in_names_stays_text(counter: Counter) -> None:
    counter.add_oil()
    counter.post("/checkout/contact", **{**ANNA, "name": "<script>alert(1)</script>"})
    counter.post("/checkout/delivery", **HOME)
    assert "<script>alert(1)" not in counter.get("/checkout/review")


def test_sold_out_while_typing_is_said_and_nothing_is_charged(counter: Counter) -> None:
    counter.add_oil(5)
    counter.post("/checkout/contact", **ANNA)
    counter.shop.write(lambda work: adjust(work, EVERY_SELLER, "OIL", "WH", 0, reason="sold in the showroom"))

    answer = counter.post("/checkout/delivery", **HOME)

    assert answer.status_code == 409
    assert "Nothing was charged" in answer.get_data(as_text=True)
    assert orders(counter) == 0


def test_an_address_is_kept_where_nothing_could_be_held_for_it(counter: Counter) -> None:
    counter.add_oil(5)
    counter.post("/checkout/contact", **ANNA)
    counter.shop.write(lambda work: adjust(work, EVERY_SELLER, "OIL", "WH", 0, reason="sold in the showroom"))
    counter.post("/checkout/delivery", **HOME)

    kept = counter.shop.read(lambda work: [row.line1 for row in work.session.query(Contact)])

    assert kept == [HOME["line1"]]


def test_two_buyers_never_get_the_last_one(counter: Counter) -> None:
    counter.add_oil(5)
    counter.to_review()
    first = counter.yes()

    other = replace(counter, client=counter.app.test_client())
    other.add_oil(1)
    refused = other.to_review()

    assert first.status_code == 303
    assert refused.status_code == 409


def test_an_ended_reservation_is_a_clear_page_and_can_be_held_again(counter: Counter) -> None:
    counter.add_oil()
    counter.to_review()
    seen = counter.seen()
    counter.later(minutes=36)

    answer = counter.yes(seen)
    assert answer.status_code == 410
    assert "Your date is free again" in answer.get_data(as_text=True)
    assert orders(counter) == 0

    assert counter.post("/checkout/hold").status_code == 303
    assert counter.yes().status_code == 303


def test_the_time_left_is_shown_only_in_the_last_five_minutes(counter: Counter) -> None:
    counter.add_oil()
    counter.to_review()
    assert "Keep my date" not in counter.get("/checkout/review")
    counter.later(minutes=31)
    assert "Keep my date" in counter.get("/checkout/review")
    counter.post("/checkout/hold")
    assert "Keep my date" not in counter.get("/checkout/review")


def test_a_price_that_changed_meanwhile_is_said_before_anything_is_charged(counter: Counter) -> None:
    counter.add_oil()
    counter.to_review()
    seen = counter.seen()
    counter.shop.write(lambda work: put_price(work, EVERY_SELLER, PriceIn("standard-eur", "OIL", eur(2990))))

    answer = counter.yes(seen)

    assert answer.status_code == 409
    assert "Hardwax oil now costs €29.90 instead of €24.90" in answer.get_data(as_text=True)
    assert orders(counter) == 0
    assert counter.yes().status_code == 303
    assert counter.order().total_minor == 2990 + 490


def test_a_cart_changed_in_another_tab_is_said(counter: Counter) -> None:
    counter.add_oil()
    counter.to_review()
    seen = counter.seen()
    counter.add_oil()

    answer = counter.yes(seen)

    assert answer.status_code == 409
    assert "2 pieces instead of 1" in answer.get_data(as_text=True)
    assert orders(counter) == 0


def test_a_double_click_is_one_order_and_one_payment(counter: Counter) -> None:
    counter.add_oil()
    counter.to_review()
    seen = counter.seen()
    first, second = counter.yes(seen), counter.yes(seen)

    assert first.location == second.location
    assert orders(counter) == 1


def test_two_clicks_at_the_same_instant_are_one_order(counter: Counter) -> None:
    counter.add_oil()
    counter.to_review()
    seen, token = counter.seen(), counter.token()
    cookies = [f"{name}={value}" for name, value in _cookies(counter)]
    places: list[str | None] = []

    def click() -> None:
        with counter.app.test_client(use_cookies=False) as client:
            form = {"csrf_token": token, "seen": seen}
            answer = client.post("/checkout/review", data=form, headers={"Cookie": "; ".join(cookies)})
            places.append(answer.location)

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert orders(counter) == 1
    assert len(set(places)) == 1


def _cookies(counter: Counter) -> list[tuple[str, str]]:
    return [(cookie.key, cookie.value) for cookie in counter.client._cookies.values()]


def test_coming_back_unpaid_with_another_cart_gives_the_old_order_up(counter: Counter) -> None:
    counter.add_oil()
    counter.to_review()
    counter.yes()
    old = counter.order().order_ref
    counter.add_oil()
    counter.post("/checkout/hold")

    answer = counter.yes()
    counter.choose_card(answer)
    counter.work()

    states = {o.order_ref: o.state for o in counter.orders()}
    assert states.pop(old) == "abandoned"
    assert list(states.values()) == ["placed"]


def test_a_declined_card_leaves_the_order_to_be_tried_again(counter: Counter) -> None:
    counter.add_oil()
    counter.to_review()
    answer = counter.yes()
    counter.choose_card(answer, "declined")
    counter.work()
    assert counter.order().state == "awaiting_payment"

    again = counter.yes()
    counter.choose_card(again)
    counter.work()
    assert counter.order().state == "placed"
    assert orders(counter) == 1


def test_a_payment_page_that_closed_frees_what_was_held(counter: Counter) -> None:
    counter.add_oil()
    counter.to_review()
    checkout = counter.checkout_id()
    answer = counter.yes()
    token = make_token(counter.shop, counter.order().order_ref)
    counter.later(minutes=32)
    counter.get(f"/checkout/done/{token}")
    counter.work()

    assert answer.status_code == 303
    assert counter.order().state == "abandoned"
    assert counter.shop.read(lambda work: reservation(work, checkout)) is None
    assert "This was not paid" in counter.get(f"/checkout/done/{token}")

    counter.post("/checkout/hold")
    counter.choose_card(counter.yes())
    counter.work()
    assert counter.order().state == "placed"
    assert orders(counter) == 1


def test_the_return_page_believes_no_query_string(counter: Counter) -> None:
    counter.add_oil()
    counter.to_review()
    counter.yes()
    token = make_token(counter.shop, counter.order().order_ref)

    page = counter.get(f"/checkout/done/{token}?paid=1&status=succeeded&redirect_status=succeeded")

    assert "your bank is answering" in page
    assert counter.order().state == "awaiting_payment"


def test_an_expired_link_says_gone(counter: Counter) -> None:
    counter.bought(tables=0)
    token = make_token(counter.shop, counter.order().order_ref)
    state: ShopState = counter.shop
    state.settings = replace(state.settings, order_link_days=-1)
    assert counter.client.get(f"/o/{token}").status_code == 410


@pytest.mark.parametrize("path", ["/checkout/review", "/checkout/hold", "/checkout/contact", "/cart/add"])
def test_a_form_of_somebody_elses_page_is_refused(counter: Counter, path: str) -> None:
    theirs = {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"}
    assert counter.client.post(path, data={"seen": "x"}, headers=theirs).status_code == 403


@pytest.mark.parametrize("change", ["take out", "put in", "more of it", "the same anew", "empty"])
def test_a_cart_changed_in_another_tab_is_held_again_before_anybody_says_yes(counter: Counter, change: str) -> None:
    counter.add_oil()
    counter.add_table()
    counter.to_review()
    seen, (oil, table) = counter.seen(), counter.lines()
    if change in ("take out", "empty"):
        counter.post(f"/cart/lines/{oil}/remove")
    if change in ("empty", "the same anew"):
        counter.post(f"/cart/lines/{table}/remove")
    if change == "the same anew":  # to the letter what was said yes to, but its hold is for a line that is gone
        counter.add_table()
    if change == "put in":
        counter.add_table()
    if change == "more of it":
        counter.add_oil(2)

    assert "Your cart has changed" in counter.get("/checkout/review")
    assert counter.yes(seen).status_code == 409
    assert orders(counter) == 0

    again = counter.post("/checkout/hold")
    if change == "empty":
        assert again.status_code == 404
    else:
        assert counter.yes().status_code == 303
        assert orders(counter) == 1


def test_a_digest_made_up_for_a_cart_that_is_not_held_buys_nothing(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter.add_oil()
    counter.add_table()
    counter.to_review()
    counter.post(f"/cart/lines/{counter.lines()[0]}/remove")
    monkeypatch.setattr(service, "digest", lambda offer: "f" * 64)
    assert counter.yes("f" * 64).status_code == 409
    assert orders(counter) == 0
