"""The checkout of a cart and who buys: found together, begun together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select

from foundation.data.sql import insert_into
from foundation.data.work import Work
from foundation.plain.errors import NotFound
from storefront.cart import queries as cart_queries
from storefront.checkout.models import Checkout
from storefront.orders.models import Contact

ADDRESS = ("line1", "line2", "postcode", "city", "country", "floor", "lift", "notes")
PERSONAL = ("email", "name", "phone", *ADDRESS)
Lock = Literal["none", "update"]
EMPTY = "Your cart is empty. Put something in it, then check out."


@dataclass(frozen=True)
class Opened:
    """An open checkout with its contact."""

    checkout: Checkout
    contact: Contact


def opened(work: Work, cart_ref: str, *, lock: Lock = "none") -> Opened | None:
    """The checkout of a cart that has not become a paid order; `lock` both for whoever will write. One statement."""
    statement = (
        select(Checkout, Contact)
        .join_from(Checkout, Contact, Contact.contact_ref == Checkout.contact_ref)
        .where(Checkout.cart_ref == cart_ref, Checkout.is_open)
    )
    if lock == "update":  # the contact too: whoever waited is to see what the other tab wrote into it
        statement = statement.with_for_update()
    found = work.session.execute(statement).one_or_none()
    return Opened(*found) if found is not None else None


def begin(work: Work, cart_ref: str) -> Opened:
    """The open checkout of a cart, locked, or a new one, whose contact is written with what else the caller writes.

    Raises `NotFound` for an empty cart."""
    found = opened(work, cart_ref, lock="update")
    if found is not None:
        return found
    cart = cart_queries.filled(work, cart_ref)
    if cart is None:
        raise NotFound(EMPTY)
    contact_ref = work.new_id()
    # Two tabs may begin at once: the partial unique index lets one in, and both go on with that one.
    began = work.session.execute(
        insert_into(work.session, Checkout)
        .values(
            checkout_id=work.new_id(),
            cart_ref=cart_ref,
            contact_ref=contact_ref,
            plan_kind=cart.plan_kind,
            is_open=True,
            created_at=work.now(),
            updated_at=work.now(),
        )
        .on_conflict_do_nothing()
        .returning(Checkout)
    )
    row = began.scalar_one_or_none()
    if row is None:
        return begin(work, cart_ref)
    blank = dict.fromkeys(PERSONAL, "") | {"country": cart.country}
    contact = Contact(contact_ref=contact_ref, created_at=work.now(), **blank)
    work.session.add(contact)
    return Opened(row, contact)
