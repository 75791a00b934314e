"""Verbs of people and sellers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import Forbidden, Invalid
from foundation.plain.scope import EVERY_SELLER, SellerScope
from storefront.accounts.access import ROLES, roles_for
from storefront.accounts.models import Membership, Seller, StaffRule

OPERATOR = "*"


def put_seller(work: Work, ref: str, name: str) -> None:
    """Create or rename a seller."""
    row = work.session.get(Seller, ref)
    if row is None:
        work.session.add(Seller(ref=ref, name=name, created_at=work.now()))
    else:
        row.name = name


def grant(
    work: Work, person_ref: str, seller_ref: str, role: str = "owner", *, name: str = "", email: str = ""
) -> None:
    """Give a person a role with a seller (`*` for all), with what the others read of them; raises `Invalid` for a role
    that does not exist."""
    if role not in ROLES:
        raise Invalid(f"There is no role “{role}”. Choose one of: {', '.join(ROLES)}.")
    row = work.session.scalar(select(Membership).filter_by(person_ref=person_ref, seller_ref=seller_ref))
    if row is None:
        row = Membership(id=work.new_id(), person_ref=person_ref, seller_ref=seller_ref, created_at=work.now())
        work.session.add(row)
    row.role = role
    row.name, row.email = name or row.name or "", email or row.email or ""


@dataclass(frozen=True)
class Admitted:
    """Somebody at the console: every role they have with some seller, whose rows are in view on this page, and whether
    the shop asks a second factor of one of the roles."""

    roles: frozenset[str]
    scope: SellerScope
    second_factor: bool = False


def admit(work: Work, person_ref: str, endpoint: str) -> Admitted:
    """Let a person call a view of the console for the sellers with whom their role allows it. Raises `Forbidden` for
    somebody who works for no seller, or whose role the view is not for."""
    asked = select(Membership.seller_ref, Membership.role, StaffRule.second_factor)
    asked = asked.outerjoin(StaffRule, StaffRule.role == Membership.role).where(Membership.person_ref == person_ref)
    rows = work.session.execute(asked).all()
    if not rows:
        raise Forbidden("This is the sellers' side of the shop. Ask the owner to add you, then sign in again.")
    allowed = roles_for(endpoint)
    sellers = frozenset(seller for seller, role, _ in rows if role in allowed)
    if not sellers:
        raise Forbidden(f"This page is not for {_said(sorted({role for _, role, _ in rows}))}. Ask the owner for it.")
    scope = EVERY_SELLER if OPERATOR in sellers else SellerScope(sellers)
    return Admitted(frozenset(role for _, role, _ in rows), scope, any(second for _, _, second in rows))


def _said(roles: Sequence[str]) -> str:
    """`the warehouse`, `the catalogue and support`."""
    return "the " + " and ".join(roles)


def works_here(work: Work, person_ref: str) -> bool:
    """Whether somebody works for any seller."""
    return work.session.scalar(select(Membership.id).filter_by(person_ref=person_ref).limit(1)) is not None
