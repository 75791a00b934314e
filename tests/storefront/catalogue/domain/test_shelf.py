"""Shelves: filters, facets, order, addresses."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, urlencode

from hypothesis import given
from hypothesis import strategies as st

from foundation.plain.money import Money
from storefront.catalogue.domain.shelf import (
    PRICE_KEYS,
    SORTS,
    STOCK,
    Choice,
    ShelfRow,
    Standing,
    arrange,
    price_key,
    query_of,
    read_choice,
    stand,
    stock_key,
    turned,
)

BORN = datetime(2026, 11, 1, tzinfo=UTC)
BANDS = ("in_stock", "low", "incoming", "made", "none")

rows = st.lists(
    st.builds(
        lambda n, maker, band, days, price: ShelfRow(
            f"p{n:03}", maker, n % 7, BORN + timedelta(days=n), band,
            date(2026, 12, 1) + timedelta(days=days) if days else None,
            Money(price, "EUR") if price else None, Money(price, "EUR") if price else None,
        ),
        st.integers(0, 500), st.sampled_from(["kast-oak", "lumen", ""]), st.sampled_from(BANDS),
        st.integers(0, 30), st.integers(0, 90_000),
    ),
    max_size=60, unique_by=lambda row: row.product_id,
)  # fmt: skip
choices = st.builds(
    Choice,
    makers=st.frozensets(st.sampled_from(["kast-oak", "lumen"])),
    prices=st.frozensets(st.sampled_from(PRICE_KEYS)),
    stock=st.frozensets(st.sampled_from(STOCK)),
    sort=st.sampled_from(SORTS),
    page=st.integers(1, 5),
)


@given(rows, choices)
def test_the_pages_of_a_shelf_show_each_product_once(found: list[ShelfRow], choice: Choice) -> None:
    first = arrange(found, choice, per_page=7)
    shown = []
    for page in range(1, first.pages + 1):
        part = arrange(found, Choice(choice.makers, choice.prices, choice.stock, choice.sort, page), per_page=7)
        shown += [row.product_id for row in part.rows]
    assert len(shown) == len(set(shown)) == first.total


@given(rows, choices)
def test_a_facet_counts_what_choosing_its_value_shows(found: list[ShelfRow], choice: Choice) -> None:
    shelf = arrange(found, choice)
    for value in shelf.stock:
        alone = Choice(choice.makers, choice.prices, frozenset({value.key}), choice.sort)
        assert arrange(found, alone).total == value.count
    for value in shelf.makers:
        alone = Choice(frozenset({value.key}), choice.prices, choice.stock, choice.sort)
        assert arrange(found, alone).total == value.count


@given(choices)
def test_a_choice_survives_its_own_address(choice: Choice) -> None:
    assert read_choice(parse_qs(urlencode(query_of(choice)))) == choice


def test_an_address_with_nonsense_shows_the_whole_shelf() -> None:
    asked = {"price": ["nothing"], "stock": ["<script>"], "sort": ["DROP TABLE"], "page": ["-1"], "maker": [""]}
    assert read_choice(asked) == Choice()
    assert read_choice({"page": ["99999999999999999999"]}).page == 1


def test_turning_a_value_twice_gives_the_choice_back() -> None:
    choice = Choice(makers=frozenset({"lumen"}), page=3)
    once = turned(choice, "stock", "here")
    assert (once.stock, once.page) == (frozenset({"here"}), 1)
    assert turned(once, "stock", "here").stock == frozenset()


def test_a_price_falls_into_exactly_one_band() -> None:
    assert price_key(None) == ""
    assert [price_key(Money(minor, "EUR")) for minor in (0, 2499, 2500, 9999, 10_000, 50_000)] == [
        "0-25", "0-25", "25-100", "25-100", "100-500", "500-",
    ]  # fmt: skip


def test_a_product_stands_as_its_best_variant() -> None:
    days = (date(2026, 12, 9), date(2026, 12, 4))
    assert stand([Standing("none", None), Standing("incoming", days[0]), Standing("low", days[1])]) == Standing(
        "low", days[1]
    )
    assert stand([]) == Standing("none", None)
    assert [stock_key(band) for band in BANDS] == ["here", "here", "coming", "made", "gone"]
