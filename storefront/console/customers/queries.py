"""Customers, put together from the contacts of their orders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from foundation.data.work import Work
from foundation.plain.errors import NotFound
from foundation.plain.money import Money
from foundation.plain.scope import SellerScope
from foundation.plain.states import State
from storefront.messages.queries import NoteView, notes_on_customer
from storefront.orders.models import Contact, Order, OrderLine
from storefront.orders.queries.scoped import in_view
from storefront.orders.states import FULFILMENT_AXIS, ORDER, PAYMENT_AXIS

PAGE = 50


@dataclass(frozen=True)
class Row:
    """One customer. `key` is the newest of their contacts and leads to their page."""

    key: str
    name: str
    email: str
    orders: int
    last: datetime


@dataclass(frozen=True)
class Bought:
    """One order of theirs, as far as it is in view; `total` None where others' lines are in it."""

    number: str
    at: datetime
    what: tuple[str, ...]
    total: Money | None
    state: State
    payment: State
    fulfilment: State


@dataclass(frozen=True)
class Customer:
    """All there is to see of one."""

    key: str
    name: str
    email: str
    phone: str
    place: str
    orders: tuple[Bought, ...]
    notes: tuple[NoteView, ...]


def customers(work: Work, scope: SellerScope, search: str, page: int) -> tuple[list[Row], int]:
    """By the newest order, and how many pages. Erased ones are not there. Two statements."""
    email = func.lower(Contact.email)
    orders, last, key = func.count(Order.order_ref), func.max(Order.created_at), func.max(Contact.contact_ref)
    found = (
        select(key.label("key"), func.max(Contact.name).label("name"), email.label("email"),
               orders.label("orders"), last.label("last"))
        .join(Order, Order.contact_ref == Contact.contact_ref)
        .where(Contact.email != "", Order.state.in_(("placed", "cancelled")), *in_view(scope))
        .group_by(email)
    )  # fmt: skip
    if search:
        like = "%" + search.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
        found = found.where(or_(Contact.name.ilike(like, escape="\\"), Contact.email.ilike(like, escape="\\")))
    count = work.session.scalar(select(func.count()).select_from(found.subquery())) or 0
    pages = max(1, -(-count // PAGE))
    rows = work.session.execute(found.order_by(last.desc(), email).limit(PAGE).offset((min(page, pages) - 1) * PAGE))
    return [Row(row.key, row.name, row.email, row.orders, row.last) for row in rows], pages


def customer(work: Work, scope: SellerScope, key: str) -> Customer:
    """Raises `NotFound` for somebody who bought nothing of the sellers in view."""
    contact = work.session.get(Contact, key)
    if contact is None or not contact.email:
        raise NotFound("There is no such customer.")
    orders = work.session.scalars(
        select(Order)
        .join(Contact, Contact.contact_ref == Order.contact_ref)
        .where(
            func.lower(Contact.email) == contact.email.lower(),
            Order.state.in_(("placed", "cancelled")),
            *in_view(scope),
        )
        .order_by(Order.created_at.desc())
    ).all()
    if not orders:
        raise NotFound("There is no such customer.")
    newest = work.session.get_one(Contact, orders[0].contact_ref)
    return Customer(
        key=key,
        name=newest.name,
        email=newest.email,
        phone=newest.phone,
        place=", ".join(part for part in (newest.line1, f"{newest.postcode} {newest.city}".strip()) if part),
        orders=_bought(work, scope, orders),
        notes=notes_on_customer(work, newest.email, scope),
    )


def _bought(work: Work, scope: SellerScope, orders: Sequence[Order]) -> tuple[Bought, ...]:
    rows = work.session.execute(
        select(OrderLine.order_ref, OrderLine.title, OrderLine.quantity, OrderLine.seller_ref)
        .where(OrderLine.order_ref.in_([order.order_ref for order in orders]))
        .order_by(OrderLine.position)
    ).all()
    whole = {o.order_ref: all(scope.covers(r.seller_ref) for r in rows if r.order_ref == o.order_ref) for o in orders}
    return tuple(
        Bought(
            number=order.number,
            at=order.placed_at or order.created_at,
            what=tuple(
                row.title if row.quantity == 1 else f"{row.quantity} × {row.title}"
                for row in rows
                if row.order_ref == order.order_ref and scope.covers(row.seller_ref)
            ),
            total=Money(order.total_minor, order.currency) if whole[order.order_ref] else None,
            state=ORDER.states[order.state],
            payment=PAYMENT_AXIS[order.payment_status],
            fulfilment=FULFILMENT_AXIS[order.fulfilment_status],
        )
        for order in orders
    )
