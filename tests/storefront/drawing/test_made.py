"""What a shopper configures is what is drawn: every choice shows, none breaks the picture, parts keep their build."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storefront.configurator.domain import Model, default_choices, drawing_spec
from storefront.drawing import render
from storefront.drawing.blind_spec import read_blind
from storefront.drawing.cycle_frame import BARS, BRAKES, DRIVES, MODELS, SIZES, WHEELS, frame_of, read_cycle
from tests.storefront.configurator.choosing import any_choices
from tests.storefront.configurator.conftest import NAMES, read_model

SVG = "{http://www.w3.org/2000/svg}"
MADE = {key: read_model(name) for key, name in NAMES.items()}
# What can be seen only on another kind of the product than the usual one.
BESIDE = {"lining": {"type": "roman"}}
# Chosen where it changes nothing to look at: a finish of words, a fit that only the fitter sees.
UNSEEN = {"engraving"}


def spec_of(model: Model, changed: dict[str, Any]) -> dict[str, Any]:
    choices = default_choices(model)
    for name, value in changed.items():
        put = choices.number if isinstance(value, int) else choices.option
        choices = put(name, value)
    return dict(drawing_spec(model, choices))


def body(spec: dict[str, Any]) -> str:
    """The picture without its title and description."""
    return re.sub(r"<(title|desc)>.*?</\1>", "", str(render(spec)))


OPTIONS = [
    (key, group.id, option)
    for key, model in MADE.items()
    for group in model.groups
    if group.id not in UNSEEN
    for option in group.ids
    if option != group.default
]


@pytest.mark.parametrize(("key", "group", "option"), OPTIONS)
def test_every_option_of_every_made_product_can_be_seen(key: str, group: str, option: str) -> None:
    model, beside = MADE[key], BESIDE.get(group, {})
    assert body(spec_of(model, beside)) != body(spec_of(model, {**beside, group: option}))


@pytest.mark.parametrize(("key", "number"), [(key, n.id) for key, model in MADE.items() for n in model.numbers])
def test_every_number_of_every_made_product_can_be_seen(key: str, number: str) -> None:
    model = MADE[key]
    known = next(n for n in model.numbers if n.id == number)
    pictures = {body(spec_of(model, {number: value})) for value in (known.low, known.default, known.high)}
    assert len(pictures) == len({known.low, known.default, known.high})


@pytest.mark.parametrize("key", list(MADE))
@given(data=st.data(), sizes=st.booleans())
@settings(max_examples=20)
def test_no_combination_breaks_the_picture(key: str, data: st.DataObject, sizes: bool) -> None:
    model, choices = MADE[key], data.draw(any_choices(MADE[key]))
    text = str(render({**drawing_spec(model, choices), "dimensioned": sizes}))
    assert not re.search(r"nan|inf(?!o)|\de[+-]\d", re.sub(r"<(title|desc|text)[^>]*>.*?</\1>", "", text))
    root = Xml.fromstring(text)
    for node in root.iter():
        for name in ("r", "width", "height", "stroke-width", "font-size"):
            assert float(node.get(name, "1")) > 0
    assert all(float(part) >= 0 for part in root.get("viewBox", "").split())


def parts(spec: dict[str, Any]) -> dict[str, tuple[str, list[str]]]:
    """Each part's choice and the build of its elements: tags, and the commands of their paths."""
    found = {}
    for group in Xml.fromstring(str(render(spec))).iter(f"{SVG}g"):
        name = group.get("data-part")
        if name:
            build = [f"{node.tag}{re.sub('[^A-Za-z]+', '', node.get('d', ''))}" for node in group.iter()]
            found[name] = (group.get("data-choice", ""), build)
    return found


@pytest.mark.parametrize("key", ["fjordhjul", "lumen"])
@given(data=st.data())
@settings(max_examples=15)
def test_a_part_of_the_same_choice_keeps_its_build(key: str, data: st.DataObject) -> None:
    model = MADE[key]
    one = parts(dict(drawing_spec(model, data.draw(any_choices(model)))))
    other = parts(dict(drawing_spec(model, data.draw(any_choices(model)))))
    assert list(one) == list(other)
    for name, (choice, build) in one.items():
        if other[name][0] == choice:
            assert other[name][1] == build, name


def test_larger_things_are_drawn_larger() -> None:
    def tall(spec: dict[str, Any]) -> float:
        _, _, wide, high = map(float, Xml.fromstring(str(render(spec))).get("viewBox", "").split())
        return high / wide

    assert tall({"kind": "blind", "drop_mm": 2600}) > tall({"kind": "blind", "drop_mm": 1000})
    assert read_blind({"style": "roman", "drop_mm": 2900}).folds > read_blind({"style": "roman", "drop_mm": 900}).folds
    assert read_blind({"style": "roller", "lining": "blackout"}).lining is False


frames = st.fixed_dictionaries(
    {
        "model": st.sampled_from(MODELS), "frame": st.sampled_from(SIZES), "wheel": st.sampled_from(WHEELS),
        "tyre": st.sampled_from(["32", "40", "47"]), "inseam_mm": st.integers(680, 980),
        "reach_mm": st.integers(-20, 20), "drive": st.sampled_from(DRIVES), "brake": st.sampled_from(BRAKES),
        "bar": st.sampled_from(BARS),
    }
)  # fmt: skip


@given(frames)
@settings(max_examples=100)
def test_a_frame_is_one_that_could_be_ridden(spec: dict[str, Any]) -> None:
    cycle = read_cycle(spec)
    frame = frame_of(cycle)
    assert frame.rear[1] == frame.front[1] == frame.radius
    assert frame.rear[0] < frame.seat[0] < frame.crank[0] < frame.crown[0] < frame.front[0]
    assert frame.crown[1] < frame.head[1]  # a head tube has a length
    assert frame.head[1] < 1250
    assert frame.crown[1] > 2 * frame.radius - 20  # the wheel turns below the crown
    assert frame.saddle[1] > frame.seat[1] + 60
    assert frame.front[0] - frame.radius > frame.crank[0] + 90  # the foot's room before the wheel
    assert 950 < frame.front[0] < 1180
    assert frame.crank[1] > 240
