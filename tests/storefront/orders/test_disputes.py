"""While a bank disputes an order's money nothing is taken and nothing goes back; when it has decided, both go on."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from foundation.data.outbox import OutboxMessage
from fulfilment.api import events as made
from storefront.orders.models import Cancellation
from storefront.orders.service import cancel_line
from storefront.payments.queries import money_of
from storefront.payments.sandbox.models import SandboxObject
from storefront.payments.sandbox.returns import close_dispute
from tests.storefront.counter import Counter, eur


def disputed(counter: Counter, *, oil: int, tables: int) -> str:
    """A paid order whose bank has taken the money back."""
    order_ref = counter.bought(oil=oil, tables=tables, card="disputed")
    counter.later(seconds=30)
    counter.work()
    return order_ref


def decide(counter: Counter, verdict: str) -> None:
    query = select(SandboxObject.id).where(SandboxObject.kind == "dispute")
    counter.shop.write(lambda work: close_dispute(work, work.session.scalars(query).one(), verdict))
    counter.work()


def cancel(counter: Counter, order_ref: str, line_ref: str) -> None:
    counter.shop.write(lambda work: cancel_line(work, order_ref, line_ref, "customer"))
    counter.work()


def given_back(counter: Counter, line_ref: str) -> int | None:
    return counter.shop.read(lambda work: work.session.get_one(Cancellation, line_ref).refund_minor)


def test_a_line_cancelled_in_a_dispute_is_refunded_when_the_dispute_is_won(counter: Counter) -> None:
    order, line = disputed(counter, oil=1, tables=0), counter.line_of("OIL")
    cancel(counter, order, line)
    assert given_back(counter, line) is None
    counter.later(days=1)
    counter.work()
    assert given_back(counter, line) is None
    decide(counter, "won")
    counter.later(days=1, minutes=1)
    counter.work()
    assert given_back(counter, line) == counter.order().total_minor
    assert counter.order().payment_status == "refunded"
    assert not dead(counter)


def test_what_the_bank_gave_back_for_good_is_not_given_back_again(counter: Counter) -> None:
    order, line = disputed(counter, oil=1, tables=0), counter.line_of("OIL")
    cancel(counter, order, line)
    decide(counter, "lost")
    counter.later(days=1, minutes=1)
    counter.work()
    assert given_back(counter, line) == 0
    assert not dead(counter)


def test_the_balance_waits_for_the_banks_verdict_and_follows_when_it_is_won(counter: Counter) -> None:
    order, line = disputed(counter, oil=0, tables=1), counter.line_of("TABLE")
    now = counter.clock.now()
    counter.emit(made.InspectionPassed(order, (line,), now, "insp1", now))
    counter.later(days=3)
    counter.work()
    assert owed(counter, order) != eur(0)
    decide(counter, "won")
    counter.later(minutes=1)
    counter.work()
    assert owed(counter, order) == eur(0)


def test_a_charge_that_was_planned_before_the_dispute_waits_too(counter: Counter) -> None:
    order = counter.bought(oil=0, card="disputed")
    line, now = counter.line_of("TABLE"), counter.clock.now()
    counter.emit(made.InspectionPassed(order, (line,), now, "insp1", now))
    assert counter.waiting("take_balance") == 1
    counter.later(seconds=30)
    counter.work()
    assert counter.waiting("take_balance") == 0
    counter.clock.advance(timedelta(days=3))
    counter.work()
    assert owed(counter, order) != eur(0)


def owed(counter: Counter, order_ref: str) -> object:
    money = counter.shop.read(lambda work: money_of(work, order_ref))
    assert money is not None
    return money.due


def dead(counter: Counter) -> list[str]:
    query = select(OutboxMessage.name).where(OutboxMessage.state == "dead")
    return counter.shop.read(lambda work: list(work.session.scalars(query)))
