"""The CO2 of a delivery: an estimate that grows with weight, road and the number of stops, and names its sources."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront.checkout.carbon import FACTORS, LEAST_KM, distance, grams
from storefront.checkout.delivery import COUNTRIES

CODES = st.sampled_from([country.code for country in COUNTRIES])
METHODS = st.sampled_from(sorted(FACTORS))
WEIGHTS = st.integers(0, 400_000)


@given(METHODS, CODES, CODES, WEIGHTS, WEIGHTS)
def test_heavier_never_emits_less_and_two_deliveries_never_less_than_one(
    method: str, home: str, country: str, one: int, other: int
) -> None:
    together = grams(method, home, country, one + other)
    apart = grams(method, home, country, one), grams(method, home, country, other)
    assert max(apart) <= together
    assert together <= sum(apart) + 20, "rounded to 10 g"
    assert all(found > 0 for found in apart)


@given(CODES, CODES)
def test_the_way_back_is_as_long_as_the_way_there(home: str, country: str) -> None:
    assert distance(home, country) == pytest.approx(distance(country, home))
    assert distance(home, country) >= LEAST_KM


def test_the_figures_are_of_a_size_that_published_ones_have() -> None:
    assert 190 <= grams("parcel", "DE", "DE", 2_000) <= 300
    assert 600 <= distance("DE", "DK") <= 900
    assert distance("DE", "PT") > 2_000
    assert distance("DE", "NZ") == LEAST_KM
    assert all("20" in factor.source for factor in FACTORS.values())
