"""The mail that tells the shop of a customer's message."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from email.utils import parseaddr

from flask import current_app
from sqlalchemy import select

from foundation.data.outbox import Message
from foundation.data.work import Work
from storefront.messages.models import OrderMessage
from storefront.mount.current import ShopState
from storefront.notifications.domain import compose
from storefront.notifications.post import post_of
from storefront.orders.models import Contact, Order
from storefront.preferences import force


def send_seller_mail(shop: ShopState, message: Message) -> None:
    """To the shop's own address. Payload: order_ref, message. One that was erased meanwhile is not sent; an answer
    typed into the mail program goes to the customer."""
    force.refresh(shop)
    found = shop.read(lambda work: _read(work, message.payload["order_ref"], message.payload["message"]))
    if found is None:
        return
    number, email, name, body = found
    settings = shop.settings
    context = {
        "shop": settings,
        "number": number,
        "name": name,
        "body": body,
        "url": f"{settings.outside}/console/messages/{number}",
        "_": lambda words, **values: words % values if values else words,
    }
    render = current_app.jinja_env.get_template
    mail = compose(
        sender=settings.mail_from,
        to=settings.mail_reply_to or parseaddr(settings.mail_from)[1],
        subject=f"Order {number}: a question",
        text=render("shop/mail/seller_message.txt").render(context),
        html=render("shop/mail/seller_message.html").render(context),
        key=message.key,
        timestamp=shop.clock.now().timestamp(),
    )
    mail["Reply-To"] = email
    post_of(settings).send(mail, message.key)


def _read(work: Work, order_ref: str, ref: str) -> tuple[str, str, str, str] | None:
    row = work.session.execute(
        select(Order.number, Contact.email, Contact.name, OrderMessage.body)
        .join(Contact, Contact.contact_ref == Order.contact_ref)
        .join(OrderMessage, OrderMessage.order_ref == Order.order_ref)
        .where(Order.order_ref == order_ref, OrderMessage.id == ref)
    ).first()
    return (row.number, row.email, row.name, row.body) if row is not None and row.email else None


OUTBOX: Mapping[str, Callable[[ShopState, Message], None]] = {"send_seller_mail": send_seller_mail}
