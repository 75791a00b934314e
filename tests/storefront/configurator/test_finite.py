"""Models as finite problems: bands, directions and blocks say of every cell what the formulas say."""

from __future__ import annotations

from itertools import pairwise, product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storefront.configurator.compiling import compile_model
from storefront.configurator.document import document_hash, load_document
from storefront.configurator.document import read_model as read_draft
from storefront.configurator.domain import Choices, Model, default_choices, environment
from storefront.configurator.domain.pricing import total_minor
from storefront.configurator.expressions import Scope, Span, compile_expression
from storefront.configurator.finite import Translation, translate
from storefront.configurator.finite.banding import Banding
from storefront.configurator.finite.corners import corners
from storefront.configurator.finite.direction import direction
from storefront.configurator.finite.limits import Looks
from storefront.configurator.solving.problem import All, Is, Not, Tree
from tests.storefront.configurator.choosing import any_choices
from tests.storefront.configurator.conftest import MODELS as FILES
from tests.storefront.configurator.conftest import read_model

MODELS = [read_model("kast-oak-table"), read_model("lumen-blind"), read_model("fjordhjul-bicycle")]
TRANSLATED = {model.sku: translate(model) for model in MODELS}
SCOPE = Scope({"x": Span(-3, 6), "y": Span(0, 7)}, {"a": ("p", "q")}, {"t": {"p": 2, "q": 5}})
FORMULAS = [
    "x + y", "x - y", "x * y", "y * y", "y // 3", "20 // (y + 1)", "max(x, 3)", "min(y, t[a])", "-x", "x % 4",
    "ceil_div(y, 2)", "mul_div(y, y, 3)", "mul_div_up(x, 2, 5)", "9 if y > 3 else 2", "x if y > 3 else 9",
    "y if a == 'p' else 0 - y", "(x - 2) * (y + 1)", "(y + 1) * (x + 5)", "7 - y // 2",
]  # fmt: skip


def assigned(translation: Translation, model: Model, choices: Choices) -> list[int]:
    env = environment(model, choices)
    values = [ids.index(choices.options[group]) for group, ids in translation.groups]
    for sizes in translation.sizes:
        values.append(sizes.band(sizes.cell({name: int(env[name]) for name in sizes.names})))
    return values


def holds(tree: Tree, values: list[int]) -> bool:
    if isinstance(tree, Is):
        return values[tree.variable] in tree.values
    if isinstance(tree, Not):
        return not holds(tree.part, values)
    return (all if isinstance(tree, All) else any)(holds(part, values) for part in tree.parts)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(MODELS).flatmap(lambda model: any_choices(model).map(lambda choices: (model, choices))))
def test_every_rule_holds_in_a_band_just_where_its_formula_holds(pair: tuple[Model, Choices]) -> None:
    model, choices = pair
    translation, env = TRANSLATED[model.sku], environment(model, choices)
    values = assigned(translation, model, choices)
    rules = {rule.id: rule.holds for rule in model.rules}
    for rule in translation.rules:
        if rule.id:
            assert holds(rule.tree, values) == rules[rule.id].holds(env)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(MODELS).flatmap(lambda model: any_choices(model).map(lambda choices: (model, choices))))
def test_the_price_lies_between_the_costs_of_its_bands(pair: tuple[Model, Choices]) -> None:
    model, choices = pair
    translation = TRANSLATED[model.sku]
    values = assigned(translation, model, choices)
    low = high = translation.base
    for block in translation.blocks:
        band = 0 if block.sizes is None else values[translation.sizes_variable(block.sizes)]
        at = block.rows.index((band, tuple(values[group] for group in block.groups)))
        low, high = low + block.low[at], high + block.high[at]
    assert low - model.round_to < total_minor(model, choices) < high + model.round_to


@pytest.mark.parametrize("source", FORMULAS)
def test_a_direction_is_never_wrong(source: str) -> None:
    formula = compile_expression(source, SCOPE, "number")
    for name, other in (("x", "y"), ("y", "x")):
        found = direction(formula.node, name, SCOPE)
        span, rest = SCOPE.numbers[name], SCOPE.numbers[other]
        for fixed, option in product(range(rest.low, rest.high + 1), ("p", "q")):
            run = [formula({name: v, other: fixed, "a": option}) for v in range(span.low, span.high + 1)]
            steps = [b - a for a, b in pairwise(run)]
            if found is not None:
                assert all(step * found >= 0 if found else step == 0 for step in steps), (source, name, found)


