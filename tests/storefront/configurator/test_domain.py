"""Validation, price, explosion, words: the decisions on plain values."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.plain.errors import Invalid
from foundation.plain.money import total
from fulfilment.api.workspec import WorkSpec
from storefront.configurator.codec import decode, encode, read_fields
from storefront.configurator.domain import (
    Choices,
    Model,
    broken_rules,
    default_choices,
    describe,
    drawing_spec,
    explode,
    price,
    tidy,
    unusual_questions,
    validate,
)
from tests.storefront.configurator.choosing import any_choices
from tests.storefront.configurator.conftest import read_model

TABLE = read_model("kast-oak-table")
BLIND = read_model("lumen-blind")
MODELS = [TABLE, BLIND, read_model("fjordhjul-bicycle")]
models_and_choices = st.sampled_from(MODELS).flatmap(lambda model: any_choices(model).map(lambda c: (model, c)))


def asked(**changes: object) -> Choices:
    """The table's defaults with some inputs changed."""
    choices = default_choices(TABLE)
    options, numbers, texts = dict(choices.options), dict(choices.numbers), dict(choices.texts)
    for name, value in changes.items():
        place = texts if name == "engraving_text" else numbers if name in numbers else options
        place[name] = value  # type: ignore[assignment,index]
    return Choices(options, numbers, texts)


def test_the_defaults_can_be_bought() -> None:
    for model in MODELS:
        assert validate(model, default_choices(model)) == []


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"species": "plastic"}, "species", "there is no “plastic”. Choose one of Oak, Ash, Walnut."),
        ({"length": 2105}, "length", "in steps of 1 cm. The nearest are 210 cm and 211 cm."),
        ({"height": 741}, "height", "in steps of 0.5 cm. The nearest are 74 cm and 74.5 cm."),
        ({"length": 9000}, "length", "from 120 cm to 300 cm."),
        ({"length": -10}, "length", "from 120 cm to 300 cm."),
        ({"length": True}, "length", "give a number in cm."),
        ({"colour": "red"}, "", "There is no choice called “colour” here."),
        ({"engraving": "text"}, "engraving_text", "write what it should say"),
        ({"engraving": "text", "engraving_text": "A" * 41}, "engraving_text", "41 letters are too many. Up to 40 fit."),
        ({"engraving": "text", "engraving_text": "<b>Anna</b>"}, "engraving_text", "we cannot engrave “/”, “<”, “>”."),
        ({"length": 2700}, "length", "Over 260 cm, choose a trestle or steel base."),
        ({"edge": "live", "species": "ash"}, "species", "Live edge is available in oak and walnut."),
    ],
)
def test_bad_input_gets_a_sentence_beside_its_field(changes: dict[str, object], field: str, words: str) -> None:
    problems = validate(TABLE, asked(**changes))
    assert [problem.field for problem in problems][:1] == [field]
    assert words in problems[0].sentence


def test_missing_inputs_are_asked_for() -> None:
    problems = validate(TABLE, Choices({}, {}, {}))
    assert {problem.field for problem in problems} >= {"species", "length"}


@pytest.mark.parametrize("data", [None, [], {"options": []}, {"options": {"a": 1}}, {"numbers": {"a": "1"}}, {"x": {}}])
def test_choices_of_any_other_shape_are_refused(data: object) -> None:
    with pytest.raises(Invalid, match="cannot be read"):
        Choices.from_dict(data)


def test_a_rule_applies_only_between_its_days() -> None:
    summer = replace(TABLE.rules[0], since=date(2026, 6, 1), until=date(2026, 8, 31))
    model = replace(TABLE, rules=(summer,))
    assert model.at(date(2026, 6, 1)).rules == (summer,)
    assert model.at(date(2026, 8, 31)).rules == (summer,)
    assert model.at(date(2026, 5, 31)).rules == ()
    assert model.at(date(2026, 9, 1)).rules == ()


@settings(max_examples=200, deadline=None)
@given(models_and_choices)
def test_price_parts_always_sum_to_the_price_in_whole_euros(pair: tuple[Model, Choices]) -> None:
    model, choices = pair
    cost = price(model, choices)
    assert total((line.amount for line in cost.lines), model.currency) == cost.total
    assert cost.total.minor % 100 == 0
    assert all(line.amount.minor % 100 == 0 for line in cost.lines)
    assert cost.deposit + cost.balance == cost.total


