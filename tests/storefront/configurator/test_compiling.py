"""Compiling without a database: the fall-back, the artefact, the days that change the rules."""

from __future__ import annotations

import json
from datetime import date

import pytest

from storefront.configurator import publishing
from storefront.configurator.compiling import compile_model, engine_from
from storefront.configurator.domain import default_choices
from storefront.configurator.domain.model import ARTEFACT_FORMAT
from storefront.configurator.engine import ModelEngine
from storefront.configurator.solving.diagram import Budget
from storefront.configurator.solving.diagram.coding import MAGIC
from tests.storefront.configurator.conftest import read_model
from tests.storefront.configurator.small_models import small_model


def test_a_model_too_big_for_the_budget_is_answered_by_the_solver() -> None:
    model = read_model("fjordhjul-bicycle")
    made = compile_model(model, Budget(seconds=60.0, nodes=3))
    assert (made.engine.name, made.nodes, made.artefact["diagram"]) == ("solver", 0, None)
    again: ModelEngine = engine_from(model, made.artefact)
    found = again.state(default_choices(model).option("drive", "grx1x12"))
    assert (found.engine, found.complete, found.buyable) == ("solver", True, True)
    assert found.option("bar", "drop").forced


@pytest.mark.parametrize("seed", range(20))
def test_an_artefact_is_whole_and_its_engine_the_same(seed: int) -> None:
    model = small_model(seed)
    made = compile_model(model)
    again = engine_from(model, json.loads(json.dumps(made.artefact)))
    assert again.translation.problem == made.engine.translation.problem
    assert again.state(default_choices(model)) == made.engine.state(default_choices(model))


def test_the_days_that_change_the_rules_are_cut_to_a_few() -> None:
    model = read_model("kast-oak-table")
    assert [cut.address for cut in publishing.rule_sets(model, date(2026, 11, 23))] == [model.address]


def test_a_diagram_of_other_bytes_is_looked_for_under_another_address() -> None:
    assert MAGIC.decode() in ARTEFACT_FORMAT
