"""Verbs on keys: make one, see them, revoke one, let one in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from foundation.data.work import Work
from foundation.plain.errors import Forbidden, Invalid, NotFound
from foundation.plain.scope import EVERY_SELLER, SellerScope
from storefront.accounts.models import Seller
from storefront.accounts.service import OPERATOR
from storefront.api.domain import USED_NOTED, digest_of, mint_key
from storefront.api.models import ApiKey
from storefront.api.scopes import SCOPES, grantable

MOST = 50


@dataclass(frozen=True)
class Caller:
    """Whoever calls with a key: whose rows it sees and what it may."""

    ref: str
    prefix: str
    scope: SellerScope
    scopes: frozenset[str]

    @property
    def actor(self) -> str:
        """How the audit names it."""
        return f"api:{self.prefix}"


@dataclass(frozen=True)
class KeyRow:
    """One key in the console's list."""

    ref: str
    name: str
    seller: str
    prefix: str
    scopes: tuple[str, ...]
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


def make_key(
    work: Work, scope: SellerScope, roles: frozenset[str], *, seller: str, name: str, scopes: Collection[str], by: str
) -> str:
    """A new key; returns the secret, which is shown this once and kept nowhere.

    Raises `Invalid` for no name, no scope or an unknown one, `Forbidden` for one that `roles` do not give."""
    name = name.strip()
    if not 1 <= len(name) <= 80:
        raise Invalid("Give the key a name of up to 80 characters, such as “ERP”.", field="name")
    if not scopes or set(scopes) - set(SCOPES):
        raise Invalid("Choose at least one thing that the key may do.", field="scopes")
    if set(scopes) - set(grantable(roles)):
        raise Forbidden("A key may do no more than you. Ask the owner for it.")
    _known_seller(work, scope, seller)
    if len(live_keys(work, scope)) >= MOST:
        raise Invalid(f"That are {MOST} keys already. Revoke one that nobody uses.")
    fresh = mint_key()
    work.session.add(
        ApiKey(
            ref=work.new_id(),
            seller_ref=seller,
            name=name,
            prefix=fresh.prefix,
            digest=fresh.digest,
            scopes=sorted(scopes),
            created_by=by,
            created_at=work.now(),
        )
    )
    work.session.flush()
    return fresh.secret


def _known_seller(work: Work, scope: SellerScope, seller: str) -> None:
    if seller == OPERATOR and scope.sellers is None:
        return
    if not scope.covers(seller) or work.session.get(Seller, seller) is None:
        raise Invalid("Choose a seller from the list.", field="seller")


def revoke(work: Work, scope: SellerScope, ref: str) -> None:
    """The key opens nothing any more; twice is once. Raises `NotFound`, for another seller's too."""
    row = work.session.get(ApiKey, ref)
    if row is None or not scope.covers(row.seller_ref):
        raise NotFound("There is no such key.")
    row.revoked_at = row.revoked_at or work.now()
    work.session.flush()


def live_keys(work: Work, scope: SellerScope) -> tuple[KeyRow, ...]:
    """The keys in view that are not revoked, newest first. One statement."""
    rows = work.session.scalars(
        select(ApiKey).where(ApiKey.revoked_at.is_(None)).order_by(ApiKey.created_at.desc(), ApiKey.ref)
    )
    return tuple(_row(row) for row in rows if scope.covers(row.seller_ref))


def _row(row: ApiKey) -> KeyRow:
    return KeyRow(
        row.ref,
        row.name,
        row.seller_ref,
        row.prefix,
        tuple(row.scopes),
        row.created_at,
        row.last_used_at,
        row.revoked_at,
    )


def caller_of(work: Work, secret: str) -> tuple[Caller, bool] | None:
    """Who calls with `secret`, and whether its use is worth noting; None for a key that is not or no longer one."""
    row = work.session.scalar(select(ApiKey).where(ApiKey.digest == digest_of(secret), ApiKey.revoked_at.is_(None)))
    if row is None:
        return None
    scope = EVERY_SELLER if row.seller_ref == OPERATOR else SellerScope(frozenset({row.seller_ref}))
    stale = row.last_used_at is None or work.now() - row.last_used_at > USED_NOTED
    return Caller(row.ref, row.prefix, scope, frozenset(row.scopes)), stale


def note_use(work: Work, ref: str) -> None:
    work.session.execute(update(ApiKey).where(ApiKey.ref == ref).values(last_used_at=work.now()))
