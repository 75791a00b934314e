"""Our three demo models against the development data they were written from: prices, quantities, minutes, rules."""

from __future__ import annotations

import json
import random
from math import ceil
from pathlib import Path
from typing import Any

import pytest

from storefront.configurator.compiling import compile_model
from storefront.configurator.domain import (
    Choices,
    Model,
    broken_rules,
    default_choices,
    describe,
    explode,
    item_uses,
    price,
    validate,
)
from storefront.uploads.domain import UploadRule
from tests.storefront.configurator.conftest import NAMES, read_model

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "demo" / "businesses.json"
needs_data = pytest.mark.skipif(not DATA.exists(), reason=f"LOUD SKIP: {DATA} is not beside the project")
# What a unit of the data is in base units, and its name there.
UNITS = {
    "m3": (1_000_000, "cm3"), "m2": (10_000, "cm2"), "m": (1_000, "mm"), "kg": (1_000, "g"), "l": (1_000, "ml"),
    "pc": (1, "piece"), "set": (1, "piece"), "kit": (1, "piece"),
}  # fmt: skip
BUSINESSES = list(NAMES)


def business(key: str) -> dict[str, Any]:
    return next(found for found in json.loads(DATA.read_text()) if found["key"] == key)


def said(formula: object, env: dict[str, Any]) -> Any:
    """A formula of the data, in Python's own notation."""
    return eval(str(formula), {"__builtins__": {}, "max": max, "min": min, "ceil": ceil}, env)


def pick(data: dict[str, Any], rng: random.Random) -> tuple[Choices, dict[str, Any]]:
    numbers = {name: rng.randrange(spec["min"], spec["max"] + 1, spec["step"]) for name, spec in data["params"].items()}
    options = {name: rng.choice(list(ids)) for name, ids in data["options"].items()}
    texts = {"engraving_text": "Anna"} if data["key"] == "kast-oak" else {}
    return Choices(options, numbers, texts), {**numbers, **options, **data["tables"]}


def samples(key: str, count: int = 300) -> list[tuple[Choices, dict[str, Any]]]:
    """Random configurations that the data's own rules allow."""
    data, rng, found = business(key), random.Random(7), []
    while len(found) < count:
        choices, env = pick(data, rng)
        if all(said(rule["must_hold"], env) for rule in data["rules"]):
            found.append((choices, env))
    return found


@needs_data
@pytest.mark.parametrize("key", BUSINESSES)
def test_inputs_are_those_of_the_data(key: str) -> None:
    data, model = business(key), read_model(NAMES[key])
    assert {n.id: (n.low, n.high, n.step, n.default) for n in model.numbers} == {
        name: (spec["min"], spec["max"], spec["step"], spec["default"]) for name, spec in data["params"].items()
    }
    assert {group.id: list(group.ids) for group in model.groups} == {k: list(v) for k, v in data["options"].items()}
    assert {group.id: group.default for group in model.groups} == data["defaults"]


@needs_data
@pytest.mark.parametrize("key", BUSINESSES)
def test_prices_are_those_of_the_data_within_a_euro(key: str) -> None:
    data, model = business(key), read_model(NAMES[key])
    for choices, env in samples(key):
        cents = price(model, choices).total.minor
        assert cents % 100 == 0
        assert abs(cents - 100 * said(data["price"]["formula"], env)) <= 100


@needs_data
@pytest.mark.parametrize("key", BUSINESSES)
def test_materials_are_those_of_the_data_within_one_unit(key: str) -> None:
    data, model = business(key), read_model(NAMES[key])
    for choices, env in samples(key):
        needs = {need.sku: need for need in explode(model, choices).materials}
        wanted = [line for line in data["bom"] if said(line["condition"], env)]
        assert len(needs) == len(wanted)
        for line in wanted:
            scale, unit = UNITS[line["unit"]]
            need = needs[line["item"].format(**env)]
            exact = said(line["quantity"], env) * scale
            leaves = 2 if line["item"].startswith("LEAF") else 1  # each leaf is rounded up on its own
            assert 0 <= need.quantity - exact + 1e-6 <= leaves + 1e-6, line["item"]
            assert (need.unit, need.operation) == (unit, line["consumed_at_op"])
            assert need.unit_cost_minor * scale == pytest.approx(said(line["unit_cost_eur"], env) * 100 * need.cost_per)


