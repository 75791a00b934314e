"""Rules over sizes that no map of the grid can hold: judged as they are asked about, and never wrong."""

from __future__ import annotations

import base64
import json
from datetime import date
from random import Random

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from storefront.configurator.checks import check_document
from storefront.configurator.compiling import compile_model, engine_from
from storefront.configurator.document import document_hash, load_document, read_model
from storefront.configurator.domain import Model, default_choices, validate
from storefront.configurator.engine import ModelEngine, State
from storefront.configurator.finite import TooManySizes, WideMap, translate
from storefront.configurator.finite.banding import Banded, Banding
from storefront.configurator.finite.wide import searched
from storefront.configurator.page import present
from storefront.configurator.solving.solver import SolverKernel
from tests.storefront.configurator.conftest import MODELS
from tests.storefront.configurator.small_models import Truth, products, small_model
from tests.storefront.configurator.test_engine_truth import check_repair, kept, some_choices

TODAY = date(2026, 6, 1)
PATTERN = "(width * drop) % 7 != 3"
RING = "(width - 1000) * (width - 1000) + (drop - 1500) * (drop - 1500) >= 360000"
NEEDLE = "(width * 7919 + drop * 104729) % 1000003 != 12345"


def blind(rule: str) -> Model:
    """Six million sizes, and a rule over them that neither rises nor falls."""
    source = (MODELS / "lumen-blind.yaml").read_text().replace("width * drop <= 6500000", rule)
    document = load_document(source.replace("default: 1200", "default: 1201"))
    return read_model(document, document_hash(document)).at(TODAY)


@pytest.fixture(scope="module")
def patterned() -> ModelEngine:
    return compile_model(blind(PATTERN)).engine


@pytest.fixture
def without_maps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every set of sizes is too wide for a map."""

    def built(self: Banding) -> Banded:
        if self.atoms:
            raise TooManySizes("too wide", self.names)
        return mapped(self)

    mapped = Banding.built
    monkeypatch.setattr(Banding, "built", built)


def check(model: Model, truths: list[Truth], state: State) -> None:
    choices, left = state.choices, kept(model, state.choices, truths)
    if state.lowest is not None and state.highest is not None:
        assert (state.lowest.minor, state.highest.minor) == (min(t.minor for t in left), max(t.minor for t in left))
    for option in state.options:
        able = kept(model, choices, truths, option.group)
        assert option.allowed == any(t.choices.options[option.group] == option.option for t in able)
        if not option.allowed:
            check_repair(model, choices, truths, option.group, option.option, option.repair)
    for number in model.numbers:
        possible = {t.choices.numbers[number.id] for t in kept(model, choices, truths, number.id)}
        assert {value for part in state.reach[number.id] for value in part} == possible


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**9), st.booleans(), st.randoms(use_true_random=False))
def test_side_constraints_say_what_brute_force_says(
    without_maps: None, seed: int, solver: bool, random: Random
) -> None:
    model = small_model(seed)
    translation = translate(model)
    assume(any(isinstance(sizes, WideMap) for sizes in translation.sizes))
    truths, engine = products(model), compile_model(model).engine
    if solver:
        engine = ModelEngine(model, SolverKernel(engine.translation.problem), engine.translation)
    for _ in range(3):
        given_choices = some_choices(model, random)
        state = engine.state(given_choices)
        if kept(model, given_choices, truths):
            if any(problem.rule_id for problem in state.problems):
                assert all(truth.letters == 0 for truth in kept(model, given_choices, truths))
                continue
            check(model, truths, state)
        else:
            assert state.count == 0
            assert bool(state.repairs) <= bool(truths)


def test_a_pattern_over_six_million_sizes_publishes_and_judges(patterned: ModelEngine) -> None:
    choices = default_choices(patterned.model).number("width", 1500).number("drop", 1700)
    state = patterned.state(choices)
    assert state.buyable
    assert state.complete
    assert present(patterned.model, state, None, "", "en")["range"].startswith(
        "What you still choose can change the price."
    )
    widths = {value for part in state.reach["width"] for value in part}
    assert set(range(1400, 1600)) & widths == {w for w in range(1400, 1600) if w * 1700 % 7 != 3}


def test_a_size_that_the_pattern_forbids_is_told_with_its_rule_and_the_nearest_way_out(patterned: ModelEngine) -> None:
    choices = default_choices(patterned.model).number("width", 1501).number("drop", 1702)
    assert 1501 * 1702 % 7 == 3
    state = patterned.state(choices)
    assert [problem.rule_id for problem in state.problems] == ["B8"]
    changes = [change for repair in state.repairs for change in repair.changes]
    assert {abs(int(change.value) - {"width": 1501, "drop": 1702}[change.field]) for change in changes} == {1}
    assert not any(validate(patterned.model, repair.choices) for repair in state.repairs)


def test_an_option_that_the_pattern_blocks_is_explained_by_it() -> None:
    engine = compile_model(blind("(width * drop) % 7 != 3 if control == 'chain_r' else width >= 0")).engine
    choices = default_choices(engine.model).number("width", 1501).number("drop", 1702)
    state = engine.state(choices)
    option = state.option("control", "chain_r")
    assert state.buyable
    assert not option.allowed
    explained = engine.explain(choices, "control", "chain_r")
    assert "B8" in explained.rules
    assert {"width", "drop"} <= set(explained.picks)
    assert all(not validate(engine.model, repair.choices) for repair in explained.repairs)


def test_a_border_is_found_without_looking_at_every_size() -> None:
    sizes = next(one for one in translate(blind(RING)).sizes if isinstance(one, WideMap))
    for cell in ((0, 0), (600, 1100), (601, 1699), (600, 1700), (2400, 2600)):
        values = sizes.values(cell)
        truth = sizes.truths[sizes.band(cell)]
        assert truth == sizes.boxes.truth(cell)
        assert all(sizes.boxes.truth(sizes.examples[band]) == sizes.truths[band] for band in range(sizes.bands))
        assert values["width"] == 400 + cell[0]


def test_a_needle_in_ten_million_sizes_is_a_clear_answer() -> None:
    source = (MODELS / "lumen-blind.yaml").read_text().replace("width * drop <= 6500000", NEEDLE)
    report = check_document(load_document(source.replace("default: 1200", "default: 1201")), TODAY)
    assert [finding.code for finding in report.findings] == ["too_many_sizes"]
    assert "B8" in report.findings[0].rules
    assert "Use larger steps" in report.findings[0].sentence


def test_a_kept_artefact_judges_as_what_was_compiled(patterned: ModelEngine) -> None:
    made = compile_model(patterned.model)
    kept_as = json.loads(json.dumps(made.artefact))
    again = engine_from(patterned.model, kept_as)
    choices = default_choices(patterned.model).number("width", 1501).number("drop", 1702)
    assert again.state(choices) == patterned.state(choices)
    assert base64.b64decode(kept_as["diagram"])
    kept_as["sizes"][0]["atoms"][0] = "v['width']<v['depth']"
    with pytest.raises(ValueError, match="publish the model again"):
        engine_from(patterned.model, kept_as)


def test_only_what_may_be_searched_is_kept_for_later() -> None:
    model = blind(PATTERN)
    translation = translate(model)
    wide = next(one for one in translation.sizes if isinstance(one, WideMap))
    assert searched(wide.names, wide.grids, wide.counters, wide.atoms).truths == wide.truths
    assert not wide.countable
