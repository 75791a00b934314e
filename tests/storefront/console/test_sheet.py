"""The product form as plain values: what is wrong with it, what a press does, what a publication changes; prices."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.plain.errors import Invalid
from storefront.console.prices.domain import ROUNDING, Rule, repriced
from storefront.console.products.differing import changes
from storefront.console.products.pressing import pressed
from storefront.console.products.sheet import Sheet, SheetPicture, SheetVariant, problems, read_form
from storefront.console.setup.domain import Facts, steps

SMALL = SheetVariant("OIL-S", ("0.5 l", "", ""), "24.90", "12", "8", "8", "0.6")
LARGE = SheetVariant("OIL-L", ("1 l", "", ""), "39.00")
OIL = Sheet("oil", "Oil", "<p>Two coats.</p>", "care", "kast", "", ("Size", "", ""), (SMALL, LARGE),
            (SheetPicture("p1", "pictures/p1.jpg", "A tin"), SheetPicture("p2", "pictures/p2.jpg")))  # fmt: skip


def test_a_sheet_survives_the_database() -> None:
    assert Sheet.from_json(OIL.to_json()) == OIL


def test_a_form_cannot_bring_a_picture_that_is_not_the_products() -> None:
    form = {"name": "Oil", "pictures": "p2 stranger p1", "alt-stranger": "x", "rows": "999999"}
    assert [one.id for one in read_form(form, OIL).pictures] == ["p2", "p1"]
    assert read_form(form, OIL).variants == ()


def test_what_is_wrong_stands_beside_its_field() -> None:
    assert problems(OIL, "EUR", made=False) == {}
    twins = replace(OIL, name="", slug="Ö", variants=(SMALL, replace(SMALL, price="x", weight="-1")))
    assert set(problems(twins, "EUR", made=False)) == {"name", "slug", "sku-1", "value-1-0", "price-1", "weight-1"}
    assert set(problems(replace(OIL, variants=()), "EUR", made=False)) == {"variants"}
    assert problems(replace(OIL, variants=(replace(SMALL, price=""),)), "EUR", made=True) == {}


@given(st.sampled_from(["add-variant", "variant-drop-1", "variant-up-1", "variant-down-9", "picture-drop-p1",
                        "picture-up-p1", "picture-down-p1", "variant-drop-x", "save", "picture-up-"]))  # fmt: skip
def test_a_press_keeps_everything_else(do: str) -> None:
    after = pressed(OIL, do)
    assert (after.name, after.description, after.slug) == (OIL.name, OIL.description, OIL.slug)
    assert abs(len(after.variants) - len(OIL.variants)) + abs(len(after.pictures) - len(OIL.pictures)) <= 1


def test_a_publication_names_what_changes_and_nothing_else() -> None:
    assert changes(OIL, OIL, {}) == ()
    after = replace(OIL, name="Hard oil", variants=(replace(SMALL, price="26.00"),), pictures=OIL.pictures[::-1])
    told = {one.what: (one.was, one.now) for one in changes(OIL, after, {})}
    assert told == {
        "Name": ("Oil", "Hard oil"),
        "OIL-S: price": ("24.90", "26.00"),
        "Variant OIL-L": ("Size 1 l, 39.00", ""),
        "Pictures": ("", "in another order"),
    }


@given(st.integers(0, 10**8), st.integers(-99, 300), st.sampled_from(sorted(ROUNDING)))
def test_a_price_stays_a_price(minor: int, percent: int, ending: str) -> None:
    rule = Rule(Decimal(percent), 0, ending)
    now = repriced(minor, rule, "EUR")
    _, step, off = ROUNDING[ending]
    assert now >= 0
    assert now == 0 or (now + off) % step == 0
    assert abs(now - minor * (100 + percent) / 100) <= step + off


@pytest.mark.parametrize(
    ("minor", "percent", "ending", "now"),
    [(2490, "4", "90", 2590), (2490, "4", "", 2590), (2490, "0", "500", 2500), (12900, "-10", "1000", 12000),
     (1, "-50", "", 1), (2490, "2,5", "10", 2550)],
)  # fmt: skip
def test_percent_then_rounding(minor: int, percent: str, ending: str, now: int) -> None:
    assert repriced(minor, Rule.parse(percent, "", ending, "EUR"), "EUR") == now


def test_yen_have_no_hundredths() -> None:
    assert repriced(1290, Rule.parse("3", "", "90", "JPY"), "JPY") == 1329


@pytest.mark.parametrize(("percent", "amount"), [("many", ""), ("-101", ""), ("", "1e99"), ("nan", "")])
def test_a_rule_that_is_none_is_told(percent: str, amount: str) -> None:
    with pytest.raises(Invalid):
        Rule.parse(percent, amount, "", "EUR")


def test_an_empty_shop_has_everything_before_it_and_a_full_one_nothing() -> None:
    assert not [one.key for one in steps(Facts()) if one.done]
    full = Facts(True, True, True, 3, 0, 2, True, True, True, 4, 2, 1, 3, 0, True, True, 4)
    assert [one.key for one in steps(full) if not one.done] == []
    needed = [one.key for one in steps(Facts(made=1)) if one.needed]
    assert needed == ["product", "delivery", "workshop"]