@settings(max_examples=150, deadline=None)
@given(models_and_choices)
def test_explosion_is_deterministic_and_survives_storage(pair: tuple[Model, Choices]) -> None:
    model, choices = pair
    spec = explode(model, choices)
    again = explode(model, Choices.from_dict(choices.to_dict()))
    assert spec == again == WorkSpec.from_dict(spec.to_dict())
    assert spec.hash == again.hash
    numbers = [operation.number for operation in spec.operations]
    for index, operation in enumerate(spec.operations):
        assert set(operation.after) <= set(numbers[:index])
    assert {need.operation for need in spec.materials} <= set(numbers)
    assert all(need.quantity > 0 for need in spec.materials)


@settings(max_examples=200, deadline=None)
@given(models_and_choices, st.data())
def test_an_operations_hash_changes_with_exactly_the_inputs_it_depends_on(
    pair: tuple[Model, Choices], data: st.DataObject
) -> None:
    model, choices = pair
    group = data.draw(st.sampled_from(model.groups))
    other = choices.option(group.id, data.draw(st.sampled_from(group.ids)))
    before = {operation.number: operation for operation in explode(model, choices).operations}
    after = {operation.number: operation for operation in explode(model, other).operations}
    env_before, env_after = _active(model, choices), _active(model, other)
    for number in before.keys() & after.keys():
        line = next(line for line in model.operations if line.number == number)
        names = line.names
        for material in model.materials:
            if material.operation == number and (id(material) in env_before or id(material) in env_after):
                names |= material.names
        same = group.id not in names or choices == other
        assert (before[number].inputs_hash == after[number].inputs_hash) is same


def _active(model: Model, choices: Choices) -> set[int]:
    env = {**choices.options, **choices.numbers, **{words.counter: 4 for words in model.texts}}
    return {id(material) for material in model.materials if material.when.holds(env)}


def test_another_finish_leaves_the_legs_alone_and_other_words_only_the_engraving() -> None:
    def hashes(choices: Choices) -> dict[int, str]:
        return {operation.number: operation.inputs_hash for operation in explode(TABLE, choices).operations}

    oil, wax = hashes(asked()), hashes(asked(finish="hardwax"))
    assert {number for number in oil if oil[number] != wax[number]} == {60, 65}
    anna = hashes(asked(engraving="text", engraving_text="Anna"))
    peter = hashes(asked(engraving="text", engraving_text="Peter"))
    assert {number for number in anna if anna[number] != peter[number]} == {40}


def test_a_step_that_does_not_apply_hands_its_predecessors_on() -> None:
    steel = {operation.number: operation.after for operation in explode(TABLE, asked(base="steelU")).operations}
    assert 20 not in steel
    assert steel[30] == (10,)


def test_words_sheet_and_drawing_follow_the_choices() -> None:
    choices = asked(species="walnut", length=2100, width=900, engraving="text", engraving_text="<i>Anna</i>")
    assert ("Length", "210 cm") in describe(TABLE, choices)
    assert ("Wood", "Walnut") in describe(TABLE, choices)
    assert ("Words to engrave", "“<i>Anna</i>”") in describe(TABLE, choices)  # text is text; the page escapes it
    spec = drawing_spec(TABLE, choices)
    assert (spec["kind"], spec["length_mm"], spec["species"], spec["top_mm"]) == ("table", 2100, "walnut", 32)


def test_unusual_values_are_asked_about_in_the_shoppers_unit() -> None:
    assert unusual_questions(TABLE, asked(length=3000, base="trestle")) == ["300 cm seats ten. Right?"]
    assert unusual_questions(TABLE, asked()) == []


def test_words_that_do_not_apply_are_emptied_and_spaces_made_single() -> None:
    assert tidy(TABLE, asked(engraving_text="Anna")).texts["engraving_text"] == ""
    kept = tidy(TABLE, asked(engraving="text", engraving_text="  A   B "))
    assert kept.texts["engraving_text"] == "A B"


@settings(max_examples=150, deadline=None)
@given(models_and_choices, st.text(max_size=30))
def test_an_address_brings_back_the_same_choices(pair: tuple[Model, Choices], words: str) -> None:
    model, choices = pair
    texts = dict.fromkeys(choices.texts, words)
    sent = Choices(choices.options, choices.numbers, texts)
    assert decode(model, encode(sent)) == sent


def test_a_form_speaks_centimetres() -> None:
    assert read_fields(TABLE, {"height": "74,5", "length": " 210 "}).numbers["height"] == 745
    assert "length" not in read_fields(TABLE, {"length": "two metres"}).numbers
    assert "length" not in read_fields(TABLE, {"length": "210.05"}).numbers
    assert "length" not in read_fields(TABLE, {"length": "NaN"}).numbers


def test_every_rule_of_the_demo_speaks_beside_an_input() -> None:
    for model in MODELS:
        for rule in model.rules:
            assert rule.holds.names
    assert broken_rules(BLIND, default_choices(BLIND)) == ()
