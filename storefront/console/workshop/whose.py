"""For which seller something new is written."""

from __future__ import annotations

from sqlalchemy import select

from foundation.plain.errors import Invalid
from storefront.accounts.guard import Staff
from storefront.accounts.models import Seller
from storefront.mount.current import current_shop


def sellers(who: Staff) -> list[tuple[str, str]]:
    """Refs and names of the sellers in view."""
    statement = select(Seller.ref, Seller.name).order_by(Seller.name)
    if who.scope.sellers is not None:
        statement = statement.where(Seller.ref.in_(sorted(who.scope.sellers)))
    return current_shop().read(lambda work: [(row.ref, row.name) for row in work.session.execute(statement)])


def seller_of(who: Staff, typed: str) -> str:
    """The seller that was chosen, or the only one there is. Raises `NotFound` for another's, `Invalid` for none."""
    if typed:
        who.scope.require(typed, "seller")
        return typed
    mine = sellers(who)
    if len(mine) != 1:
        raise Invalid("Choose whose it is.", field="seller")
    return mine[0][0]
