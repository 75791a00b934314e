"""Cart, checkout, payment, placed, the order's page: the walk everybody takes."""

from __future__ import annotations

from tests.storefront.counter import Counter


def test_a_mixed_cart_is_bought_and_accepted(counter: Counter) -> None:
    assert counter.add_oil().status_code == 303
    assert counter.add_table().status_code == 303

    cart = counter.get("/cart")
    assert "Hardwax oil" in cart
    assert "Solid-wood table" in cart
    assert "Walnut" in cart

    assert counter.to_review().location.endswith("/checkout/review")
    review = counter.get("/checkout/review")
    assert "€988.80" in review
    assert "Order and pay €7" in review

    answer = counter.yes()
    assert "/pay/" in answer.location
    assert counter.order().state == "awaiting_payment"

    counter.choose_card(answer)
    counter.work()
    order = counter.order()
    assert (order.state, order.payment_status) == ("placed", "partially_paid")
    assert counter.kinds()[:2] == ["placed", "accepted"]
    assert counter.lines() == []
