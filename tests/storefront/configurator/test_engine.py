"""The trial engine: allowed means buyable, blocked says why, the repair works and is the smallest."""

from __future__ import annotations

from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from storefront.configurator.domain import Choices, Model, default_choices, price, validate
from storefront.configurator.engine import Engine, TrialEngine
from tests.storefront.configurator.choosing import any_choices
from tests.storefront.configurator.conftest import read_model

TABLE = read_model("kast-oak-table")
BICYCLE = read_model("fjordhjul-bicycle")
MODELS = [TABLE, read_model("lumen-blind"), BICYCLE]
models_and_choices = st.sampled_from(MODELS).flatmap(lambda model: any_choices(model).map(lambda c: (model, c)))


@settings(max_examples=60, deadline=None)
@given(models_and_choices)
def test_what_is_shown_as_possible_can_be_bought_and_every_repair_works(pair: tuple[Model, Choices]) -> None:
    model, choices = pair
    engine: Engine = TrialEngine(model)
    state = engine.state(choices)
    present = price(model, state.choices).total
    assert not state.complete
    for option in state.options:
        tried = state.choices.option(option.group, option.option)
        assert option.allowed == (not [p for p in validate(model, tried) if p.rule_id])
        assert option.difference == price(model, tried).total - present
        if not option.allowed:
            assert option.reason
        if option.repair is not None:
            assert not [p for p in validate(model, option.repair.choices) if p.rule_id]
            assert option.repair.choices.options[option.group] == option.option
            assert option.repair.difference == price(model, option.repair.choices).total - present
    for repair in state.repairs:
        assert not [p for p in validate(model, repair.choices) if p.rule_id]


@settings(max_examples=25, deadline=None)
@given(any_choices(BICYCLE))
def test_no_smaller_repair_by_options_exists(choices: Choices) -> None:
    """Brute force over all sets of fewer changes; sizes are left alone here, the engine may change them too."""
    state = TrialEngine(BICYCLE).state(choices)
    for option in [item for item in state.options if item.repair is not None][:4]:
        assert option.repair is not None
        others = [group for group in BICYCLE.groups if group.id != option.group]
        tried = state.choices.option(option.group, option.option)
        for size in range(min(len(option.repair.changes), 3)):
            for groups in combinations(others, size):
                for values in product(*(group.ids for group in groups)):
                    changed = tried
                    for group, value in zip(groups, values, strict=True):
                        changed = changed.option(group.id, value)
                    assert [p for p in validate(BICYCLE, changed) if p.rule_id]


def test_too_long_for_four_legs_offers_a_base_and_the_longest_size() -> None:
    state = TrialEngine(TABLE).state(default_choices(TABLE).number("length", 2700))
    assert not state.buyable
    assert state.problems[0].field == "length"
    sentences = [repair.sentence for repair in state.repairs]
    assert sentences == ["Change base to Trestle, keep 270 cm", "Change length to 260 cm"]


def test_a_blocked_option_names_the_sellers_reason_and_its_smallest_repair() -> None:
    state = TrialEngine(TABLE).state(default_choices(TABLE).option("species", "walnut"))
    soap = state.option("finish", "soap")
    assert not soap.allowed
    assert soap.reason == "Soap finish is for light woods only."
    assert soap.repair is not None
    assert soap.repair.sentence in ("Change wood to Oak, choose this", "Change wood to Ash, choose this")


def test_unreadable_input_gives_problems_and_no_price() -> None:
    state = TrialEngine(TABLE).state(default_choices(TABLE).number("length", 2105))
    assert state.price is None
    assert state.problems
    assert state.options == ()


def test_the_only_way_left_is_marked_as_forced() -> None:
    choices = default_choices(BICYCLE).option("bar", "drop").option("drive", "grx1x12")
    state = TrialEngine(BICYCLE).state(choices)
    assert state.option("bar", "drop").forced
    assert not state.option("saddle", "std").forced
