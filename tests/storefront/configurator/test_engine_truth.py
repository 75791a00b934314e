"""The engine against brute force: on small random models it says exactly what every product, one by one, says."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storefront.configurator.compiling import compile_model
from storefront.configurator.domain import Choices, Model, default_choices, environment
from storefront.configurator.engine import ModelEngine, OptionState, Repair, State
from storefront.configurator.finite import translate
from storefront.configurator.solving.solver import SolverKernel
from tests.storefront.configurator.small_models import Truth, products, small_model

Effort = tuple[int, int, int, int]
seeds = st.integers(0, 10**9)


def some_choices(model: Model, random: Random) -> Choices:
    choices = default_choices(model)
    for group in model.groups:
        if random.random() < 0.5:
            choices = choices.option(group.id, random.choice(group.ids))
    for number in model.numbers:
        if random.random() < 0.5:
            choices = choices.number(number.id, random.randrange(number.low, number.high + 1, number.step))
    for words in model.texts:
        if random.random() < 0.5:
            choices = choices.words(words.id, "A" * random.randint(1, words.max_length))
    return choices


def written(model: Model, choices: Choices) -> int | None:
    """The letters that are picked, None where none are."""
    if not model.texts or "w" not in choices.picked:
        return None
    return int(environment(model, choices)["w_letters"]) or None


def effort(model: Model, choices: Choices, truth: Truth, besides: str = "") -> Effort | None:
    """From choices to a product: picks changed, others moved, picked sizes, how far; None where words would change."""
    letters = written(model, choices)
    if letters is not None and truth.letters not in (0, letters):
        return None
    always = any(words.always for words in model.texts)
    changed = moved = sized = far = 0
    if letters is not None and truth.letters == 0:
        far = 1
        changed = sized = int(always)
    for name, value in choices.options.items():
        if truth.choices.options[name] != value and name != besides:
            changed, moved = changed + (name in choices.picked), moved + (name not in choices.picked)
    for number in model.numbers:
        away = abs(truth.choices.numbers[number.id] - choices.numbers[number.id]) // number.step
        if away:
            picked = number.id in choices.picked
            changed, moved, sized = changed + picked, moved + (not picked), sized + picked
            far += -(-1000 * away // ((number.high - number.low) // number.step))
    return changed, moved, sized, far


def kept(model: Model, choices: Choices, truths: list[Truth], besides: str = "") -> list[Truth]:
    """The products with all the picks, that of `besides` released."""
    found, letters = [], written(model, choices)
    always = any(words.always for words in model.texts)
    for truth in truths:
        cost = effort(model, choices, truth, besides)
        here = {**truth.choices.options, **truth.choices.numbers}
        mine = {**choices.options, **choices.numbers}
        if (
            cost is not None
            and (letters is None or not always or truth.letters == letters)
            and all(here[n] == mine[n] for n in choices.picked if n in here and n != besides)
        ):
            found.append(truth)
    return found


def engines(seed: int) -> tuple[Model, list[Truth], ModelEngine]:
    model = small_model(seed)
    return model, products(model), compile_model(model).engine


def check(model: Model, truths: list[Truth], state: State) -> None:
    choices = state.choices
    left = kept(model, choices, truths)
    assert (state.lowest.minor if state.lowest else None) == min((t.minor for t in left), default=None)
    assert (state.highest.minor if state.highest else None) == max((t.minor for t in left), default=None)
    if state.count is not None:
        sold = {(*t.choices.options.items(), *t.choices.numbers.items(), t.letters > 0) for t in left}
        assert state.count == len(sold)
    for option in state.options:
        able = [
            t for t in kept(model, choices, truths, option.group) if t.choices.options[option.group] == option.option
        ]
        assert option.allowed == bool(able), (option.group, option.option)
        if not option.allowed:
            check_repair(model, choices, truths, option.group, option.option, option.repair)
    for number in model.numbers:
        possible = {t.choices.numbers[number.id] for t in kept(model, choices, truths, number.id)}
        assert {value for part in state.reach[number.id] for value in part} == possible


def check_repair(
    model: Model, choices: Choices, truths: list[Truth], group: str, option: str, repair: Repair | None
) -> None:
    ways = [effort(model, choices, t, group) for t in truths if t.choices.options[group] == option]
    best = min((way for way in ways if way is not None), default=None)
    assert (repair is None) == (best is None)
    if repair is not None and best is not None:
        after = repair.choices
        letters = int(environment(model, after).get("w_letters", 0))
        assert effort(model, choices, Truth(after, 0, letters), group) == best
        assert (len(repair.changes), len(repair.moved)) == best[:2]


@settings(max_examples=80, deadline=None)
@given(seeds, st.randoms(use_true_random=False))
def test_valid_options_bounds_counts_reach_and_repairs_are_those_of_brute_force(seed: int, random: Random) -> None:
    model, truths, engine = engines(seed)
    for _ in range(3):
        given_choices = some_choices(model, random)
        state = engine.state(given_choices)
        if kept(model, given_choices, truths):
            if any(problem.rule_id for problem in state.problems):
                assert all(truth.letters == 0 for truth in kept(model, given_choices, truths))
                assert state.repairs
                continue
            best = min(e for t in truths if (e := effort(model, given_choices, t)) is not None)
            assert best[0] == 0
            assert len(state.moved) == best[1]
        else:
            assert state.choices == given_choices or model.texts
        check(model, truths, state)


@settings(max_examples=15, deadline=None)
@given(seeds, st.randoms(use_true_random=False))
def test_the_solver_says_what_the_diagram_says(seed: int, random: Random) -> None:
    model, _, engine = engines(seed)
    translation = translate(model)
    other = ModelEngine(model, SolverKernel(translation.problem), translation)
    choices = some_choices(model, random)
    one, two = engine.state(choices), other.state(choices)
    assert (two.engine, one.engine) == ("solver", "diagram")
    assert (one.lowest, one.highest, one.reach) == (two.lowest, two.highest, two.reach)
    assert [o.allowed for o in one.options] == [o.allowed for o in two.options]
    for mine, theirs in zip(one.options, two.options, strict=True):
        assert (mine.repair is None) == (theirs.repair is None)
        if mine.repair and theirs.repair:
            assert len(mine.repair.changes) == len(theirs.repair.changes)


@settings(max_examples=40, deadline=None)
@given(seeds, st.randoms(use_true_random=False))
def test_an_explanation_blocks_and_none_of_it_is_needless(seed: int, random: Random) -> None:
    model, truths, engine = engines(seed)
    choices = engine.state(some_choices(model, random)).choices
    for option in [item for item in engine.state(choices).options if not item.allowed][:3]:
        found = engine.explain(choices, option.group, option.option)
        ruled = products(model.only(found.rules))
        assert not [t for t in kept(model, choices.picking(found.picks), ruled, option.group) if has(t, option)]
        for pick in found.picks:
            fewer = choices.picking(set(found.picks) - {pick})
            assert [t for t in kept(model, fewer, truths, option.group) if has(t, option)]
        for rule in found.rules:
            looser = products(model.only(set(found.rules) - {rule}))
            assert [t for t in kept(model, choices.picking(found.picks), looser, option.group) if has(t, option)]


def has(truth: Truth, option: OptionState) -> bool:
    return truth.choices.options[option.group] == option.option


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_small_model_is_the_same_whenever_it_is_made(seed: int) -> None:
    assert small_model(seed).hash == small_model(seed).hash
