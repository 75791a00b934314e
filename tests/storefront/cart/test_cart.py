"""The cart: what may be in it, what the page says, what can be undone."""

from __future__ import annotations

from tests.storefront.counter import Counter


def test_the_same_good_twice_is_one_line(counter: Counter) -> None:
    counter.add_oil(2)
    counter.add_oil(3)
    assert len(counter.lines()) == 1
    assert "5 × €24.90" in counter.get("/cart")


WRONG = [
    ("-1", "at least 1"),
    ("0", "at least 1"),
    ("1.5", "whole number"),
    ("abc", "whole number"),
    ("100", "more than 99"),
    ("9" * 40, "more than 99"),
]


def test_a_wrong_quantity_is_a_sentence_and_changes_nothing(counter: Counter) -> None:
    counter.add_oil(2)
    [line] = counter.lines()
    for quantity, sentence in WRONG:
        answer = counter.post(f"/cart/lines/{line}", quantity=quantity)

        assert answer.status_code == 422, quantity
        assert sentence in answer.get_data(as_text=True)
        assert "2 × €24.90" in counter.get("/cart")
        assert counter.post("/cart/add", sku="OIL", quantity=quantity).status_code == 422


def test_unknown_unpriced_and_unconfigured_goods_are_refused(counter: Counter) -> None:
    assert counter.post("/cart/add", sku="NOPE", quantity=1).status_code == 404
    assert counter.post("/cart/add", sku="TABLE", quantity=1).status_code == 422
    assert counter.lines() == []


def test_forged_and_foreign_snapshots_are_refused(counter: Counter) -> None:
    assert counter.post("/cart/add", sku="TABLE", quantity=1, snapshot="snap-1").status_code == 403
    other = counter.shop.signer("order").dumps("snap-1")
    assert counter.post("/cart/add", sku="TABLE", quantity=1, snapshot=other).status_code == 403
    right = counter.shop.signer("configuration").dumps("snap-1")
    assert counter.post("/cart/add", sku="OIL", quantity=1, snapshot=right).status_code == 404
    assert counter.post("/cart/add", sku="TABLE", quantity=1, choices="{").status_code == 422
    assert counter.lines() == []


def test_a_removed_line_can_be_put_back(counter: Counter) -> None:
    counter.add_oil(2)
    [line] = counter.lines()
    after = counter.post(f"/cart/lines/{line}/remove").location

    assert "Hardwax oil was taken out." in counter.get(after)
    assert counter.lines() == []
    counter.post(f"/cart/lines/{line}/restore")
    assert counter.lines() == [line]


def test_somebody_elses_line_does_not_exist_for_me(counter: Counter) -> None:
    counter.add_oil()
    [line] = counter.lines()
    stranger = Counter(counter.app, counter.shop, counter.app.test_client(), counter.clock)
    stranger.add_table()

    assert stranger.post(f"/cart/lines/{line}/remove").status_code == 404
    assert stranger.post(f"/cart/lines/{line}", quantity=9).status_code == 404
    assert counter.lines() == [line]


def test_a_forged_cookie_is_an_empty_cart(counter: Counter) -> None:
    counter.add_oil()
    counter.client.set_cookie("shop_cart", "someone.else")
    assert counter.lines() == []
    assert "Nothing in it yet" in counter.get("/cart")


def test_both_plans_stand_side_by_side_with_day_and_cost(counter: Counter) -> None:
    counter.add_oil()
    counter.add_table()
    page = counter.get("/cart")
    assert "Each when ready" in page
    assert "All together" in page
    assert "Delivery €93.90" in page
    assert "Delivery €89" in page
    assert "Pay when it is ready" in page

    assert counter.post("/cart/plan", plan="together", country="DK").status_code == 303
    together = counter.get("/cart")
    assert together.count('class="arrival"') == 1
    assert counter.post("/cart/plan", plan="never", country="DK").status_code == 422
    assert counter.post("/cart/plan", plan="each", country="XX").status_code == 422


def test_more_than_the_shelf_holds_is_said_and_cannot_be_checked_out(counter: Counter) -> None:
    counter.add_oil(9)
    page = counter.get("/cart")
    assert "Take out or change what cannot be had" in page
    assert 'href="/checkout/contact"' not in page


def test_choices_are_told_in_words(counter: Counter) -> None:
    counter.add_table()
    page = counter.get("/cart")
    assert "Wood Walnut" in page
    assert "What we will make" in page
