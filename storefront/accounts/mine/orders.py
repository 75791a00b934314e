"""Whose order it is: theirs when they bought it signed in, claimed when a mail to its address has reached them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from foundation.data.sql import insert_into
from foundation.data.work import Work
from foundation.plain.money import Money
from storefront.accounts.mine.models import PersonOrder
from storefront.mount.current import Person
from storefront.orders.models import Contact, Order, OrderLine

PAGE = 20
_SEEN = ("placed", "cancelled", "awaiting_payment")


@dataclass(frozen=True)
class MyOrder:
    """One line of the list; `link_version` for the address of its page."""

    order_ref: str
    number: str
    state: str
    payment_status: str
    fulfilment_status: str
    total: Money
    at: datetime
    link_version: int
    titles: tuple[str, ...]
    drawing: dict[str, Any] | None


@dataclass(frozen=True)
class MyOrders:
    """Newest first. `before` is the cursor of the next page, "" on the last; `to_claim` guests' orders with the same
    verified e-mail."""

    orders: tuple[MyOrder, ...]
    before: str
    to_claim: int


def own(work: Work, person_ref: str, order_ref: str) -> None:
    """They bought it; asked twice, once."""
    row = {"order_ref": order_ref, "person_ref": person_ref, "how": "bought", "since": work.now()}
    work.session.execute(insert_into(work.session, PersonOrder).values(**row).on_conflict_do_nothing())


def claim(work: Work, person: Person) -> int:
    """Put what was bought as a guest with their e-mail into their account; returns how many. None before a mail to that
    address has reached them."""
    refs = unclaimed(work, person)
    for ref in refs:
        row = {"order_ref": ref, "person_ref": person.ref, "how": "claimed", "since": work.now()}
        work.session.execute(insert_into(work.session, PersonOrder).values(**row).on_conflict_do_nothing())
    return len(refs)


def my_orders(work: Work, person: Person, before: str = "", limit: int = PAGE) -> MyOrders:
    """A page of their orders. Three statements."""
    mine = select(Order).join(PersonOrder, PersonOrder.order_ref == Order.order_ref)
    mine = mine.where(PersonOrder.person_ref == person.ref, Order.state.in_(_SEEN))
    if before:
        mine = mine.where(Order.order_ref < before)
    rows = list(work.session.scalars(mine.order_by(Order.order_ref.desc()).limit(limit + 1)))
    lines: dict[str, list[OrderLine]] = {}
    refs = [row.order_ref for row in rows[:limit]]
    for line in work.session.scalars(
        select(OrderLine).where(OrderLine.order_ref.in_(refs)).order_by(OrderLine.position)
    ):
        lines.setdefault(line.order_ref, []).append(line)
    count = select(func.count()).select_from(_guests(person).with_only_columns(Order.order_ref).subquery())
    to_claim = work.session.scalar(count) or 0 if person.email_verified else 0
    found = tuple(_as_mine(row, lines.get(row.order_ref, [])) for row in rows[:limit])
    return MyOrders(found, refs[-1] if len(rows) > limit else "", to_claim)


def refs_of(work: Work, person_ref: str) -> list[str]:
    """Every order of theirs, whatever became of it."""
    return list(work.session.scalars(select(PersonOrder.order_ref).filter_by(person_ref=person_ref)))


def unclaimed(work: Work, person: Person) -> list[str]:
    """Guests' orders with their e-mail; none before a mail to that address has reached them."""
    if not person.email_verified:
        return []
    return list(work.session.scalars(_guests(person).with_only_columns(Order.order_ref)))


def _guests(person: Person) -> Select[Any]:
    """Orders with their e-mail that are nobody's yet."""
    taken = select(PersonOrder.order_ref).where(PersonOrder.order_ref == Order.order_ref)
    return (
        select(Order)
        .join(Contact, Contact.contact_ref == Order.contact_ref)
        .where(Contact.email_small == person.email.lower(), Order.state.in_(_SEEN), ~taken.exists())
    )


def _as_mine(row: Order, lines: list[OrderLine]) -> MyOrder:
    pictured = next((line.drawing for line in lines if line.drawing), None)
    return MyOrder(
        row.order_ref,
        row.number,
        row.state,
        row.payment_status,
        row.fulfilment_status,
        Money(row.total_minor, row.currency),
        row.placed_at or row.created_at,
        row.link_version,
        tuple(line.title if line.quantity == 1 else f"{line.quantity} × {line.title}" for line in lines),
        pictured,
    )