@needs_data
@pytest.mark.parametrize("key", BUSINESSES)
def test_operations_are_those_of_the_data_with_minutes_rounded_up(key: str) -> None:
    data, model = business(key), read_model(NAMES[key])
    for choices, env in samples(key):
        done = {operation.number: operation for operation in explode(model, choices).operations}
        wanted = [line for line in data["routing"] if said(line["condition"], env)]
        assert sorted(done) == sorted(line["op"] for line in wanted)
        for line in wanted:
            made = done[line["op"]]
            hours = line["wait_after_h"]
            hours = hours[env["finish"]] if isinstance(hours, dict) else hours
            assert made.setup_minutes == line["setup_min"]
            assert 0 <= made.run_minutes - said(line["run_min"], env) + 1e-6 < 1 + 1e-6
            assert made.wait_minutes == hours * 60
            assert made.stage == line["customer_stage"]
            assert made.work_centre.split("-", 1)[1] == line["work_centre"]


@needs_data
@pytest.mark.parametrize("key", BUSINESSES)
def test_rules_allow_and_forbid_the_same_configurations_and_each_fires(key: str) -> None:
    data, model, rng = business(key), read_model(NAMES[key]), random.Random(11)
    assert [rule.id for rule in model.rules] == [rule["id"] for rule in data["rules"]]
    fired: set[str] = set()
    for _ in range(3000):
        choices, env = pick(data, rng)
        ours = {rule.id for rule in broken_rules(model, choices)}
        assert ours == {rule["id"] for rule in data["rules"] if not said(rule["must_hold"], env)}
        fired |= ours
    assert fired == {rule.id for rule in model.rules}


@pytest.mark.parametrize("key", BUSINESSES)
def test_every_input_has_words_for_the_shopper(key: str) -> None:
    model = read_model(NAMES[key])
    for item in model.inputs:
        assert item.label["en"]
        assert item.help["en"]
    for rule in model.rules:
        assert rule.reason["en"].endswith(".")
    for group in model.groups:
        assert all(option.label["en"] for option in group.options)


@pytest.mark.parametrize("key", BUSINESSES)
def test_every_material_a_configuration_takes_is_listed_for_the_seed(key: str) -> None:
    model = read_model(NAMES[key])
    listed = {use.sku: use.unit for use in item_uses(model)}
    rng = random.Random(5)
    for _ in range(200):
        for need in explode(model, _valid(model, rng)).materials:
            assert listed[need.sku] == need.unit


@pytest.mark.parametrize("key", BUSINESSES)
def test_materials_are_told_apart_by_what_people_call_the_options(key: str) -> None:
    uses = item_uses(read_model(NAMES[key]))
    assert len({use.name for use in uses}) == len(uses)
    assert not [use.name for use in uses if "_" in use.name]


def _valid(model: Model, rng: random.Random) -> Choices:
    while True:
        choices = Choices(
            {group.id: rng.choice(group.ids) for group in model.groups},
            {n.id: rng.randrange(n.low, n.high + 1, n.step) for n in model.numbers},
            {words.id: "Anna" for words in model.texts},
        )
        if not broken_rules(model, choices):
            return choices


def test_work_centres_of_the_three_makers_never_share_a_code() -> None:
    codes = [{line.work_centre for line in read_model(name).operations} for name in NAMES.values()]
    assert sum(len(found) for found in codes) == len(set().union(*codes))


def test_wheels_are_built_while_the_frame_is_painted(bicycle: Model) -> None:
    after = {line.number: line.after for line in bicycle.operations}
    assert after[40] == ()
    assert after[50] == (30, 40)


def test_a_blind_takes_a_photograph_of_its_window_and_does_without() -> None:
    blind = read_model("lumen-blind")
    photo = next(text for text in blind.texts if text.upload)
    assert photo.upload == UploadRule(("png", "jpeg", "webp"), 8_000_000)
    plain = default_choices(blind)
    given = plain.words(photo.id, "0" * 26)
    assert validate(blind, plain) == validate(blind, given) == []
    assert (photo.label["en"], "your file") in describe(blind, given)
    assert price(blind, given).total == price(blind, plain).total
    state = compile_model(blind).engine.state(given)
    assert state.buyable
    assert state.choices.texts[photo.id] == "0" * 26
