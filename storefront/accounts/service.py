"""Verbs of people and sellers."""

from __future__ import annotations

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import Forbidden, Invalid
from foundation.plain.scope import EVERY_SELLER, SellerScope
from storefront.accounts.models import ROLES, Membership, Seller

OPERATOR = "*"


def put_seller(work: Work, ref: str, name: str) -> None:
    """Create or rename a seller."""
    row = work.session.get(Seller, ref)
    if row is None:
        work.session.add(Seller(ref=ref, name=name, created_at=work.now()))
    else:
        row.name = name


def grant(work: Work, person_ref: str, seller_ref: str, role: str = "owner") -> None:
    """Give a person a role with a seller (`*` for all); raises `Invalid` for a role that does not exist."""
    if role not in ROLES:
        raise Invalid(f"There is no role “{role}”. Choose one of: {', '.join(ROLES)}.")
    row = work.session.scalar(select(Membership).filter_by(person_ref=person_ref, seller_ref=seller_ref))
    if row is None:
        row = Membership(id=work.new_id(), person_ref=person_ref, seller_ref=seller_ref, created_at=work.now())
        work.session.add(row)
    row.role = role


def scope_of(work: Work, person_ref: str) -> SellerScope:
    """Whose rows the person may see in the console. Raises `Forbidden` for somebody who works for no seller."""
    sellers = set(work.session.scalars(select(Membership.seller_ref).filter_by(person_ref=person_ref)))
    if not sellers:
        raise Forbidden("This is the sellers' side of the shop. Ask the owner to add you, then sign in again.")
    return EVERY_SELLER if OPERATOR in sellers else SellerScope(frozenset(sellers))
