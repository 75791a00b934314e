"""Refunds and disputes: never more goes back than came in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from foundation.plain.errors import Conflict, Invalid
from foundation.plain.money import Money, total
from storefront.payments import events, service
from storefront.payments.domain import Purse, available, split_refund
from storefront.payments.gateway import client_of
from storefront.payments.gateway.reconcile import reconcile
from storefront.payments.models import LedgerEntry
from storefront.payments.sandbox.returns import close_dispute
from tests.storefront.payments.till import Till, eur


def test_a_refund_takes_the_balance_first_and_then_the_deposit(till: Till) -> None:
    till.paid_order()
    till.shop.write(lambda work: service.schedule_balance(work, "o1", ["table"], work.now()))
    till.work()

    refs = till.shop.write(lambda work: service.refund_line(work, "o1", "table", eur(164800), key="cancel:table"))
    till.work()

    assert len(refs) == 2
    assert till.ledger() == [("capture", 77310), ("capture", 98880), ("refund", -98880), ("refund", -65920)]


def test_more_than_was_paid_never_goes_back(till: Till) -> None:
    till.paid_order()
    with pytest.raises(Conflict, match="more than is left"):
        till.shop.write(lambda work: service.refund_line(work, "o1", "oil", eur(77311), key="a"))
    till.shop.write(lambda work: service.refund_line(work, "o1", "oil", eur(77310), key="b"))
    with pytest.raises(Conflict, match="more than is left"):  # planned money is spoken for, sent or not
        till.shop.write(lambda work: service.refund_line(work, "o1", "oil", eur(1), key="c"))
    with pytest.raises(Invalid):
        till.shop.write(lambda work: service.refund_line(work, "o1", "oil", eur(0), key="d"))


def test_nothing_unpaid_can_be_refunded(till: Till) -> None:
    till.order()
    with pytest.raises(Conflict):
        till.shop.write(lambda work: service.refund_line(work, "o1", "oil", eur(100), key="a"))
    assert till.shop.write(lambda work: service.refund_all(work, "o1", key="all")) == ()


def test_everything_goes_back_once(till: Till) -> None:
    till.paid_order()
    till.shop.write(lambda work: service.refund_line(work, "o1", "oil", eur(2490), key="a"))
    for _ in range(2):
        till.shop.write(lambda work: service.refund_all(work, "o1", key="all"))
        till.work()
    assert till.ledger() == [("capture", 77310), ("refund", -74820), ("refund", -2490)]
    assert till.money().status == "refunded"


def test_a_slow_refund_is_pending_until_the_bank_has_done_it(till: Till) -> None:
    payment = till.order()
    till.pay(payment, "bank_debit")
    till.later(seconds=10)
    till.work()
    till.shop.write(lambda work: service.refund_line(work, "o1", "oil", eur(2490), key="a"))
    till.work(webhooks=False)
    assert till.money().refunds[0].state == "pending"

    till.later(seconds=10)
    till.work(webhooks=False)
    reconcile(till.shop)

    assert till.money().refunds[0].state == "succeeded"
    assert len(till.told(events.RefundSucceeded)) == 1


def test_a_refund_made_at_the_card_company_itself_reaches_the_ledger(till: Till) -> None:
    till.paid_order()
    intent = till.objects("intent")[0]["id"]
    client_of(till.shop).v1.refunds.create({"payment_intent": intent, "amount": 500})
    till.work()
    assert till.ledger() == [("capture", 77310), ("refund", -500)]


def test_a_refund_that_the_card_company_refuses_frees_the_amount_and_alerts(till: Till) -> None:
    till.paid_order()
    intent = till.objects("intent")[0]["id"]
    client_of(till.shop).v1.refunds.create({"payment_intent": intent})
    till.shop.write(lambda work: service.refund_line(work, "o1", "oil", eur(2490), key="a"))

    till.work(webhooks=False)

    [refund] = till.money().refunds
    assert refund.state == "failed"
    assert len(till.told(events.MoneyAlert)) == 1


def test_a_dispute_freezes_refunds_until_it_is_won(till: Till) -> None:
    till.paid_order("disputed")
    till.later(seconds=30)
    till.work()
    [opened] = till.told(events.DisputeOpened)
    assert opened.amount == eur(77310)
    assert till.money().status == "disputed"
    with pytest.raises(Conflict, match="Refunds wait"):
        till.shop.write(lambda work: service.refund_line(work, "o1", "oil", eur(100), key="a"))

    dispute = till.objects("dispute")[0]["id"]
    till.shop.write(lambda work: close_dispute(work, dispute, "won"))
    till.work()

    assert till.told(events.DisputeClosed)[0].won
    assert till.money().disputed == eur(0)
    till.shop.write(lambda work: service.refund_line(work, "o1", "oil", eur(100), key="a"))


def test_a_lost_dispute_leaves_nothing_to_refund(till: Till) -> None:
    till.paid_order("disputed")
    till.later(seconds=30)
    till.work()
    dispute = till.objects("dispute")[0]["id"]
    till.shop.write(lambda work: close_dispute(work, dispute, "lost"))
    till.work()
    with pytest.raises(Conflict, match="more than is left"):
        till.shop.write(lambda work: service.refund_line(work, "o1", "oil", eur(100), key="a"))


def test_money_for_a_balance_that_was_dropped_meanwhile_goes_back_at_once(till: Till) -> None:
    till.paid_order()
    urls = service.PayNow("http://shop.test/o", "http://shop.test/o", till.clock.now() + timedelta(hours=1))
    payment = till.shop.write(lambda work: service.pay_now(work, "o1", urls))
    till.pay(payment)
    till.shop.write(lambda work: service.cancel_obligations(work, "o1", "table"))
    till.work()
    assert till.ledger() == [("capture", 77310), ("capture", 98880), ("refund", -98880)]
    assert len(till.told(events.MoneyAlert)) == 1


def test_the_ledger_cannot_be_rewritten(till: Till) -> None:
    till.paid_order()

    with pytest.raises(IntegrityError, match="never changed"):
        till.shop.write(lambda work: work.session.execute(update(LedgerEntry).values(amount_minor=1)))
    with pytest.raises(IntegrityError, match="never changed"):
        till.shop.write(lambda work: work.session.execute(delete(LedgerEntry)))


amounts = st.integers(min_value=0, max_value=200_000)


@given(
    steps=st.lists(st.tuples(st.sampled_from(["capture", "refund", "dispute", "won"]), amounts), max_size=30),
)
def test_refunds_never_exceed_what_was_captured_and_is_not_disputed(steps: list[tuple[str, int]]) -> None:
    captured, back, disputed = eur(0), eur(0), eur(0)
    for kind, minor in steps:
        if kind == "capture":
            captured += eur(minor)
        elif kind == "dispute":
            disputed += eur(min(minor, (captured - back - disputed).minor))
        elif kind == "won":
            disputed -= eur(min(minor, disputed.minor))
        else:
            try:
                parts = split_refund(eur(minor), [Purse("p", available(captured, back, disputed), True, False)])
            except (Conflict, Invalid):
                continue
            back += total((amount for _, amount in parts), "EUR")
        assert back <= captured - disputed


@given(
    wanted=st.integers(min_value=1, max_value=400_000),
    purses=st.lists(st.tuples(amounts, st.booleans(), st.booleans()), max_size=6),
)
def test_a_split_refund_is_the_whole_or_nothing(wanted: int, purses: list[tuple[int, bool, bool]]) -> None:
    money = [Purse(f"p{i}", eur(a), covers, balance) for i, (a, covers, balance) in enumerate(purses)]
    there = sum(a for a, _, _ in purses)
    if wanted > there:
        with pytest.raises(Conflict):
            split_refund(eur(wanted), money)
        return
    parts = split_refund(eur(wanted), money)
    assert sum(amount.minor for _, amount in parts) == wanted
    room = {purse.payment_ref: purse.available for purse in money}
    assert all(Money(0, "EUR") < amount <= room[ref] for ref, amount in parts)
