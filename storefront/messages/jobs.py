"""The mail that tells the shop of a customer's message."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import select

from foundation.data.outbox import Message
from foundation.data.work import Work
from storefront.messages.models import OrderMessage
from storefront.mount.current import ShopState
from storefront.notifications.house import send_to_house
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
    said = {"number": number, "name": name, "body": body, "url": f"{shop.settings.outside}/console/messages/{number}"}
    send_to_house(shop, message, "seller_message", f"Order {number}: a question", said, answer_to=email)


def _read(work: Work, order_ref: str, ref: str) -> tuple[str, str, str, str] | None:
    row = work.session.execute(
        select(Order.number, Contact.email, Contact.name, OrderMessage.body)
        .join(Contact, Contact.contact_ref == Order.contact_ref)
        .join(OrderMessage, OrderMessage.order_ref == Order.order_ref)
        .where(Order.order_ref == order_ref, OrderMessage.id == ref)
    ).first()
    return (row.number, row.email, row.name, row.body) if row is not None and row.email else None


OUTBOX: Mapping[str, Callable[[ShopState, Message], None]] = {"send_seller_mail": send_seller_mail}