def test_the_directions_that_matter_are_found() -> None:
    known = {("x + y", "x"): 1, ("x - y", "y"): -1, ("20 // (y + 1)", "y"): -1, ("9 if y > 3 else 2", "y"): 1}
    for (source, name), wanted in known.items():
        assert direction(compile_expression(source, SCOPE, "number").node, name, SCOPE) == wanted


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_corners_hold_the_extremes_of_every_band(data: st.DataObject) -> None:
    atoms = [compile_expression(source, SCOPE, "truth").node for source in ("x * y <= 12", "x > 1", "2 * x < y")]
    grids = (range(-3, 7), range(8))
    sizes = Banding(SCOPE, ("x", "y"), grids, frozenset(), atoms, Looks()).built().sizes
    fixed = tuple(data.draw(st.one_of(st.none(), st.integers(0, len(grid) - 1))) for grid in sizes.grids)
    towards = data.draw(st.tuples(*(st.sampled_from([1, -1, None]) for _ in sizes.names)))
    lowest, highest = corners(sizes, fixed, towards)
    weights = [7 if way is None else way * at for at, way in zip((3, 5), towards, strict=True)]

    def price(cell: tuple[int, ...]) -> int:
        free = sum((at * 37) % 11 for at, way in zip(cell, towards, strict=True) if way is None)
        return free + sum(w * at for w, at, way in zip(weights, cell, towards, strict=True) if way is not None)

    seen: dict[int, list[int]] = {}
    for cell in product(
        *(range(len(grid)) if at is None else (at,) for grid, at in zip(sizes.grids, fixed, strict=True))
    ):
        seen.setdefault(sizes.band(cell), []).append(price(cell))
    assert set(seen) == set(lowest) == set(highest)
    for band, prices in seen.items():
        assert min(map(price, lowest[band])) == min(prices)
        assert max(map(price, highest[band])) == max(prices)


def test_six_million_sizes_are_a_handful_of_bands() -> None:
    sizes = TRANSLATED["LUMEN-BLIND"].sizes[0]
    assert sizes.names == ("width", "drop")
    assert sum(sizes.cells) == 2_401 * 2_601
    assert sizes.bands < 20
    assert sizes.band(sizes.cell({"width": 2500, "drop": 2600})) != sizes.band(
        sizes.cell({"width": 2500, "drop": 2601})
    )


@pytest.mark.parametrize(
    "rule",
    [
        "max(width - drop, drop - width) <= 800",
        "min(width, drop) <= 1200",
        "width <= max(drop, 900)",
        "(width if drop > 1500 else 2 * width) <= 2600",
        "min(width, 3000 - drop) >= 500",
        "width == min(drop, 2000)",
    ],
)
def test_formulas_made_of_pieces_are_exact_over_six_million_sizes(rule: str) -> None:
    source = (FILES / "lumen-blind.yaml").read_text().replace("width * drop <= 6500000", rule)
    document = load_document(source)
    model = read_draft(document, document_hash(document))
    translation = translate(model)
    wanted = next(found for found in model.rules if found.id == "B8")
    tree = next(found.tree for found in translation.rules if found.id == "B8")
    random = Random(rule)
    for _ in range(300):
        width, drop = random.randint(400, 2800), random.randint(400, 3000)
        near = random.choice([drop, width, 1200, 1500, 2600 - width, width - 800, width + 800])
        drop = min(3000, max(400, near + random.randint(-2, 2)))
        choices = default_choices(model).number("width", width).number("drop", drop)
        assert holds(tree, assigned(translation, model, choices)) == wanted.holds.holds(environment(model, choices))


def test_a_price_that_neither_rises_nor_falls_has_no_range_but_is_sold() -> None:
    source = (
        (FILES / "lumen-blind.yaml")
        .read_text()
        .replace("amount: 4500 if type", "amount: (width * drop) % 7 + 4500 if type")
    )
    document = load_document(source)
    model = read_draft(document, document_hash(document))
    made = compile_model(model)
    assert not made.engine.translation.exact
    state = made.engine.state(default_choices(model))
    assert (state.lowest, state.highest, state.complete) == (None, None, True)
    assert all(option.difference is not None for option in state.options)
