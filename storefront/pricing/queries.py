"""Reading prices: one statement, however many SKUs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import or_, select

from foundation.data.work import Work
from foundation.plain.money import Money
from storefront.pricing.domain import Offer, Price, holding
from storefront.pricing.models import PriceEntry


def prices(work: Work, skus: Collection[str], currency: str, *, at: datetime | None = None) -> dict[str, Price]:
    """The price of each of `skus` in `currency` at `at` (now, if None); SKUs without one are absent. One statement."""
    if not skus:
        return {}
    instant = at or work.now()
    entry = PriceEntry
    rows = work.session.execute(
        select(entry.sku, entry.amount_minor, entry.compare_at_minor, entry.valid_from, entry.valid_to).where(
            entry.currency == currency,
            entry.sku.in_(sorted(skus)),
            or_(entry.valid_from.is_(None), entry.valid_from <= instant),
            or_(entry.valid_to.is_(None), entry.valid_to > instant),
        )
    )
    return holding(
        (
            Offer(sku, Money(amount, currency), None if was is None else Money(was, currency), begins, ends)
            for sku, amount, was, begins, ends in rows
        ),
        instant,
    )


def price_of(work: Work, sku: str, currency: str, *, at: datetime | None = None) -> Price | None:
    """The price of one SKU, or None where it has none in `currency`. One statement."""
    return prices(work, (sku,), currency, at=at).get(sku)


def turns(work: Work) -> tuple[datetime, ...]:
    """The moments at which a price begins or ends, in order. One statement."""
    entry = PriceEntry
    rows = work.session.execute(
        select(entry.valid_from, entry.valid_to).where(or_(entry.valid_from.is_not(None), entry.valid_to.is_not(None)))
    )
    return tuple(sorted({moment for row in rows for moment in row if moment is not None}))
