"""Prices, deposits, taxes, delivery: no cent is lost and none is found."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.plain.errors import Invalid
from foundation.plain.money import Money, total
from fulfilment.api.promise import Delivery, Plan
from storefront.cart.domain import CartLine, Good, Terms, by_arrival, changes, digest, offer_of, price_line, shown
from storefront.cart.domain.values import Offer
from storefront.checkout.delivery import COUNTRIES, RATES, DeliveryRate, cost
from storefront.checkout.domain import obligations
from storefront.pricing.tax import BUILT_IN, EU_RATES, BuiltInTax, TaxRate
from tests.fulfilment.house import table

DAY = date(2026, 11, 23)
PRICES = st.integers(1, 5_000_00)
CODES = st.sampled_from([country.code for country in COUNTRIES])
METHODS = st.sampled_from(["parcel", "two_person"])


def good(minor: int, deposit: int | None = None, weight: int = 600) -> Good:
    made = deposit is not None
    return Good(
        "T" if made else "O", "Table" if made else "Oil", "", "s", Money(minor, "EUR"),
        "two_person" if made else "parcel", weight, deposit=Money(deposit, "EUR") if deposit is not None else None,
        spec=table() if made else None,
    )  # fmt: skip


@st.composite
def offers(draw: st.DrawFn) -> Offer:
    country, lines = draw(CODES), []
    for number in range(draw(st.integers(1, 5))):
        price = draw(PRICES)
        deposit = draw(st.none() | st.integers(0, price))
        line = CartLine(f"l{number}", "x", draw(st.integers(1, 9)), None)
        lines.append(price_line(line, good(price, deposit), BUILT_IN, country=country, on=DAY))
    deliveries = tuple(Delivery((line.line_ref,), draw(METHODS), DAY + timedelta(days=3)) for line in lines)
    plan = Plan("each", deliveries, DAY + timedelta(days=3))
    return offer_of(lines, plan, BUILT_IN, RATES, country=country, currency="EUR", on=DAY)


@given(offers())
def test_what_is_owed_is_exactly_what_was_offered(offer: Offer) -> None:
    owed = obligations(offer)
    assert total((o.amount for o in owed), "EUR") == offer.total
    assert total((o.tax for o in owed), "EUR") == offer.tax
    assert total((o.amount for o in owed if o.trigger == "checkout"), "EUR") == offer.today
    assert offer.today + offer.later == offer.total
    assert all(o.amount.minor > 0 and 0 <= o.tax.minor < o.amount.minor for o in owed)


@given(offers())
def test_deposit_and_balance_are_the_whole_line_and_so_are_their_taxes(offer: Offer) -> None:
    for line in offer.lines:
        assert line.deposit + line.balance == line.amount
        assert line.deposit_tax + line.balance_tax == line.tax.amount
        assert min(line.deposit.minor, line.balance.minor) >= 0


@given(offers())
def test_every_line_arrives_once(offer: Offer) -> None:
    refs = [line.line_ref for group in by_arrival(offer) for line in group.lines]
    assert sorted(refs) == sorted(line.line_ref for line in offer.lines)


@given(offers(), offers())
def test_a_yes_is_to_exactly_one_offer(one: Offer, other: Offer) -> None:
    assert not changes(shown(one), shown(one))
    if digest(one) == digest(other):
        assert list(shown(one)["lines"].values()) == list(shown(other)["lines"].values())
    else:
        assert shown(one) != shown(other)


def test_the_example_of_the_design_to_the_cent() -> None:
    """Pay today €773.10: deposit €659.20, oil €24.90, delivery €89. The other €988.80 later."""
    lines = [
        price_line(CartLine("t", "T", 1, "s"), good(164800, 65920, 60_000), BUILT_IN, country="DE", on=DAY),
        price_line(CartLine("o", "O", 1, None), good(2490), BUILT_IN, country="DE", on=DAY),
    ]
    plan = Plan("together", (Delivery(("t", "o"), "two_person", DAY),), DAY)
    offer = offer_of(lines, plan, BUILT_IN, RATES, country="DE", currency="EUR", on=DAY)
    assert (offer.today, offer.later) == (Money(77310, "EUR"), Money(98880, "EUR"))
    assert lines[1].tax.amount == Money(398, "EUR")


def test_a_tax_on_top_is_added_and_one_that_begins_tomorrow_is_not() -> None:
    tomorrow = DAY + timedelta(days=1)
    provider = BuiltInTax(
        [
            TaxRate("US", 800, inclusive=False),
            TaxRate("US", 900, region="CA", inclusive=False, since=tomorrow),
            TaxRate("US", 0, category="books", inclusive=False),
            TaxRate("DE", 1900, until=tomorrow),
        ]
    )
    line = price_line(CartLine("o", "O", 1, None), good(1000), provider, country="US", on=DAY)
    assert (line.amount, line.tax.amount) == (Money(1080, "EUR"), Money(80, "EUR"))

    def rate(category: str = "standard", country: str = "US", region: str = "", on: date = DAY) -> int:
        return provider.tax(Money(1000, "EUR"), category=category, country=country, region=region, on=on).rate

    assert rate(region="CA") == 800
    assert rate(region="CA", on=tomorrow) == 900
    assert rate(category="books") == 0
    with pytest.raises(Invalid, match="do not deliver"):
        rate(country="DE", on=tomorrow)


@given(CODES, METHODS, st.integers(1, 900_000))
def test_heavier_never_costs_less_and_everywhere_is_served(country: str, method: str, grams: int) -> None:
    light, heavy = (cost(method, country, weight, "EUR") for weight in (grams, grams + 10_000))
    assert 0 < light.minor <= heavy.minor


def test_a_country_without_a_rate_is_refused_in_a_sentence() -> None:
    with pytest.raises(Invalid, match="cannot bring this by parcel to Germany"):
        cost("parcel", "DE", 100, "EUR", [DeliveryRate("parcel", ("DK",), 1000, 500)])
    assert {rate.country for rate in EU_RATES} == {country.code for country in COUNTRIES}
    assert Terms("EUR", ZoneInfo("Europe/Copenhagen")).tax is BUILT_IN
