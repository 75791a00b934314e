"""The drawings: every kind, every choice, and nothing that a page must not hold."""

from __future__ import annotations

import re
from xml.etree import ElementTree as Xml

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storefront.drawing import render
from storefront.drawing.kinds import KINDS
from storefront.drawing.table import BASES, EDGES, EXTENSIONS, FINISHES, SPECIES, outline, read_table

SVG = "{http://www.w3.org/2000/svg}"
TABLE: dict[str, object] = {
    "kind": "table", "length_mm": 2100, "width_mm": 900, "height_mm": 740, "top_mm": 32, "species": "oak",
    "edge": "chamfer", "base": "taper4", "finish": "oil", "extension": "none", "engraving": "",
}  # fmt: skip
OTHERS: dict[str, list[object]] = {
    "length_mm": [2110, 1200, 3000], "width_mm": [910, 700, 1200], "height_mm": [745, 700, 780], "top_mm": [27, 40],
    "species": ["ash", "walnut"], "edge": ["square", "rounded", "live"], "base": ["trestle", "steelU", "steelX"],
    "finish": ["hardwax", "lacquer_matt", "soap"], "extension": ["one500", "two500"], "engraving": ["For Ada"],
}  # fmt: skip


def drawn(spec: dict[str, object]) -> Xml.Element:
    return Xml.fromstring(str(render(spec)))


def geometry(spec: dict[str, object]) -> list[str]:
    return [path.get("d", "") for path in drawn(spec).iter(f"{SVG}path")]


@pytest.mark.parametrize("kind", [*KINDS, "no such thing"])
def test_every_kind_is_well_formed_named_and_free_of_style(kind: str) -> None:
    root = drawn({"kind": kind})
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert (root.findtext(f"{SVG}title") or "").strip()
    text = str(render({"kind": kind}))
    assert "style=" not in text
    assert " id=" not in text
    assert "<script" not in text


@pytest.mark.parametrize("kind", list(KINDS))
def test_no_drawing_reaches_out_to_the_network(kind: str) -> None:
    text = str(render({"kind": kind})).replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"(https?:|//|href|url\(|data:)", text)


@pytest.mark.parametrize("kind", list(KINDS))
def test_no_drawing_weighs_more_than_a_page_can_bear(kind: str) -> None:
    assert len(str(render({"kind": kind}))) < (90_000 if kind == "hero" else 30_000)


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_same_spec_draws_the_same_picture(kind: str) -> None:
    assert render({"kind": kind}) == render({"kind": kind})


@pytest.mark.parametrize(
    "key", ["engraving", "label", "title", "desc", "colour", "species", "category", "size", "model"]
)
@pytest.mark.parametrize("kind", ["table", "tin", "bottle", "placeholder", "swatch", "blind", "bicycle", "sample_chip"])
def test_what_people_write_is_escaped(kind: str, key: str) -> None:
    bad = "<script>alert('x')</script>\"&"
    for extra in ({}, {"dimensioned": True}):
        text = str(render({"kind": kind, key: bad, **extra}))
        assert "<script" not in text
        Xml.fromstring(text)


@pytest.mark.parametrize(("key", "value"), [(key, value) for key, values in OTHERS.items() for value in values])
def test_every_choice_of_a_table_can_be_seen(key: str, value: object) -> None:
    for variant in ({}, {"dimensioned": True}):
        before, after = {**TABLE, **variant}, {**TABLE, **variant, key: value}
        assert _body(before) != _body(after)


def _body(spec: dict[str, object]) -> str:
    """The picture without its title and description."""
    return re.sub(r"<(title|desc)>.*?</\1>", "", str(render(spec)))


@pytest.mark.parametrize("key", ["length_mm", "width_mm", "height_mm", "top_mm", "edge", "base"])
def test_shape_follows_size_edge_and_base(key: str) -> None:
    assert geometry(TABLE) != geometry({**TABLE, key: OTHERS[key][0]})


def test_the_sheet_prints_the_sizes_in_centimetres() -> None:
    root = drawn({**TABLE, "length_mm": 2050, "dimensioned": True})
    words = [node.text for node in root.iter(f"{SVG}text")]
    assert words.count("205 cm") == 1
    assert {"90 cm", "74", "3.2"} <= set(words)


numbers = st.fixed_dictionaries(
    {
        "length_mm": st.integers(1200, 3000),
        "width_mm": st.integers(700, 1200),
        "height_mm": st.integers(700, 780),
        "top_mm": st.sampled_from([27, 32, 40]),
        "species": st.sampled_from(SPECIES),
        "edge": st.sampled_from(EDGES),
        "base": st.sampled_from(BASES),
        "finish": st.sampled_from(FINISHES),
        "extension": st.sampled_from(EXTENSIONS),
        "engraving": st.text(max_size=30),
    }
)


@given(numbers)
@settings(max_examples=40, deadline=None)
def test_the_outline_keeps_its_points_whatever_is_chosen(choices: dict[str, object]) -> None:
    table = read_table(choices)
    ring = outline(table, 0.0, table.height)
    assert len(ring) == 72
    assert all(-80 <= x <= table.length + 80 and -80 <= y <= table.width + 80 for x, y, _ in ring)


@given(numbers, st.sampled_from(["length_mm", "width_mm", "height_mm"]), st.integers(10, 60))
@settings(max_examples=40, deadline=None)
def test_every_number_moves_the_points(choices: dict[str, object], key: str, more: int) -> None:
    value = choices[key]
    assert isinstance(value, int)
    spec, grown = {"kind": "table", **choices}, {"kind": "table", **choices, key: value + more}
    spec["engraving"] = grown["engraving"] = ""
    assert geometry(spec) != geometry(grown)


junk = st.one_of(
    st.none(), st.booleans(), st.floats(), st.integers(), st.text(max_size=20), st.lists(st.integers(), max_size=2)
)


@given(
    st.sampled_from(sorted(KINDS)), st.dictionaries(st.sampled_from([*TABLE, "colour", "label", "style", "tyre"]), junk)
)
@settings(max_examples=80, deadline=None)
def test_no_spec_however_odd_breaks_a_page(kind: str, spec: dict[str, object]) -> None:
    Xml.fromstring(str(render({**spec, "kind": kind})))
