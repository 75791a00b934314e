"""What bringing costs: a rate per method, zone and weight. Plain values; the demo's own table below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from foundation.plain.errors import Invalid
from foundation.plain.money import Money

Method = Literal["parcel", "two_person"]
METHOD_WORDS: dict[str, str] = {
    "parcel": "by parcel",
    "two_person": "by two people with our own van",
}
METHOD_NAMES: dict[str, str] = {"parcel": "Parcel", "two_person": "Two people, our own van"}


@dataclass(frozen=True)
class DeliveryRate:
    """One row: up to `up_to_g` grams to any of `countries` costs `minor` (tax included, in the shop's currency)."""

    method: Method
    countries: tuple[str, ...]
    up_to_g: int
    minor: int


@dataclass(frozen=True)
class Country:
    """A country we deliver to, by the name a shopper reads."""

    code: str
    name: str


COUNTRIES: tuple[Country, ...] = (
    Country("AT", "Austria"),
    Country("BE", "Belgium"),
    Country("CZ", "Czechia"),
    Country("DK", "Denmark"),
    Country("FI", "Finland"),
    Country("FR", "France"),
    Country("DE", "Germany"),
    Country("IE", "Ireland"),
    Country("IT", "Italy"),
    Country("LU", "Luxembourg"),
    Country("NL", "Netherlands"),
    Country("PL", "Poland"),
    Country("PT", "Portugal"),
    Country("ES", "Spain"),
    Country("SE", "Sweden"),
)
_NEAR = ("DE", "DK", "NL", "BE", "LU", "AT")
_FAR = ("CZ", "ES", "FI", "FR", "IE", "IT", "PL", "PT", "SE")
RATES: tuple[DeliveryRate, ...] = (
    DeliveryRate("parcel", _NEAR, 2_000, 490),
    DeliveryRate("parcel", _NEAR, 10_000, 790),
    DeliveryRate("parcel", _NEAR, 31_500, 1490),
    DeliveryRate("parcel", _NEAR, 95_000, 2900),
    DeliveryRate("parcel", _FAR, 2_000, 990),
    DeliveryRate("parcel", _FAR, 10_000, 1490),
    DeliveryRate("parcel", _FAR, 31_500, 2490),
    DeliveryRate("parcel", _FAR, 95_000, 4900),
    DeliveryRate("two_person", _NEAR, 150_000, 8900),
    DeliveryRate("two_person", _NEAR, 400_000, 12900),
    DeliveryRate("two_person", _FAR, 150_000, 14900),
    DeliveryRate("two_person", _FAR, 400_000, 19900),
)
_NAMES = {country.code: country.name for country in COUNTRIES}


def known_country(code: str) -> str:
    """`code` if we deliver there; raises `Invalid` otherwise."""
    if code not in _NAMES:
        raise Invalid("We do not deliver there yet. Choose a country from the list.", field="country")
    return code


def country_name(code: str) -> str:
    return _NAMES.get(code, code)


def cost(method: str, country: str, weight_g: int, currency: str, rates: Sequence[DeliveryRate] = RATES) -> Money:
    """One delivery's price, tax included. Heavier than the last row: as many as it takes of the heaviest one.

    Raises `Invalid` for a country that the method does not reach.
    """
    rows = sorted(
        (r for r in rates if r.method == method and country in r.countries), key=lambda r: (r.up_to_g, r.minor)
    )
    if not rows:
        raise Invalid(f"We cannot bring this {METHOD_WORDS[method]} to {country_name(country)} yet.", field="country")
    for row in rows:
        if weight_g <= row.up_to_g:
            return Money(row.minor, currency)
    heaviest = rows[-1]
    return Money(heaviest.minor, currency) * -(-weight_g // heaviest.up_to_g)
