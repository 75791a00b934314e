"""The sheet to take along: sizes at a printed scale, every choice in words, as SVG and as PDF."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storefront.drawing import TitleBlock, sheet_pdf, sheet_svg
from storefront.drawing.letters import run, wrapped
from storefront.drawing.sheet import PAGE, SCALES, UNIT

TABLE: dict[str, Any] = {"kind": "table", "length_mm": 2100, "width_mm": 900}
BLIND: dict[str, Any] = {"kind": "blind", "width_mm": 1200, "drop_mm": 1600, "mount": "recess", "clear_mm": 10}
BIKE: dict[str, Any] = {"kind": "bicycle"}


def block(picks: int = 9, words: str = "Oak") -> TitleBlock:
    rows = [(f"Choice {index}", words) for index in range(picks)]
    return TitleBlock("Oak table", rows, date(2026, 11, 23), "K7QM-3F1A", shop="Hall Three", note="To check by.")


def words_of(svg: str) -> list[str]:
    return [node.text or "" for node in Xml.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize(
    ("spec", "sizes"),
    [
        (TABLE, {"210 cm", "90 cm", "74", "1:20"}),
        (BLIND, {"119 cm", "recess 120 cm", "160", "chain 128", "1:15"}),
        (BIKE, {"wheelbase 104.6 cm", "reach 38.6", "stack 58.2", "Head angle 71°", "1:20"}),
    ],
)
def test_a_sheet_tells_sizes_scale_date_and_number(spec: dict[str, Any], sizes: set[str]) -> None:
    said = set(words_of(sheet_svg(spec, block())))
    assert sizes <= said
    assert {"Oak table", "Hall Three", "Choice 0", "Oak", "23 Nov 2026", "K7QM-3F1A", "To check by."} <= said


kinds = st.one_of(
    st.fixed_dictionaries({"kind": st.just("table"), "length_mm": st.integers(600, 4000),
                           "width_mm": st.integers(400, 2000), "height_mm": st.integers(300, 1200),
                           "extension": st.sampled_from(["none", "two500"])}),
    st.fixed_dictionaries({"kind": st.just("blind"), "width_mm": st.integers(300, 3200),
                           "drop_mm": st.integers(300, 3200), "style": st.sampled_from(["roller", "roman"]),
                           "control": st.sampled_from(["chain_l", "spring", "motor_mains"]),
                           "mount": st.sampled_from(["recess", "exact"])}),
    st.fixed_dictionaries({"kind": st.just("bicycle"), "frame": st.sampled_from(["S", "XL"]),
                           "inseam_mm": st.integers(600, 1050), "bar": st.sampled_from(["drop", "swept"])}),
)  # fmt: skip


@given(kinds)
@settings(max_examples=40)
def test_every_view_stays_on_its_side_of_the_sheet(spec: dict[str, Any]) -> None:
    svg = sheet_svg(spec, block())
    scale = re.search(r">1:(\d+)<", svg)
    assert scale
    assert int(scale.group(1)) in SCALES[:-1]
    shift = re.search(r'<g transform="translate\(([-\d.]+),([-\d.]+)\)"', svg)
    assert shift
    assert float(shift.group(1)) >= 12 * UNIT
    assert float(shift.group(2)) >= 12 * UNIT
    assert not re.search(r"nan|inf\b", svg)


BAD = "<script>alert('x')</script>\"&\x00\x1b ]]>"


def test_what_people_write_is_escaped_and_cut_to_fit() -> None:
    for spec in (TABLE, BLIND, BIKE):
        bad = {**spec, "engraving": BAD, "colour": BAD, "badge": BAD, "model": BAD}
        svg = sheet_svg(bad, TitleBlock(BAD, [(BAD, BAD)] * 3, date(2026, 1, 1), BAD, BAD, BAD))
        assert "<script" not in svg
        Xml.fromstring(svg)
        assert "style=" not in svg


@pytest.mark.parametrize("picks", [0, 1, 24, 80])
def test_any_number_of_choices_stands_above_the_foot(picks: int) -> None:
    svg = sheet_svg(TABLE, block(picks, "a very long answer that goes on over more than one line"))
    places = [float(node.get("y", "0")) for node in Xml.fromstring(svg) if node.tag.endswith("text")]
    assert max(places) < (PAGE[1] - 8) * UNIT
    assert ("and " in svg and " more<" in svg) == (picks > 20)


def test_a_kind_without_views_has_no_sheet() -> None:
    with pytest.raises(ValueError, match="no dimensioned views"):
        sheet_svg({"kind": "tin"}, block())


def test_the_pdf_is_one_page_in_our_own_letters() -> None:
    made = sheet_pdf(BIKE, TitleBlock("Rad „Größe“ & <b>", [("Farbe", BAD)], date(2026, 11, 23), "1", locale="de"))
    assert made.startswith(b"%PDF-")
    assert made.count(b"/Type /Page\n") + made.count(b"/Type/Page/") + made.count(b"/Type /Page ") <= 1
    assert b"HankenGrotesk" in made
    assert len(made) < 200_000
    assert sheet_pdf(TABLE, block()) == sheet_pdf(TABLE, block())


@given(st.text(alphabet=st.characters(codec="latin-1", categories=["L", "N", "P", "Zs"]), max_size=80),
       st.floats(8, 80))  # fmt: skip
def test_wrapped_words_are_all_there_and_fit(words: str, room: float) -> None:
    lines = wrapped(words, room, 3.0)
    assert "".join("".join(lines).split()) == "".join(words.split())
    assert all(run(line, 3.0) <= room for line in lines)
