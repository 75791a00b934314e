"""Who works here: asked in by a link that is good once, given another role, let go. The last owner stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from foundation.data.work import Work
from foundation.plain.errors import Conflict, Gone, Invalid, NotFound
from foundation.plain.scope import SellerScope
from storefront.accounts.access import OWNER, ROLES
from storefront.accounts.models import Invitation, Membership, Seller
from storefront.accounts.service import OPERATOR, grant

LASTS = timedelta(days=7)
HOUSE = "The whole house"


@dataclass(frozen=True)
class Member:
    """Somebody who works for a seller; `seller` in words. `name` and `email` are as they were when they came."""

    ref: str
    person_ref: str
    name: str
    email: str
    role: str
    seller: str
    since: datetime


@dataclass(frozen=True)
class Invited:
    """An invitation that nobody has taken yet."""

    ref: str
    email: str
    role: str
    seller: str
    until: datetime


@dataclass(frozen=True)
class Staffing:
    """What the page of people shows. `sellers`: those for whom somebody can be asked in, (ref, name)."""

    members: tuple[Member, ...]
    invited: tuple[Invited, ...]
    sellers: tuple[tuple[str, str], ...]


def staffing(work: Work, scope: SellerScope) -> Staffing:
    """The people of the sellers in view. Three statements."""
    rows = work.session.scalars(select(Seller).order_by(Seller.name))
    names = {row.ref: row.name for row in rows if scope.covers(row.ref)}
    if scope.sellers is None:
        names = {OPERATOR: HOUSE, **names}
    members = work.session.scalars(select(Membership).order_by(Membership.name, Membership.id))
    open_ = select(Invitation).filter(Invitation.accepted_at.is_(None), Invitation.expires_at > work.now())
    return Staffing(
        tuple(
            Member(m.id, m.person_ref, m.name, m.email, m.role, names[m.seller_ref], m.created_at)
            for m in members
            if m.seller_ref in names
        ),
        tuple(
            Invited(one.id, one.email, one.role, names[one.seller_ref], one.expires_at)
            for one in work.session.scalars(open_.order_by(Invitation.created_at))
            if one.seller_ref in names
        ),
        tuple(names.items()),
    )


def invite(work: Work, scope: SellerScope, *, email: str, role: str, seller: str, by: str) -> str:
    """Write an invitation down; returns its ref, from which the caller makes the link. Raises `Invalid`."""
    email = email.strip()
    if "@" not in email.strip("@") or len(email) > 255:
        raise Invalid("Write the e-mail of the person whom you ask in.", field="email")
    _check(work, scope, role, seller)
    row = Invitation(
        id=work.new_id(), email=email, role=role, seller_ref=seller, invited_by=by,
        created_at=work.now(), expires_at=work.now() + LASTS,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    return row.id


def _check(work: Work, scope: SellerScope, role: str, seller: str) -> None:
    if role not in ROLES:
        raise Invalid(f"Choose a role: {', '.join(ROLES)}.", field="role")
    known = seller == OPERATOR or work.session.get(Seller, seller) is not None
    if not known or (scope.sellers is not None and seller not in scope.sellers):
        raise Invalid("Choose for whom they will work.", field="seller")


def withdraw(work: Work, scope: SellerScope, ref: str) -> None:
    """Take an invitation back; its link is good for nothing any more. Twice is once."""
    row = work.session.get(Invitation, ref)
    if row is None or not scope.covers(row.seller_ref):
        raise NotFound("There is no such invitation.")
    if row.accepted_at is None:
        row.expires_at = work.now()


def waiting(work: Work, ref: str) -> Invited:
    """An invitation that can still be taken. Raises `Gone` with what to do."""
    row = work.session.get(Invitation, ref)
    if row is None or row.accepted_at is not None or row.expires_at <= work.now():
        raise Gone("This invitation is over or was taken already. Ask for a new one.")
    seller = work.session.get(Seller, row.seller_ref)
    return Invited(row.id, row.email, row.role, seller.name if seller else HOUSE, row.expires_at)


def accept(work: Work, ref: str, person_ref: str, name: str, email: str) -> None:
    """Take the invitation, once. Raises `Gone` for whoever comes second."""
    taken = work.session.execute(
        update(Invitation)
        .where(Invitation.id == ref, Invitation.accepted_at.is_(None), Invitation.expires_at > work.now())
        .values(accepted_at=work.now(), person_ref=person_ref)
        .returning(Invitation.seller_ref, Invitation.role)
    ).first()
    if taken is None:
        raise Gone("This invitation is over or was taken already. Ask for a new one.")
    grant(work, person_ref, taken.seller_ref, taken.role, name=name, email=email)


def give_role(work: Work, scope: SellerScope, ref: str, role: str) -> None:
    """Another role for a member. Raises `Invalid`, and `Conflict` for the last owner."""
    row = member(work, scope, ref)
    _check(work, scope, role, row.seller_ref)
    if role != OWNER:
        _keep_an_owner(work, row)
    row.role = role


def let_go(work: Work, scope: SellerScope, ref: str) -> None:
    """Somebody works here no more. Raises `Conflict` for the last owner."""
    row = member(work, scope, ref)
    _keep_an_owner(work, row)
    work.session.execute(delete(Membership).where(Membership.id == row.id))


def member(work: Work, scope: SellerScope, ref: str) -> Membership:
    """The membership, locked. Raises `NotFound` for another seller's."""
    row = work.session.scalar(select(Membership).filter_by(id=ref).with_for_update())
    if row is None or not (scope.sellers is None or row.seller_ref in scope.sellers):
        raise NotFound("There is nobody like that here.")
    return row


def _keep_an_owner(work: Work, row: Membership) -> None:
    owners: Sequence[str] = work.session.scalars(
        select(Membership.id).filter_by(seller_ref=row.seller_ref, role=OWNER).with_for_update()
    ).all()
    if row.role == OWNER and len(owners) == 1:
        raise Conflict("Somebody has to own the house. Make another one owner first.")
