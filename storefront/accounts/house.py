"""The house as its operator orders it: which sellers there are, of whom a second factor is asked."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, select

from foundation.data.work import Work
from foundation.plain.errors import Conflict, Invalid, NotFound
from foundation.plain.scope import SellerScope
from storefront.accounts.access import ROLES
from storefront.accounts.inviting import member
from storefront.accounts.models import Seller, StaffRule
from storefront.mount.current import People

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
RESERVED = ("*", "all", "house", "console", "shop")


@dataclass(frozen=True)
class SellerIn:
    """A seller as typed. `ref` is its short name in addresses and files, for good."""

    ref: str
    name: str
    legal_name: str = ""
    address: str = ""
    email: str = ""
    vat_id: str = ""


def sellers(work: Work, scope: SellerScope) -> tuple[SellerIn, ...]:
    """The sellers in view, by name. One statement."""
    rows = work.session.scalars(select(Seller).order_by(Seller.name))
    return tuple(
        SellerIn(row.ref, row.name, row.legal_name, row.address, row.email, row.vat_id)
        for row in rows
        if scope.covers(row.ref)
    )


def seller(work: Work, scope: SellerScope, ref: str) -> SellerIn:
    """Raises `NotFound`."""
    for found in sellers(work, scope):
        if found.ref == ref:
            return found
    raise NotFound("There is no such seller.")


def add_seller(work: Work, scope: SellerScope, typed: SellerIn) -> None:
    """Somebody more sells here; only the operator may. Raises `NotFound`, `Invalid`, `Conflict` for a name taken."""
    _operator(scope)
    if not _SLUG.fullmatch(typed.ref) or len(typed.ref) > 40 or typed.ref in RESERVED:
        raise Invalid("Write a short name in small letters, digits and hyphens, such as kast-oak.", field="ref")
    if work.session.get(Seller, typed.ref) is not None:
        raise Conflict(f"There is a seller called {typed.ref} already. Choose another short name.")
    _check(typed)
    work.session.add(Seller(created_at=work.now(), **vars(typed)))
    work.session.flush()


def change_seller(work: Work, scope: SellerScope, typed: SellerIn) -> None:
    """Another name, another address. Raises `NotFound`, `Invalid`."""
    row = work.session.get(Seller, typed.ref)
    if row is None or not scope.covers(typed.ref):
        raise NotFound("There is no such seller.")
    _check(typed)
    for name, value in vars(typed).items():
        setattr(row, name, value)
    work.session.flush()


def _check(typed: SellerIn) -> None:
    if not typed.name:
        raise Invalid("Write the name that shoppers read.", field="name")
    if not typed.legal_name or not typed.address:
        missing = "legal_name" if not typed.legal_name else "address"
        raise Invalid("The law wants the firm's name and its whole address.", field=missing)
    if typed.email and "@" not in typed.email.strip("@"):
        raise Invalid("Write an e-mail such as hello@kast-oak.example, or none.", field="email")


def asked_of(work: Work) -> frozenset[str]:
    """The roles of whom a second factor is asked. One statement."""
    return frozenset(work.session.scalars(select(StaffRule.role).where(StaffRule.second_factor)))


def ask_second_factor(work: Work, scope: SellerScope, roles: Collection[str]) -> None:
    """Of everybody with one of these roles, of nobody else; only the operator may. Raises `NotFound`, `Invalid`."""
    _operator(scope)
    if not set(roles) <= set(ROLES):
        raise Invalid(f"Choose of these roles: {', '.join(ROLES)}.")
    work.session.execute(delete(StaffRule))
    work.session.add_all(StaffRule(role=role, second_factor=True) for role in ROLES if role in roles)
    work.session.flush()


def reset_factor(work: Work, scope: SellerScope, people: People | None, ref: str) -> None:
    """Somebody lost phone and paper: they sign in by password alone and set up another. Raises `NotFound`."""
    row = member(work, scope, ref)
    if people is None:
        raise NotFound("People sign in elsewhere here; the second factor is reset there.")
    people.reset_factor(work, row.person_ref)


def _operator(scope: SellerScope) -> None:
    if scope.sellers is not None:
        raise NotFound("This is for whoever runs the whole house.")
