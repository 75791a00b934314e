"""The words of search, the sentences of stock, the stand-in drawings, the choices of variants."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.plain.errors import Invalid
from storefront.catalogue.domain.choosing import questions, variant_words
from storefront.catalogue.domain.inputs import (
    SLUG_LENGTH,
    ImageIn,
    ProductIn,
    VariantIn,
    check_image,
    check_product,
    check_slug,
    check_texts,
    check_variant,
    generated_sku,
    slugify,
)
from storefront.catalogue.domain.placeholder import placeholder
from storefront.catalogue.domain.telling import Stock, stock_sentence, words
from storefront.catalogue.domain.words import fold, likeness, near, one_slip, query_words, repaired, tokens


def said(stock: Stock) -> str:
    return stock_sentence(stock, lambda day: f"{day.day} December")


@pytest.mark.parametrize(
    ("stock", "sentence"),
    [
        (Stock(3, date(2026, 12, 4), 5), "3 here, 5 more on 4 December."),
        (Stock(1), "The last one here."),
        (Stock(0, date(2026, 12, 4), 12),
         "Gone for now. Twelve more arrive on 4 December: order today and one of them is yours."),
        (Stock(0, date(2026, 12, 4), 1), "Gone for now. One more arrives on 4 December: order today and it is yours."),
        (Stock(0), "Sold out, and no more are on the way."),
        (Stock(400), "Plenty here."),
    ],
)  # fmt: skip
def test_stock_is_told_honestly(stock: Stock, sentence: str) -> None:
    assert said(stock) == sentence


def test_small_numbers_are_words() -> None:
    assert [words(n) for n in (0, 12, 13, -1)] == ["no", "twelve", "13", "-1"]


def test_case_and_accents_make_no_difference() -> None:
    assert fold("MÖBELÖL") == fold("mobelol") == "mobelol"
    assert tokens("Größe_3, l'été") == ["grosse", "3", "l", "ete"]


def test_a_query_has_at_most_eight_words_each_once() -> None:
    assert query_words("oil OIL " * 50) == ["oil"]
    assert len(query_words(" ".join(f"w{n}" for n in range(50)))) == 8


def test_a_slip_of_the_finger_finds_its_word() -> None:
    vocabulary = ["walnut", "hardwax", "chair", "oil", "table"]
    assert near("wallnut", vocabulary) == ["walnut"]
    assert near("chairs", vocabulary) == ["chair"]
    assert near("ab", vocabulary) == near("zzzzzz", vocabulary) == []
    assert near("oyl", vocabulary) == near("iol", vocabulary) == near("oill", vocabulary) == ["oil"]
    assert not one_slip("oil", "lamp")
    assert not one_slip("oil", "ale")
    assert one_slip("oil", "oil")
    assert repaired(["hardwx", "oi"], vocabulary) == [["hardwax"], ["oi"]]


@given(st.text(min_size=1, max_size=20))
def test_a_word_is_wholly_like_itself(word: str) -> None:
    assert likeness(word, word) == 1


@given(st.text(max_size=400))
def test_every_text_makes_a_usable_address(text: str) -> None:
    check_slug(slugify(text))


@given(st.text(max_size=400), st.lists(st.text(max_size=60), max_size=3))
def test_every_row_gets_a_usable_sku_always_the_same(handle: str, values: list[str]) -> None:
    sku = generated_sku(handle, values)
    check_variant(VariantIn(product="p", sku=sku))
    assert sku == generated_sku(handle, values)


def test_a_generated_sku_reads_like_its_row() -> None:
    assert generated_sku("clay-plant-pot", ["Large", ""]) == "CLAY-PLANT-POT-LARGE"
    assert generated_sku("copper-light", ["Default Title"]) == "COPPER-LIGHT"


def test_impossible_input_is_refused_with_a_sentence() -> None:
    name = {"en": "Chair"}
    for bad in ("", "Ab", "a b", "a--b", "../x", "a" * (SLUG_LENGTH + 1)):
        with pytest.raises(Invalid, match="address"):
            check_product(ProductIn(slug=bad, name=name, seller_ref="s"))
    with pytest.raises(Invalid, match="stocked or configured"):
        check_product(ProductIn(slug="a", name=name, seller_ref="s", kind="loan"))  # type: ignore[arg-type]
    for texts in ({}, {"en": " "}, {"en": "a" * 256}):
        with pytest.raises(Invalid):
            check_texts(texts, "product", "name")
    with pytest.raises(Invalid, match="below zero"):
        check_variant(VariantIn(product="p", sku="A", weight_g=-1))
    with pytest.raises(Invalid, match="own name"):
        check_variant(VariantIn(product="p", sku="A", options=(("Size", "S"), ("Size", "L"))))
    for sku in ("", " A", "A\n", "A" * 81):
        with pytest.raises(Invalid, match="SKU"):
            check_variant(VariantIn(product="p", sku=sku))
    for image in (ImageIn("p"), ImageIn("p", "javascript:alert(1)"), ImageIn("p", "https://x.example/a b.jpg")):
        with pytest.raises(Invalid, match="picture"):
            check_image(image)
    check_image(ImageIn("p", "https://x.example/a@2x.jpg"))


def test_the_drawing_is_chosen_by_the_product_s_own_words() -> None:
    assert placeholder("Bedside Table")["kind"] == "table"
    assert placeholder("Grey Sofa") == {
        "kind": "placeholder", "category": "sofa", "title": "Grey Sofa", "colour": "grey",
    }  # fmt: skip
    assert placeholder("Number nine", "Outdoor", tags=["Plants"])["category"] == "plant"
    assert placeholder("Wooden fence")["category"] == "fence"
    assert placeholder("木")["category"] == "thing"


def test_each_value_leads_to_the_nearest_variant() -> None:
    variants = [
        ("SB", (("Size", "S"), ("Colour", "Blue"))),
        ("LB", (("Size", "L"), ("Colour", "Blue"))),
        ("LR", (("Size", "L"), ("Colour", "Red"))),
    ]
    size, colour = questions(variants, "LB")
    assert [(v.value, v.sku, v.chosen) for v in size.values] == [("S", "SB", False), ("L", "LB", True)]
    assert [(v.value, v.sku, v.chosen) for v in colour.values] == [("Blue", "LB", True), ("Red", "LR", False)]
    assert variant_words(variants[1][1]) == "L, Blue"


def test_a_product_without_options_asks_nothing() -> None:
    only = (("Title", "Default Title"),)
    assert questions([("A", only)], "A") == ()
    assert variant_words(only) == ""
    mixed = [("A", ()), ("B", (("Size", "L"),))]
    assert questions(mixed, "A")[0].values[0].sku == "B"
