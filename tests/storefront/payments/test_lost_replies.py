"""Whatever is lost on the way, the card company does each thing exactly once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from foundation.plain.errors import Unavailable
from storefront.payments import events, service
from storefront.payments.gateway.reconcile import reconcile
from storefront.payments.sandbox import paying
from tests.storefront.payments.till import Till, eur

LIBRARY_TRIES = 3  # the first, and the library's own two repetitions

MISHAPS = ["request_lost", "reply_lost", "server_error"]


@pytest.mark.parametrize("mishap", MISHAPS)
def test_one_broken_line_is_mended_by_the_library_with_the_same_key(till: Till, mishap: str) -> None:
    payment = till.order()
    till.mishap("post /v1/checkout/sessions", mishap)

    assert "/pay/cs_test_" in till.start(payment)

    assert len(till.objects("session")) == 1
    assert till.requests("session_create") == ["succeeded"]


@pytest.mark.parametrize("mishap", MISHAPS)
def test_a_page_whose_reply_is_lost_thrice_is_unknown_and_then_the_same_page(till: Till, mishap: str) -> None:
    payment = till.order()
    till.mishap("post /v1/checkout/sessions", mishap, LIBRARY_TRIES)

    with pytest.raises(Unavailable, match="Nothing was charged"):
        till.start(payment)
    assert till.requests("session_create") == ["unknown"]

    assert "/pay/cs_test_" in till.start(payment)
    assert len(till.objects("session")) == 1


def test_a_double_click_gets_one_page(till: Till) -> None:
    payment = till.order()
    assert till.start(payment) == till.start(payment)
    assert len(till.objects("session")) == 1


def test_a_double_click_on_pay_charges_once(till: Till) -> None:
    payment = till.order()
    assert till.pay(payment).next == "back"
    session = till.objects("session")[0]["id"]
    again = till.shop.write(lambda work: paying.choose_card(work, session, "approve"))
    till.work()

    assert again.next == "back"
    assert len(till.objects("charge")) == 1
    assert till.ledger() == [("capture", 77310)]


def _balance_due(till: Till) -> None:
    till.paid_order()
    till.shop.write(lambda work: service.schedule_balance(work, "o1", ["table"], work.now()))


@pytest.mark.parametrize("mishap", MISHAPS)
@pytest.mark.parametrize("times", [LIBRARY_TRIES, 2 * LIBRARY_TRIES])
def test_a_balance_whose_reply_is_lost_is_charged_once(till: Till, mishap: str, times: int) -> None:
    _balance_due(till)
    till.mishap("post /v1/payment_intents", mishap, times)

    till.work(webhooks=False)
    assert till.requests("intent_create") == ["unknown"]
    assert till.told(events.BalanceFailed) == []  # a time-out is not a no

    for _ in range(3):
        till.later(minutes=5)
        till.work(webhooks=False)

    assert till.requests("intent_create") == ["succeeded"]
    assert till.ledger() == [("capture", 77310), ("capture", 98880)]
    assert len(till.objects("charge")) == 2
    assert len(till.told(events.BalancePaid)) == 1


def test_a_balance_whose_reply_is_lost_is_known_from_its_webhook(till: Till) -> None:
    _balance_due(till)
    till.mishap("post /v1/payment_intents", "reply_lost", LIBRARY_TRIES)

    till.work()

    assert till.ledger() == [("capture", 77310), ("capture", 98880)]
    assert till.requests("intent_create") == ["succeeded"]


@pytest.mark.parametrize("mishap", MISHAPS)
def test_a_refund_whose_reply_is_lost_goes_back_once(till: Till, mishap: str) -> None:
    till.paid_order()
    till.shop.write(lambda work: service.refund_line(work, "o1", "oil", eur(2490), key="k"))
    till.mishap("post /v1/refunds", mishap, LIBRARY_TRIES)

    till.work(webhooks=False)
    assert till.requests("refund_create") == ["unknown"]
    till.later(minutes=5)
    till.work(webhooks=False)

    assert till.ledger() == [("capture", 77310), ("refund", -2490)]
    assert len(till.objects("refund")) == 1
    assert len(till.told(events.RefundSucceeded)) == 1


def test_no_refund_is_built_on_one_without_an_answer(till: Till) -> None:
    till.paid_order()
    till.shop.write(lambda work: service.refund_line(work, "o1", "oil", eur(2490), key="first"))
    till.mishap("post /v1/refunds", "reply_lost", LIBRARY_TRIES)
    till.work(webhooks=False)

    till.shop.write(lambda work: service.refund_line(work, "o1", "oil", eur(100), key="second"))
    till.work(webhooks=False)
    assert till.requests("refund_create") == ["planned", "unknown"]

    till.later(minutes=5)
    till.work(webhooks=False)
    till.later(minutes=5)
    till.work(webhooks=False)
    assert till.requests("refund_create") == ["succeeded", "succeeded"]


def test_a_payment_nobody_told_us_about_is_found_by_the_reconciler(till: Till) -> None:
    payment = till.order()
    assert till.pay(payment, "reply_lost").next == "lost"
    till.work()
    assert till.ledger() == []

    till.later(minutes=5)
    reconcile(till.shop)
    till.work()

    assert till.ledger() == [("capture", 77310)]
    reconcile(till.shop)
    till.work()
    assert len(till.told(events.PaymentCaptured)) == 1


def test_after_23_hours_an_unanswered_request_is_looked_up_not_sent_again(till: Till) -> None:
    _balance_due(till)
    till.mishap("post /v1/payment_intents", "reply_lost", 100)
    till.work(webhooks=False)
    assert till.requests("intent_create") == ["unknown"]

    till.later(hours=23, minutes=1)
    reconcile(till.shop)

    assert till.requests("intent_create") == ["succeeded"]
    assert len(till.objects("charge")) == 2
    assert till.ledger() == [("capture", 77310), ("capture", 98880)]


def test_after_23_hours_a_request_that_never_arrived_is_a_failure_that_can_be_tried_anew(till: Till) -> None:
    _balance_due(till)
    till.mishap("post /v1/payment_intents", "request_lost", 100)
    till.work(webhooks=False)

    till.later(hours=23, minutes=1)
    reconcile(till.shop)

    assert till.requests("intent_create") == ["rejected"]
    assert len(till.told(events.BalanceFailed)) == 1
    assert len(till.objects("charge")) == 1
    urls = service.PayNow("http://shop.test/o/x", "http://shop.test/o/x", till.clock.now() + timedelta(hours=1))
    payment = till.shop.write(lambda work: service.pay_now(work, "o1", urls))
    till.pay(payment)
    till.work()
    assert till.ledger() == [("capture", 77310), ("capture", 98880)]


def test_the_bytes_sent_again_are_the_bytes_written_down(till: Till) -> None:
    payment = till.order()
    till.mishap("post /v1/checkout/sessions", "reply_lost", LIBRARY_TRIES)
    with pytest.raises(Unavailable):
        till.start(payment)
    till.later(minutes=3)

    till.start(payment)  # other bytes under the same key would be an idempotency error, and unknown again

    assert till.requests("session_create") == ["succeeded"]
