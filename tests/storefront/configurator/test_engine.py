"""The engine on the demo's models: followers, reasons, repairs, ranges, in a shopper's terms."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from storefront.configurator.compiling import compile_model
from storefront.configurator.domain import Choices, Model, default_choices, price, validate
from storefront.configurator.engine import Change, Engine, ModelEngine, State
from tests.storefront.configurator.choosing import any_choices
from tests.storefront.configurator.conftest import read_model

TABLE = read_model("kast-oak-table")
BICYCLE = read_model("fjordhjul-bicycle")
BLIND = read_model("lumen-blind")
ENGINES: dict[str, ModelEngine] = {model.sku: compile_model(model).engine for model in (TABLE, BLIND, BICYCLE)}


def somewhere(model: Model) -> st.SearchStrategy[Choices]:
    """Choices of which any part is picked."""
    inputs = [item.id for item in model.inputs]
    return st.builds(Choices.picking, any_choices(model), st.sets(st.sampled_from(inputs)))


def state(model: Model, choices: Choices) -> State:
    engine: Engine = ENGINES[model.sku]
    return engine.state(choices)


def broken(model: Model, choices: Choices) -> list[str]:
    return [problem.rule_id for problem in validate(model, choices) if problem.rule_id]


@settings(max_examples=25, deadline=None)
@given(st.sampled_from([TABLE, BLIND, BICYCLE]).flatmap(lambda model: somewhere(model).map(lambda c: (model, c))))
def test_what_is_shown_as_possible_leads_to_a_product_and_every_repair_is_one(pair: tuple[Model, Choices]) -> None:
    model, choices = pair
    found = state(model, choices)
    assert found.complete
    assert found.price is not None
    for option in found.options[len(choices.picked) % 5 :: 5]:
        tapped = found.choices.option(option.group, option.option)
        after = state(model, tapped)
        assert option.allowed == (not broken(model, after.choices))
        if option.allowed:
            assert after.choices.options[option.group] == option.option
            assert after.price is not None
            assert option.difference == after.price.total - found.price.total
            assert set(option.moved) == set(after.moved)
            assert not {change.field for change in option.moved} & found.choices.picked
        else:
            assert option.reason
    for repair in [item.repair for item in found.options if item.repair] + list(found.repairs):
        assert not broken(model, repair.choices)
        assert repair.difference == price(model, repair.choices).total - found.price.total
        assert {change.field for change in repair.changes} <= found.choices.picked


@settings(max_examples=25, deadline=None)
@given(st.sampled_from([TABLE, BLIND, BICYCLE]).flatmap(lambda model: somewhere(model).map(lambda c: (model, c))))
def test_a_product_lies_in_its_own_range_and_its_sizes_within_reach(pair: tuple[Model, Choices]) -> None:
    model, choices = pair
    found = state(model, choices)
    if any(problem.rule_id for problem in found.problems):
        assert (found.count, found.lowest, found.highest) == (0, None, None)
        assert found.repairs
        return
    assert found.price is not None
    assert found.lowest is not None
    assert found.highest is not None
    assert found.lowest <= found.price.total <= found.highest
    assert found.count
    for number in model.numbers:
        assert any(found.choices.numbers[number.id] in part for part in found.reach[number.id])


def test_what_was_not_touched_follows_and_is_told() -> None:
    found = state(TABLE, default_choices(TABLE).number("length", 2700))
    assert found.buyable
    assert found.moved == (Change("base", "trestle"),)
    assert found.choices.picked == {"length"}


def test_too_long_for_the_chosen_legs_offers_a_base_and_the_longest_size() -> None:
    found = state(TABLE, default_choices(TABLE).option("base", "taper4").number("length", 2700))
    assert not found.buyable
    assert found.problems[0].field == "length"
    sentences = [repair.sentence for repair in found.repairs]
    assert sentences == ["Change base to Trestle, keep 270 cm", "Change length to 260 cm"]


def test_a_blocked_option_names_the_sellers_reason_and_its_smallest_repair() -> None:
    soap = state(TABLE, default_choices(TABLE).option("species", "walnut")).option("finish", "soap")
    assert not soap.allowed
    assert soap.reason == "Soap finish is for light woods only."
    assert soap.broken == ("R7",)
    assert soap.repair is not None
    assert soap.repair.sentence == "Change wood to Oak, choose this"


def test_a_repair_keeps_the_size_that_is_nearest() -> None:
    narrow = default_choices(TABLE).number("length", 2900).number("width", 800)
    walnut = state(TABLE, narrow).option("species", "walnut")
    assert walnut.repair is not None
    assert walnut.repair.sentence == "Change length to 256 cm, choose this"


def test_an_explanation_names_just_the_picks_that_matter() -> None:
    choices = default_choices(TABLE).option("species", "walnut").option("top", "t40").number("length", 2700)
    found = ENGINES["KAST-TABLE"].explain(choices, "base", "taper4")
    assert (found.picks, found.rules) == (("length",), ("R2",))
    assert found.message == "Too long for four legs. Over 260 cm, choose a trestle or steel base."
    assert [repair.sentence for repair in found.repairs] == ["Change length to 260 cm, choose this"]


def test_two_sizes_that_only_together_are_too_much_are_both_named() -> None:
    choices = default_choices(BLIND).number("width", 2700).number("drop", 2700)
    found = ENGINES["LUMEN-BLIND"].explain(choices, "colour", "sand")
    assert set(found.picks) == {"width", "drop"}
    assert found.rules == ("B8",)


def test_what_is_free_is_explained_as_free() -> None:
    found = ENGINES["KAST-TABLE"].explain(default_choices(TABLE), "base", "trestle")
    assert (found.picks, found.rules, found.repairs) == ((), (), ())
    assert found.message == "You can choose this."


def test_unreadable_input_gives_problems_and_no_price() -> None:
    found = state(TABLE, default_choices(TABLE).number("length", 2105))
    assert found.price is None
    assert found.problems
    assert found.options == ()


def test_the_only_way_left_is_marked_as_forced() -> None:
    found = state(BICYCLE, default_choices(BICYCLE).option("drive", "grx1x12"))
    assert found.option("bar", "drop").forced
    assert not found.option("saddle", "std").forced


def test_a_text_counts_as_soon_as_it_is_asked_for() -> None:
    found = state(TABLE, default_choices(TABLE).option("engraving", "text"))
    assert [problem.field for problem in found.problems] == ["engraving_text"]
    assert found.count == 102_986_272
    written = state(TABLE, found.choices.words("engraving_text", "Anna"))
    assert written.buyable
    assert written.lowest == found.lowest


def test_the_range_of_sizes_that_are_picked_is_that_of_just_these_sizes() -> None:
    found = state(BLIND, default_choices(BLIND).number("width", 1000).number("drop", 1000))
    cheap = state(BLIND, found.choices.option("fabric", "dimout").option("type", "roller").option("control", "chain_l"))
    assert found.lowest == cheap.lowest
    assert cheap.price is not None
    assert cheap.price.total == cheap.lowest
