"""Words that may be left out and break a rule: what was not picked makes way for them, else the page offers both ways
out. Nothing that a shopper wrote is taken back by itself."""

from __future__ import annotations

from typing import Any

import pytest

from storefront.configurator.compiling import compile_model
from storefront.configurator.document import document_hash
from storefront.configurator.document import read_model as read_document
from storefront.configurator.domain import Choices, Model, broken_rules, default_choices
from storefront.configurator.engine import ModelEngine, State

ALWAYS, SOMETIMES = "True", "b == 'b0'"


def made(when: str) -> ModelEngine:
    """Board `a0` takes two letters, `a1` any; there is room for words `when`."""
    return compile_model(read_document(_document(when), document_hash(_document(when)))).engine


def _document(when: str) -> dict[str, Any]:
    return {
        "format": "joinery/model@1", "sku": "WORDS", "seller": "s", "currency": "EUR", "name": "Board",
        "groups": [_group("a", "Board"), _group("b", "Edge")],
        "numbers": [],
        "texts": [{
            "id": "w", "label": "Engraving", "help": ".", "alphabet": ["letters"], "alphabet_words": "letters",
            "max_length": "9", "price_per_letter": "100", "when": when, "optional": "true",
        }],
        "tables": {},
        "rules": [
            {"id": "R", "kind": "limit", "must": "w_letters <= 2 or a == 'a1'", "reason": "Two letters fit here."},
        ],
        "price": {"round_to": "1", "parts": [{"id": "p", "label": "Board", "amount": "5000"}]},
        "materials": [],
        "operations": [{"number": "1", "name": "Make", "work_centre": "W", "run": "1", "stage": "Made"}],
        "packed": {"length": "1", "width": "1", "height": "1", "weight": "1"},
        "drawing": {"kind": "table"},
    }  # fmt: skip


def _group(name: str, label: str) -> dict[str, Any]:
    options = [{"id": f"{name}{at}", "label": f"{label} {at}", "help": "."} for at in range(2)]
    return {"id": name, "label": label, "help": ".", "default": f"{name}0", "options": options}


def buyable(model: Model, state: State) -> None:
    for repair in state.repairs:
        assert not broken_rules(model, repair.choices)


@pytest.mark.parametrize("when", [ALWAYS, SOMETIMES])
def test_what_was_not_picked_makes_way_for_words(when: str) -> None:
    engine = made(when)
    state = engine.state(default_choices(engine.model).words("w", "Anna").option("b", "b0"))
    assert state.buyable
    assert state.choices.options["a"] == "a1"
    assert state.choices.texts["w"] == "Anna"


@pytest.mark.parametrize("when", [ALWAYS, SOMETIMES])
def test_beside_words_that_do_not_fit_stand_both_ways_out(when: str) -> None:
    engine = made(when)
    choices = default_choices(engine.model).option("a", "a0").option("b", "b0").words("w", "Anna")
    state = engine.state(choices)
    assert state.choices == choices
    assert [(problem.field, problem.rule_id) for problem in state.problems] == [("w", "R")]
    assert {repair.sentence for repair in state.repairs} == {"Change board to Board 1", "Leave out engraving"}
    without = next(repair for repair in state.repairs if repair.sentence == "Leave out engraving")
    assert without.choices.texts == {"w": ""}
    assert without.difference.minor == -400
    buyable(engine.model, state)


def test_an_option_that_words_block_offers_to_leave_them_out() -> None:
    engine = made(ALWAYS)
    option = engine.state(default_choices(engine.model).words("w", "Anna")).option("a", "a0")
    assert not option.allowed
    assert option.repair is not None
    assert option.repair.sentence == "Leave out engraving, choose this"
    assert engine.explain(Choices({"a": "a1", "b": "b0"}, {}, {"w": "Anna"}), "a", "a0").picks == ("w",)


def test_an_option_that_leaves_no_room_for_words_is_still_free_to_choose() -> None:
    engine = made(SOMETIMES)
    option = engine.state(default_choices(engine.model).words("w", "An")).option("b", "b1")
    assert option.allowed


def test_words_hold_what_they_decide_for_a_size_elsewhere() -> None:
    """Four letters take board `a1`, and that takes widths up to 5."""
    document = _document(ALWAYS)
    document["numbers"] = [{
        "id": "x", "label": "Width", "help": ".", "unit": "mm", "shown": "mm", "min": "1", "max": "9", "step": "1",
        "default": "1",
    }]  # fmt: skip
    document["rules"].append({"id": "X", "kind": "limit", "must": "x <= 5 or a == 'a0'", "reason": "Up to 5 mm."})
    engine = compile_model(read_document(document, document_hash(document))).engine
    state = engine.state(default_choices(engine.model).number("x", 3).words("w", "Anna"))
    assert state.choices.options["a"] == "a1"
    assert {value for part in state.reach["x"] for value in part} == set(range(1, 6))
