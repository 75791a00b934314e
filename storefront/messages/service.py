"""Writing and reading messages and notes."""

from __future__ import annotations

from sqlalchemy import func, select, update

from foundation.data.work import Work
from foundation.plain.errors import Conflict, Invalid
from storefront.messages.models import Note, OrderMessage
from storefront.orders.models import Contact, Order

LONGEST, MOST_WAITING = 4_000, 20


def _words(text: str, field: str = "body") -> str:
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Invalid("Write something first.", field=field)
    if len(text) > LONGEST:
        raise Invalid(f"Keep this under {LONGEST:,} letters.", field=field)
    return text


def ask(work: Work, order_ref: str, body: str, client_id: str) -> None:
    """The customer writes: the shop sees it at the console and gets a mail. The same press twice is one message.

    Raises `Invalid` for nothing or too much, `Conflict` while many of theirs wait unread.
    """
    text = _words(body)
    if _is_there(work, client_id):
        return
    unread = select(func.count()).where(
        OrderMessage.order_ref == order_ref, OrderMessage.writer == "customer", OrderMessage.read_at.is_(None)
    )
    if (work.session.scalar(unread) or 0) >= MOST_WAITING:
        raise Conflict("We have not read your last messages yet. Give us a moment, then write on.")
    _add(work, client_id, order_ref, "customer", "", text)
    work.enqueue("send_seller_mail", {"order_ref": order_ref, "message": client_id}, key=f"message:{client_id}")


def reply(work: Work, order_ref: str, body: str, name: str, client_id: str) -> None:
    """The shop writes: it stands on the order's page and goes out by mail; what was asked counts as read.

    Raises `Invalid`, and `Conflict` where the customer's data was erased: there is nobody to write to.
    """
    text = _words(body)
    if _is_there(work, client_id):
        return
    order = work.session.get_one(Order, order_ref)
    if work.session.get_one(Contact, order.contact_ref).erased_at is not None:
        raise Conflict("This customer's data was erased, so there is nobody to write to.")
    _add(work, client_id, order_ref, "shop", name, text)
    read(work, order_ref, "customer")
    mail = {"kind": "message", "order_ref": order_ref, "line_refs": [], "data": {"message": client_id}}
    work.enqueue("send_mail", mail, key=f"message:{client_id}")


def _is_there(work: Work, client_id: str) -> bool:
    if not (8 <= len(client_id) <= 40 and client_id.isascii() and client_id.isalnum()):
        raise Invalid("Open the page anew and send it once more.")
    return work.session.get(OrderMessage, client_id) is not None


def _add(work: Work, ref: str, order_ref: str, writer: str, name: str, body: str) -> None:
    work.session.add(OrderMessage(id=ref, order_ref=order_ref, writer=writer, name=name, body=body, sent_at=work.now()))
    work.session.flush()


def read(work: Work, order_ref: str, writer: str) -> None:
    """The other side has seen what `writer` wrote."""
    row = OrderMessage
    work.session.execute(
        update(row)
        .where(row.order_ref == order_ref, row.writer == writer, row.read_at.is_(None))
        .values(read_at=work.now())
    )


def note_order(work: Work, order_ref: str, body: str, by: str) -> None:
    """A note of the house on an order. Raises `Invalid`."""
    _note(work, body, by, order_ref=order_ref)


def note_customer(work: Work, email: str, seller_ref: str, body: str, by: str) -> None:
    """A note on a customer, for the sellers in whose name it was written (`*`: the operator's). Raises `Invalid`."""
    _note(work, body, by, email=email.casefold(), seller_ref=seller_ref)


def _note(work: Work, body: str, by: str, **on: str) -> None:
    text = _words(body, "note")
    work.session.add(Note(id=work.new_id(), body=text, written_by=by, written_at=work.now(), **on))
    work.session.flush()
