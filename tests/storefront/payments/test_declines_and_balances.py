"""The bank says no, asks first, or answers later; the customer always reads what to do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from foundation.plain.errors import Conflict, Gone, Invalid, NotFound
from foundation.plain.money import Money
from storefront.payments import events, service
from storefront.payments.domain import ObligationIn, PaymentIn
from storefront.payments.gateway.reconcile import reconcile
from storefront.payments.sandbox import paying
from tests.storefront.payments.till import Till, eur


def _urls(till: Till) -> service.PayNow:
    return service.PayNow("http://shop.test/o/x", "http://shop.test/o/x", till.clock.now() + timedelta(hours=1))


@pytest.mark.parametrize("card", ["declined", "no_money", "expired", "wrong_cvc", "lost"])
def test_a_declined_card_leaves_the_page_open_for_another(till: Till, card: str) -> None:
    payment = till.order()
    assert till.pay(payment, card).next == "stay"
    till.work()
    assert till.money().payments[0].state == "requires_customer"
    session = till.objects("session")[0]["id"]
    shown = till.shop.read(lambda work: paying.pay_page(work, session))
    assert "Nothing was charged" in shown.sentence
    assert "lost" not in shown.sentence

    till.pay(payment)
    till.work()

    assert till.ledger() == [("capture", 77310)]
    assert till.told(events.PaymentFailed) == []


def test_the_bank_asks_first_and_a_yes_pays(till: Till) -> None:
    payment = till.order()
    assert till.pay(payment, "authenticate").next == "stay"
    session = till.objects("session")[0]["id"]
    assert till.shop.read(lambda work: paying.pay_page(work, session)).step == "bank"
    till.work()
    assert till.ledger() == []

    till.shop.write(lambda work: paying.answer_bank(work, session, "yes"))
    till.work()

    assert till.ledger() == [("capture", 77310)]


def test_the_bank_asks_first_and_a_no_leaves_the_page_open(till: Till) -> None:
    payment = till.order()
    till.pay(payment, "authenticate")
    session = till.objects("session")[0]["id"]
    till.shop.write(lambda work: paying.answer_bank(work, session, "no"))
    till.work()
    assert till.shop.read(lambda work: paying.pay_page(work, session)).step == "choose"
    assert till.ledger() == []


def test_a_bank_debit_is_on_its_way_and_then_paid(till: Till) -> None:
    payment = till.order()
    till.pay(payment, "bank_debit")
    till.work()
    assert till.money().payments[0].state == "processing"

    till.later(seconds=10)
    till.work()

    assert till.ledger() == [("capture", 77310)]
    assert till.money().payments[0].card == "Sepa debit"


def test_a_bank_debit_that_is_sent_back_fails_the_payment_and_the_next_try_pays(till: Till) -> None:
    payment = till.order()
    till.pay(payment, "bank_debit_fails")
    till.work()
    till.later(seconds=10)
    till.work()
    [failed] = till.told(events.PaymentFailed)
    assert "Nothing was charged" in failed.sentence

    till.pay(till.shop.write(lambda work: service.pay_now(work, "o1", _urls(till))))
    till.work()

    assert till.ledger() == [("capture", 77310)]


def test_a_declined_balance_is_paid_with_another_card(till: Till) -> None:
    till.paid_order("later_declined")
    till.shop.write(lambda work: service.schedule_balance(work, "o1", ["table"], work.now()))
    till.work()
    [failed] = till.told(events.BalanceFailed)
    assert failed.line_refs == ("table",)
    assert "not enough money" in failed.sentence
    assert till.money().due_now == till.money().due  # so the order page offers to pay it
    till.later(hours=48)
    till.work()
    assert len(till.told(events.BalanceFailed)) == 1  # the card is not charged again behind the customer's back

    till.pay(till.shop.write(lambda work: service.pay_now(work, "o1", _urls(till))))
    till.work()

    [paid] = till.told(events.BalancePaid)
    assert (paid.line_refs, paid.amount) == (("table",), eur(98880))


def test_a_balance_that_the_bank_wants_to_be_asked_about_fails_with_a_sentence(till: Till) -> None:
    till.paid_order("later_authenticate")
    till.shop.write(lambda work: service.schedule_balance(work, "o1", ["table"], work.now()))
    till.work()
    [failed] = till.told(events.BalanceFailed)
    assert "wants to ask you itself" in failed.sentence


def test_an_undone_inspection_takes_the_charge_back_and_a_second_pass_plans_it_again(till: Till) -> None:
    till.paid_order()
    due = till.clock.now() + timedelta(hours=24)
    till.shop.write(lambda work: service.schedule_balance(work, "o1", ["table"], due))
    assert till.shop.write(lambda work: service.unschedule_balance(work, "o1", ["table"]))
    till.later(hours=25)
    till.work()
    assert len(till.ledger()) == 1

    till.shop.write(lambda work: service.schedule_balance(work, "o1", ["table"], work.now()))
    till.work()
    assert len(till.ledger()) == 2
    assert not till.shop.write(lambda work: service.unschedule_balance(work, "o1", ["table"]))


def test_pay_now_holds_the_saved_card_back_and_an_unpaid_page_gives_it_its_turn(till: Till) -> None:
    till.paid_order()
    due = till.clock.now() + timedelta(minutes=10)
    till.shop.write(lambda work: service.schedule_balance(work, "o1", ["table"], due))
    payment = till.shop.write(lambda work: service.pay_now(work, "o1", _urls(till)))
    till.start(payment)
    till.later(minutes=20)
    till.work()
    assert len(till.ledger()) == 1

    till.later(hours=1)
    reconcile(till.shop)
    till.work()

    assert till.ledger() == [("capture", 77310), ("capture", 98880)]
    assert till.told(events.PaymentExpired) == []  # the order lives on; only a page closed


def test_asking_twice_to_pay_now_gives_one_page(till: Till) -> None:
    till.paid_order()
    first = till.shop.write(lambda work: service.pay_now(work, "o1", _urls(till)))
    assert till.shop.write(lambda work: service.pay_now(work, "o1", _urls(till))) == first


def test_nothing_left_to_pay_is_said_in_words(till: Till) -> None:
    till.paid_order(balance=0)
    with pytest.raises(Conflict, match="Nothing is left to pay"):
        till.shop.write(lambda work: service.pay_now(work, "o1", _urls(till)))


def test_a_dropped_balance_is_never_charged(till: Till) -> None:
    till.paid_order()
    till.shop.write(lambda work: service.schedule_balance(work, "o1", ["table"], work.now()))
    dropped = till.shop.write(lambda work: service.cancel_obligations(work, "o1", "table"))
    till.work()
    assert dropped == eur(98880)
    assert till.ledger() == [("capture", 77310)]
    assert till.money().status == "paid"


def test_a_page_given_up_closes_and_says_so_once_the_card_company_has_confirmed(till: Till) -> None:
    payment = till.order()
    till.start(payment)
    till.shop.write(lambda work: service.cancel_unpaid(work, payment))
    assert till.told(events.PaymentExpired) == []

    till.work()

    assert len(till.told(events.PaymentExpired)) == 1
    assert till.objects("session")[0]["status"] == "expired"
    with pytest.raises(Gone, match="has closed"):
        till.start(payment)


def test_a_page_never_asked_for_closes_at_once(till: Till) -> None:
    payment = till.order()
    till.shop.write(lambda work: service.cancel_unpaid(work, payment))
    assert len(till.told(events.PaymentExpired)) == 1
    till.work()
    assert till.objects("session") == []


def test_a_customer_who_pays_while_we_give_up_has_paid(till: Till) -> None:
    payment = till.order()
    till.start(payment)
    till.shop.write(lambda work: service.cancel_unpaid(work, payment))
    till.pay(payment)
    till.work()
    assert till.ledger() == [("capture", 77310)]
    assert till.told(events.PaymentExpired) == []
    with pytest.raises(Conflict, match="has been made"):
        till.shop.write(lambda work: service.cancel_unpaid(work, payment))


def test_a_page_left_alone_expires_by_its_own_time(till: Till) -> None:
    payment = till.order()
    till.start(payment)
    till.later(minutes=36)
    reconcile(till.shop)
    assert len(till.told(events.PaymentExpired)) == 1
    session = till.objects("session")[0]["id"]
    with pytest.raises(Gone, match="Nothing was charged"):
        till.shop.write(lambda work: paying.choose_card(work, session, "approve"))


def test_money_that_comes_after_the_reservation_is_said_to_be_late(till: Till) -> None:
    payment = till.order()
    till.pay(payment, "bank_debit")
    till.work()
    till.later(hours=2)
    till.work()
    [captured] = till.told(events.PaymentCaptured)
    assert captured.late


def test_an_order_pays_its_checkout_once(till: Till) -> None:
    till.order()
    with pytest.raises(Conflict):
        till.order()


def test_amounts_of_nothing_and_foreign_currencies_are_refused(till: Till) -> None:
    def opened(*parts: ObligationIn) -> None:
        wanted = PaymentIn("o9", "9", "c", "EUR", parts, "http://a", "http://b", till.clock.now())
        till.shop.write(lambda work: service.open_payment(work, wanted))

    with pytest.raises(Invalid):
        opened(ObligationIn("full", ("a",), eur(0), eur(0)))
    with pytest.raises(Invalid):
        opened(ObligationIn("full", ("a",), Money(500, "USD"), Money(0, "USD")))
    with pytest.raises(Invalid):
        opened(ObligationIn("balance", ("a",), eur(500), eur(0), "quality_passed"))


def test_unknown_pages_and_cards_are_refused(till: Till) -> None:
    payment = till.order()
    till.start(payment)
    session = till.objects("session")[0]["id"]
    with pytest.raises(NotFound):
        till.shop.write(lambda work: paying.choose_card(work, "cs_test_nothing", "approve"))
    with pytest.raises(Invalid):
        till.shop.write(lambda work: paying.choose_card(work, session, "gold"))


def test_an_undone_inspection_is_not_charged_for_when_the_open_page_closes_unpaid(till: Till) -> None:
    till.paid_order()
    till.shop.write(lambda work: service.schedule_balance(work, "o1", ["table"], till.clock.now()))
    till.start(till.shop.write(lambda work: service.pay_now(work, "o1", _urls(till))))
    assert till.shop.write(lambda work: service.unschedule_balance(work, "o1", ["table"]))
    for _ in range(3):
        till.later(hours=2)
        till.work()
        reconcile(till.shop)
    assert till.ledger() == [("capture", 77310)]


def test_a_charge_that_comes_due_beside_an_open_page_is_taken_once_the_page_has_closed(till: Till) -> None:
    till.paid_order()
    till.start(till.shop.write(lambda work: service.pay_now(work, "o1", _urls(till))))
    till.shop.write(lambda work: service.schedule_balance(work, "o1", ["table"], till.clock.now()))
    till.work()
    assert till.ledger() == [("capture", 77310)]
    for _ in range(3):
        till.later(hours=2)
        till.work()
        reconcile(till.shop)
    assert till.ledger() == [("capture", 77310), ("capture", 98880)]
