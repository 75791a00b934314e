"""Threads and notes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, or_, select

from foundation.data.work import Work
from foundation.plain.scope import SellerScope
from storefront.messages.models import Note, OrderMessage
from storefront.orders.models import Contact, Order
from storefront.orders.queries.scoped import in_view

PAGE = 50


@dataclass(frozen=True)
class Message:
    """One message as both sides read it."""

    mine: bool
    name: str
    body: str
    at: datetime
    read: bool


@dataclass(frozen=True)
class Thread:
    """One order's thread in the list. `unread` counts what the customer wrote and nobody has read."""

    number: str
    customer: str
    last: str
    by_customer: bool
    at: datetime
    unread: int


@dataclass(frozen=True)
class NoteView:
    """A note of the house."""

    body: str
    by: str
    at: datetime


def thread(work: Work, order_ref: str, *, of: str) -> tuple[Message, ...]:
    """An order's messages, oldest first; `mine` are those of `of` (customer or shop). One statement."""
    rows = work.session.scalars(
        select(OrderMessage).where(OrderMessage.order_ref == order_ref).order_by(OrderMessage.sent_at, OrderMessage.id)
    )
    return tuple(Message(row.writer == of, row.name, row.body, row.sent_at, row.read_at is not None) for row in rows)


def threads(work: Work, scope: SellerScope, *, unread_only: bool) -> list[Thread]:
    """The threads in view: those with something unread first, then the newest. Two statements."""
    waits = (OrderMessage.writer == "customer") & OrderMessage.read_at.is_(None)
    unread = func.sum(case((waits, 1), else_=0))
    counted = (
        select(OrderMessage.order_ref, func.max(OrderMessage.sent_at).label("at"), unread.label("unread"))
        .group_by(OrderMessage.order_ref)
        .subquery()
    )
    found = (
        select(Order.order_ref, Order.number, Contact.name, counted.c.at, counted.c.unread)
        .join(counted, counted.c.order_ref == Order.order_ref)
        .join(Contact, Contact.contact_ref == Order.contact_ref)
        .where(*in_view(scope))
        .order_by((counted.c.unread > 0).desc(), counted.c.at.desc())
        .limit(PAGE)
    )
    if unread_only:
        found = found.where(counted.c.unread > 0)
    rows = work.session.execute(found).all()
    last = _last(work, [row.order_ref for row in rows])
    return [
        Thread(row.number, row.name, last[row.order_ref].body, last[row.order_ref].writer == "customer",
               last[row.order_ref].sent_at, int(row.unread or 0))
        for row in rows
    ]  # fmt: skip


def _last(work: Work, order_refs: list[str]) -> dict[str, OrderMessage]:
    rows = work.session.scalars(
        select(OrderMessage)
        .where(OrderMessage.order_ref.in_(order_refs))
        .order_by(OrderMessage.sent_at, OrderMessage.id)
    )
    return {row.order_ref: row for row in rows}


def unread(work: Work, scope: SellerScope) -> int:
    """How many messages of customers in view nobody has read. One statement."""
    found = (
        select(func.count())
        .select_from(OrderMessage)
        .where(OrderMessage.writer == "customer", OrderMessage.read_at.is_(None))
    )
    if scope.sellers is not None:
        found = found.join(Order, Order.order_ref == OrderMessage.order_ref).where(*in_view(scope))
    return work.session.scalar(found) or 0


def notes_on_order(work: Work, order_ref: str) -> tuple[NoteView, ...]:
    """Newest first. One statement."""
    rows = work.session.scalars(select(Note).where(Note.order_ref == order_ref).order_by(Note.written_at.desc()))
    return tuple(NoteView(row.body, row.written_by, row.written_at) for row in rows)


def notes_on_customer(work: Work, email: str, scope: SellerScope) -> tuple[NoteView, ...]:
    """Newest first; another seller's are not there. One statement."""
    found = select(Note).where(Note.email == email.casefold())
    if scope.sellers is not None:
        found = found.where(or_(*(Note.seller_ref == ref for ref in sorted(scope.sellers))))
    rows = work.session.scalars(found.order_by(Note.written_at.desc()))
    return tuple(NoteView(row.body, row.written_by, row.written_at) for row in rows)
