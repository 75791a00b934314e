"""The walk every order takes: pay, make, pay the rest, send something back."""

from __future__ import annotations

from datetime import timedelta

from storefront.payments import events, service
from tests.storefront.payments.till import Till, eur


def test_one_payment_takes_stock_and_deposit_and_leaves_the_balance(till: Till) -> None:
    payment = till.order()
    assert till.start(payment).startswith("http://shop.test/pay/cs_test_")

    assert till.pay(payment).next == "back"
    till.work()

    assert till.ledger() == [("capture", 77310)]
    [captured] = till.told(events.PaymentCaptured)
    assert (captured.amount, captured.kind, captured.late) == (eur(77310), "checkout", False)
    money = till.money()
    assert (money.paid, money.due, money.due_now, money.status) == (eur(77310), eur(98880), eur(0), "partially_paid")
    assert money.test
    assert money.payments[0].card == "Visa ending 4242"


def test_the_balance_is_taken_from_the_saved_card_when_its_time_has_come(till: Till) -> None:
    till.paid_order()
    due = till.clock.now() + timedelta(hours=24)
    till.shop.write(lambda work: service.schedule_balance(work, "o1", ["table"], due))
    till.work()
    assert till.ledger() == [("capture", 77310)]

    till.later(hours=24)
    till.work()

    assert till.ledger() == [("capture", 77310), ("capture", 98880)]
    [paid] = till.told(events.BalancePaid)
    assert (paid.line_refs, paid.amount) == (("table",), eur(98880))
    assert till.money().status == "paid"


def test_a_cancelled_line_gets_its_money_back_once(till: Till) -> None:
    till.paid_order()
    for _ in range(2):
        till.shop.write(lambda work: service.refund_line(work, "o1", "oil", eur(2490), key="cancel:oil"))
    till.work()

    assert till.ledger() == [("capture", 77310), ("refund", -2490)]
    [refunded] = till.told(events.RefundSucceeded)
    assert (refunded.line_refs, refunded.amount) == (("oil",), eur(2490))
    assert till.money().status == "partially_refunded"
