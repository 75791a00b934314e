"""What the worker does for orders: each message is one step over the line between money and fulfilment, idempotent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import select

from foundation.data.outbox import Message
from foundation.data.work import Work
from foundation.plain.errors import Conflict, IllegalTransition
from foundation.plain.money import Money
from fulfilment.api import orders as fulfilment
from fulfilment.api.promise import release
from storefront.mount.current import ShopState
from storefront.orders.models import Order, OrderLine
from storefront.orders.queries import accepting, under_way
from storefront.orders.service import cancelling, project
from storefront.orders.service.cancelling import settle_cancellation
from storefront.orders.service.placing import locked
from storefront.payments.queries import frozen, in_dispute
from storefront.payments.service import cancel_obligations, refund_all, refund_line
from storefront.timeline.service import append


def accept_order(shop: ShopState, message: Message) -> None:
    """Hand a paid order to fulfilment. Payload: order_ref. What it asked for is gone although it was paid (the
    reservation ended before the money came): all of it goes back at once, and the customer reads why."""
    order = shop.read(lambda work: accepting(work, message.payload["order_ref"]))
    try:
        shop.write(lambda work: fulfilment.accept_order(work, order))
    except IllegalTransition:
        raise
    except Conflict:
        shop.write(lambda work: _give_back(work, order))


def accept_orders(shop: ShopState, messages: Sequence[Message]) -> None:
    """The same for orders that were paid at about the same time: one transaction for all of them."""
    refs = [message.payload["order_ref"] for message in messages]
    orders = shop.read(lambda work: [accepting(work, ref) for ref in refs])
    done = shop.write(lambda work: fulfilment.accept_orders(work, orders))
    for order, message in zip(orders, messages, strict=True):
        if order.order_ref in done.refused:
            shop.write(lambda work, order=order: _give_back(work, order))  # type: ignore[misc]  # a default that binds
        elif order.order_ref in done.left:
            accept_order(shop, message)


def _give_back(work: Work, order: fulfilment.AcceptOrder) -> None:
    row = locked(work, order.order_ref)
    if row.state != "placed":
        return
    refs = [line.line_ref for line in order.lines]
    append(work, order.order_ref, refs, "sold_out", work.now())
    for ref in refs:
        cancel_obligations(work, order.order_ref, ref)
    refund_all(work, order.order_ref, key=f"sold_out:{order.order_ref}")
    mail = {"kind": "sold_out", "order_ref": order.order_ref, "line_refs": refs, "data": {}}
    work.enqueue("send_mail", mail, key=f"sold_out:{order.order_ref}")
    project(work, order.order_ref)


def cancel_line(shop: ShopState, message: Message) -> None:
    """Take a line back in fulfilment, then leave the refund to the next message. Payload: order_ref, line_ref."""
    order_ref, line_ref = message.payload["order_ref"], message.payload["line_ref"]

    def free(work: Work) -> None:
        freed = fulfilment.cancel_line(work, order_ref, line_ref)
        cost = freed.committed_cost
        payload = {"order_ref": order_ref, "line_ref": line_ref, "cost": cost.minor, "currency": cost.currency}
        work.enqueue("refund_line", payload, key=line_ref)
        settle_cancellation(work, line_ref, "done")

    try:
        shop.write(free)
    except Conflict as refused:
        sentence = refused.sentence
        shop.write(lambda work: _refuse(work, order_ref, line_ref, sentence))


def _refuse(work: Work, order_ref: str, line_ref: str, sentence: str) -> None:
    if settle_cancellation(work, line_ref, "refused", sentence):
        append(work, order_ref, [line_ref], "cancel_refused", work.now(), {"sentence": sentence})


def refund_cancelled(shop: ShopState, message: Message) -> None:
    """Drop what was not paid yet and send back what was. Payload: order_ref, line_ref, cost, currency. While a bank has
    the money nothing can go back: it is asked again a day later. What the bank gave back for good, we cannot again."""
    order_ref, line_ref = message.payload["order_ref"], message.payload["line_ref"]
    cost = Money(message.payload["cost"], message.payload["currency"])

    def back(work: Work) -> None:
        if cancelling.refund_noted(work, order_ref, line_ref):
            return
        if in_dispute(work, order_ref):
            key = f"{line_ref}:{work.now().date().isoformat()}"
            work.enqueue("refund_line", dict(message.payload), key=key, due=work.now() + timedelta(days=1))
            return
        lost = frozen(work, order_ref)
        amount = Money.zero(cost.currency) if lost else cancelling.refund_of(work, order_ref, line_ref, cost)
        cancel_obligations(work, order_ref, line_ref)
        if amount.minor > 0:
            refund_line(work, order_ref, line_ref, amount, key=f"cancel:{line_ref}")
        cancelling.note_refund(work, line_ref, amount)
        project(work, order_ref)

    shop.write(back)


def release_hold(shop: ShopState, message: Message) -> None:
    """The balance is paid: the piece may leave. Payload: order_ref, line_ref."""
    order_ref, line_ref = message.payload["order_ref"], message.payload["line_ref"]
    shop.write(lambda work: fulfilment.release_hold(work, order_ref, [line_ref], "balance_due"))


def follow_dispute(shop: ShopState, message: Message) -> None:
    """Hold every line at both gates while a bank has the money, let go once it is ours again. Payload: order_ref.

    What counts is how the dispute stands now, read once the fulfilment orders are locked: the messages of its
    beginning and its end may be worked on in any order."""
    order_ref = message.payload["order_ref"]

    def follow(work: Work) -> None:
        refs = list(work.session.scalars(select(OrderLine.line_ref).where(OrderLine.order_ref == order_ref)))
        fulfilment.release_hold(work, order_ref, refs, "dispute")
        if work.session.get_one(Order, order_ref).state == "placed" and frozen(work, order_ref):
            for gate in ("start", "dispatch"):
                fulfilment.place_hold(work, order_ref, refs, "dispute", gate, "")

    shop.write(follow)


def release_reservation(shop: ShopState, message: Message) -> None:
    """Nobody paid: what was held is free. Payload: order_ref, payment_ref, checkout_id. A customer who is already
    trying again keeps it."""

    def free(work: Work) -> None:
        order = locked(work, message.payload["order_ref"])
        if order.state == "abandoned" and order.payment_ref == message.payload["payment_ref"]:
            release(work, message.payload["checkout_id"])

    shop.write(free)


def recheck_orders(shop: ShopState) -> int:
    """Nightly: derive the status of every order that is still under way anew; returns how many were looked at. The
    projection is written after every event, so this finds only what a fault has left behind."""
    refs = shop.read(under_way)
    for ref in refs:
        shop.write(lambda work, order=ref: project(work, order))  # type: ignore[misc]  # a default that binds
    return len(refs)


TOGETHER: Mapping[str, Callable[[ShopState, Sequence[Message]], None]] = {"accept_order": accept_orders}
OUTBOX: Mapping[str, Callable[[ShopState, Message], None]] = {
    "accept_order": accept_order,
    "cancel_line": cancel_line,
    "refund_line": refund_cancelled,
    "release_hold": release_hold,
    "follow_dispute": follow_dispute,
    "release_reservation": release_reservation,
}
