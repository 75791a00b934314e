"""Mails to the shop itself: a new order, a bank that took its money back. They go to where answers go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from email.utils import parseaddr
from typing import Any

from flask import current_app
from sqlalchemy import select

from foundation.data.outbox import Message
from foundation.data.work import Work
from storefront.mount.current import ShopState
from storefront.notifications.domain import compose
from storefront.notifications.post import post_of
from storefront.orders.models import Order, OrderLine
from storefront.payments import events as money
from storefront.preferences import force

SUBJECTS: Mapping[str, str] = {
    "new_order": "New order {number}",
    "dispute": "Order {number}: the bank has taken the payment back",
}


def on_payment_captured(work: Work, event: money.PaymentCaptured) -> None:
    if event.kind == "checkout":
        _leave(work, "new_order", event.order_ref, event.order_ref)


def on_dispute_opened(work: Work, event: money.DisputeOpened) -> None:
    _leave(work, "dispute", event.order_ref, f"{event.payment_ref}:{event.at.isoformat()}")


def _leave(work: Work, kind: str, order_ref: str, key: str) -> None:
    work.enqueue("tell_seller", {"kind": kind, "order_ref": order_ref}, key=f"{kind}:{key}"[:160])


def tell_seller(shop: ShopState, message: Message) -> None:
    """Payload: kind, order_ref. What was bought, and the way to the order's desk; no word about the customer."""
    force.refresh(shop)
    kind, order_ref = message.payload["kind"], message.payload["order_ref"]
    number, lines = shop.read(lambda work: _read(work, order_ref))
    url = f"{shop.settings.outside}/console/orders/{number}"
    subject = SUBJECTS[kind].format(number=number)
    send_to_house(shop, message, "seller", subject, {"kind": kind, "number": number, "lines": lines, "url": url})


def send_to_house(
    shop: ShopState, message: Message, template: str, subject: str, said: Mapping[str, Any], *, answer_to: str = ""
) -> None:
    """One mail to where answers go, by the templates `shop/mail/<template>.txt` and `.html`. An answer typed into the
    mail program goes to `answer_to`, where it is given."""
    settings = shop.settings
    context = {**said, "shop": settings, "_": lambda words, **values: words % values if values else words}
    render = current_app.jinja_env.get_template
    mail = compose(
        sender=settings.mail_from,
        to=settings.mail_reply_to or parseaddr(settings.mail_from)[1],
        subject=subject,
        text=render(f"shop/mail/{template}.txt").render(context),
        html=render(f"shop/mail/{template}.html").render(context),
        key=message.key,
        timestamp=shop.clock.now().timestamp(),
    )
    if answer_to:
        mail["Reply-To"] = answer_to
    post_of(settings).send(mail, message.key)


def _read(work: Work, order_ref: str) -> tuple[str, tuple[tuple[str, int], ...]]:
    number = work.session.get_one(Order, order_ref).number
    rows = work.session.execute(
        select(OrderLine.title, OrderLine.quantity).where(OrderLine.order_ref == order_ref).order_by(OrderLine.position)
    )
    return number, tuple((title, quantity) for title, quantity in rows)


OUTBOX: Mapping[str, Callable[[ShopState, Message], None]] = {"tell_seller": tell_seller}
