"""What was paid together is accepted together; who is refused gets the money back, and the others their goods."""

from __future__ import annotations

from sqlalchemy import select

from foundation.data.outbox import Message
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.orders import fulfilment_of
from fulfilment.api.promise import release_expired
from fulfilment.api.stock import adjust
from storefront.orders import jobs
from storefront.orders.models import Order
from storefront.payments.queries import money_of
from storefront.running.draining import drain
from tests.storefront.counter import OUTBOX, Counter

WAITS = "accept_order"


def settled(counter: Counter) -> None:
    """Everything that is due but the handing over to fulfilment."""
    table = {name: (lambda message, fn=fn: fn(counter.shop, message)) for name, fn in OUTBOX.items()}
    table["sandbox_webhook"] = lambda message: counter._deliver(message.payload["event"])
    while drain(counter.shop.runner, table, names=sorted(table.keys() - {WAITS})):
        pass


def paid(counter: Counter, quantity: int) -> str:
    """An order that is paid and waits to be accepted; its reference."""
    counter.later(minutes=1)  # orders are told apart by when they were placed
    counter.add_oil(quantity)
    counter.to_review()
    counter.choose_card(counter.yes())
    settled(counter)
    return counter.order().order_ref


def together(counter: Counter) -> list[int]:
    """Accept what waits, as the worker does; how many came to the handler each time."""
    seen: list[int] = []

    def many(messages: list[Message]) -> None:
        seen.append(len(messages))
        jobs.accept_orders(counter.shop, messages)

    alone = {WAITS: lambda message: jobs.accept_order(counter.shop, message)}
    drain(counter.shop.runner, alone, together={WAITS: many}, names=[WAITS])  # type: ignore[dict-item]
    return seen


def accepted(counter: Counter, ref: str) -> bool:
    return bool(counter.shop.read(lambda work: fulfilment_of(work, EVERY_SELLER, ref)).fulfilment_orders)


def test_orders_that_were_paid_together_are_accepted_in_one_go(counter: Counter) -> None:
    refs = [paid(counter, 1) for _ in range(3)]
    assert together(counter) == [3]
    assert all(accepted(counter, ref) for ref in refs)
    assert together(counter) == []
    assert counter.waiting(WAITS) == 0


def test_the_one_whose_goods_are_gone_gets_its_money_back(counter: Counter) -> None:
    first, second = paid(counter, 3), paid(counter, 2)
    counter.later(minutes=40)
    counter.shop.write(release_expired)
    counter.shop.write(lambda work: adjust(work, EVERY_SELLER, "OIL", "WH", 3, reason="broken"))
    assert together(counter) == [2]
    settled(counter)
    assert accepted(counter, first)
    states = counter.shop.read(
        lambda work: dict(work.session.execute(select(Order.order_ref, Order.state)).all())  # type: ignore[arg-type]
    )
    assert (states[first], states[second]) == ("placed", "cancelled")
    money = counter.shop.read(lambda work: money_of(work, second))
    assert money is not None
    assert money.refunded == money.paid
