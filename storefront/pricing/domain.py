"""Which price holds: plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from foundation.plain.errors import Invalid
from foundation.plain.money import EXPONENTS, Money


@dataclass(frozen=True)
class PriceBookIn:
    """A list of prices in one currency, for one seller. `code` is its name for good, e.g. `standard-eur`."""

    code: str
    name: str
    currency: str
    seller_ref: str


@dataclass(frozen=True)
class PriceIn:
    """What one piece of `sku` costs in `book` from `valid_from` (always, if None) until just before `valid_to`.

    `compare_at` is the price it is shown against ("was €75"); it must be above `amount` to be shown at all.
    """

    book: str
    sku: str
    amount: Money
    compare_at: Money | None = None
    valid_from: datetime | None = None
    valid_to: datetime | None = None


@dataclass(frozen=True)
class Price:
    """The price of one piece of `sku` at an instant, and what its seller compares it with."""

    sku: str
    amount: Money
    compare_at: Money | None = None

    @property
    def was(self) -> Money | None:
        """The price to strike through: only where it is really lower now."""
        lower = self.compare_at is not None and self.compare_at.minor > self.amount.minor
        return self.compare_at if lower else None


@dataclass(frozen=True)
class Offer:
    """One stored entry, as much of it as the choice needs."""

    sku: str
    amount: Money
    compare_at: Money | None
    valid_from: datetime | None
    valid_to: datetime | None


def standard_book(seller_ref: str, currency: str) -> str:
    """The code of the book that holds a seller's everyday prices in a currency: import, seed and console share it."""
    return f"{seller_ref}-{currency.lower()}"


def check_book(book: PriceBookIn) -> None:
    """Raises `Invalid` for a currency the shop cannot take or a nameless book."""
    if book.currency not in EXPONENTS:
        raise Invalid(f"{book.currency} is not a currency this shop can take.", field="currency")
    if not book.code or not book.name.strip():
        raise Invalid("A price book needs a short code and a name.", field="name")


def check_price(price: PriceIn, currency: str) -> None:
    """Raises `Invalid` for a negative amount, a foreign currency or a validity that ends before it begins."""
    for amount, field in ((price.amount, "amount"), (price.compare_at, "compare_at")):
        if amount is None:
            continue
        if amount.currency != currency:
            raise Invalid(f"This price book is in {currency}; give the price in {currency}.", field=field)
        if amount.minor < 0:
            raise Invalid("A price cannot be below zero.", field=field)
    if price.valid_from and price.valid_to and price.valid_to <= price.valid_from:
        raise Invalid("A price must end after it begins.", field="valid_to")


def holding(offers: Iterable[Offer], at: datetime) -> dict[str, Price]:
    """The price of each SKU at the instant `at`.

    Of several entries that hold, the one that began last wins: a sale with a beginning beats the standing price.
    """
    best: dict[str, Offer] = {}
    for offer in offers:
        if (offer.valid_from and offer.valid_from > at) or (offer.valid_to and offer.valid_to <= at):
            continue
        now = best.get(offer.sku)
        if now is None or _began(offer) > _began(now):
            best[offer.sku] = offer
    return {sku: Price(sku, offer.amount, offer.compare_at) for sku, offer in best.items()}


def _began(offer: Offer) -> float:
    return offer.valid_from.timestamp() if offer.valid_from else float("-inf")
