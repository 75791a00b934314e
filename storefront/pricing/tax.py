"""Tax on what is sold: one small interface, and the built-in table behind it.

Standard rates of value-added tax are those of the European Commission's list (Taxes in Europe Database,
https://ec.europa.eu/taxation_customs/tedb/), for goods sent to a consumer, which are taxed where they arrive
(Directive 2006/112/EC, article 33). A sale to a country outside the table is refused rather than guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from foundation.plain.errors import Invalid
from foundation.plain.money import Money

STANDARD = "standard"
BASIS_POINTS = 10_000


@dataclass(frozen=True)
class TaxRate:
    """One row: `rate` in basis points. `region` empty holds for the whole country, `until` is the first day without it.

    `inclusive` says whether the price a shopper sees already contains this tax.
    """

    country: str
    rate: int
    category: str = STANDARD
    region: str = ""
    inclusive: bool = True
    since: date = date.min
    until: date | None = None


@dataclass(frozen=True)
class Tax:
    """What one amount was taxed with: kept with the order line for ever, whatever the table says later."""

    amount: Money
    rate: int
    inclusive: bool
    category: str
    country: str


class TaxProvider(Protocol):
    """Anything that can tax an amount: the built-in table, or a service behind an adapter."""

    def tax(self, price: Money, *, category: str, country: str, region: str, on: date) -> Tax:
        """The tax in (or on top of) `price`. Raises `Invalid` for a country it has no rate for."""
        ...


class BuiltInTax:
    """The table as a provider: the most exact row that is valid on the day wins."""

    def __init__(self, rates: Sequence[TaxRate]) -> None:
        self._rates = tuple(rates)

    def tax(self, price: Money, *, category: str, country: str, region: str, on: date) -> Tax:
        found = self._find(category, country, region, on)
        if found.inclusive:
            amount = price.share(found.rate, BASIS_POINTS + found.rate)
        else:
            amount = price.share(found.rate, BASIS_POINTS)
        return Tax(amount, found.rate, found.inclusive, category, country)

    def _find(self, category: str, country: str, region: str, on: date) -> TaxRate:
        valid = [
            r
            for r in self._rates
            if r.country == country
            and r.category in (category, STANDARD)
            and r.region in (region, "")
            and r.since <= on
            and (r.until is None or on < r.until)
        ]
        if not valid:
            raise Invalid("We do not deliver to that country yet. Choose another one.", field="country")
        return max(valid, key=lambda r: (r.category == category, r.region == region, r.since))


_STANDARD_RATES = {
    "AT": 2000,
    "BE": 2100,
    "CZ": 2100,
    "DE": 1900,
    "DK": 2500,
    "ES": 2100,
    "FI": 2550,
    "FR": 2000,
    "IE": 2300,
    "IT": 2200,
    "LU": 1700,
    "NL": 2100,
    "PL": 2300,
    "PT": 2300,
    "SE": 2500,
}
EU_RATES = tuple(TaxRate(country, rate) for country, rate in _STANDARD_RATES.items())
BUILT_IN = BuiltInTax(EU_RATES)
