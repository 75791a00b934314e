"""Changing many prices at once, and taking that back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.data.work import Work
from foundation.plain.errors import Conflict, Invalid, NotFound
from foundation.plain.money import Money
from foundation.plain.scope import SellerScope
from storefront.console.prices.models import PriceChange
from storefront.console.prices.queries import standing
from storefront.pricing.domain import PriceIn
from storefront.pricing.service import put_price


@dataclass(frozen=True)
class Wish:
    """One price as it was shown, and what it shall be."""

    book: str
    sku: str
    was: Money
    now: Money


def change(work: Work, scope: SellerScope, wishes: Sequence[Wish], currency: str, by: str) -> str | None:
    """Write them all or none; returns the change's ref, None where nothing differs.

    Raises `Conflict` naming the first price that is another by now, `NotFound` for another seller's.
    """
    wanted = [wish for wish in wishes if wish.was != wish.now]
    if not wanted:
        return None
    known = standing(work, scope, {wish.sku: wish.book for wish in wanted}, currency)
    for wish in wanted:
        row = known.get((wish.book, wish.sku))
        if row is None:
            raise NotFound(f"There is no price of {wish.sku} any more. Open the page anew.")
        if row.price != wish.was:
            raise Conflict(
                f"The price of {wish.sku} was changed meanwhile. Look at the table as it is now and try again.",
                field=f"price-{wish.sku}",
            )
        put_price(work, scope, PriceIn(wish.book, wish.sku, wish.now, row.was))
    noted = PriceChange(
        ref=work.new_id(),
        currency=currency,
        sellers=sorted({known[wish.book, wish.sku].seller_ref for wish in wanted}),
        entries=[[wish.book, wish.sku, wish.was.minor, wish.now.minor] for wish in wanted],
        changed_by=by,
        changed_at=work.now(),
    )
    work.session.add(noted)
    work.session.flush()
    return noted.ref


def undo(work: Work, scope: SellerScope, ref: str) -> int:
    """Every price of a change is what it was before; returns how many. Once more changes nothing.

    Raises `NotFound`, and `Conflict` when one of them was changed again since: then none is touched.
    """
    noted = work.session.get(PriceChange, ref, with_for_update=True)
    if noted is None or not all(scope.covers(seller) for seller in noted.sellers):
        raise NotFound("There is no such change of prices.")
    if noted.undone_at is not None:
        return 0
    entries = [(str(book), str(sku), int(str(was)), int(str(now))) for book, sku, was, now in noted.entries]
    if not entries:
        raise Invalid("Nothing was changed then.")
    known = standing(work, scope, {sku: book for book, sku, _, _ in entries}, noted.currency)
    for book, sku, was, now in entries:
        row = known.get((book, sku))
        if row is None or row.price.minor != now:
            raise Conflict(f"The price of {sku} was changed again since. Set it by hand.")
        put_price(work, scope, PriceIn(book, sku, Money(was, noted.currency), row.was))
    noted.undone_at = work.now()
    work.session.flush()
    return len(entries)
