"""The lowest and the highest price, each with a product that has it; prices that are nothing or less."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from foundation.plain.money import Money
from storefront.configurator.checks.finding import Finding, Priced
from storefront.configurator.checks.questions import spelt
from storefront.configurator.domain import Model, default_choices, environment, price
from storefront.configurator.engine import ModelEngine
from storefront.configurator.engine.costs import Prices
from storefront.configurator.engine.standing import Standing
from storefront.configurator.finite import Block, TooManySizes
from storefront.configurator.finite.blocks import amount_of, option_values
from storefront.configurator.finite.corners import corners
from storefront.configurator.finite.nearest import FREE, LOOSE, nearest
from storefront.configurator.finite.sizes import Cell


def bounds(engine: ModelEngine) -> tuple[Priced | None, Priced | None]:
    """The cheapest and the dearest product; None each where nothing can be bought or it cannot be known."""
    if not engine.translation.exact:
        return None, None
    return bound(engine, 1), bound(engine, -1)


def bound(engine: ModelEngine, sign: int) -> Priced | None:
    """The product with the lowest (+1) or the highest (-1) price, sizes exact on their grids."""
    model, translation = engine.model, engine.translation
    standing = Standing(model, translation, default_choices(model))
    costs, _ = Prices(model, translation).kept(standing, sign)
    values = engine.kernel.witness(costs, {})
    if values is None:
        return None
    try:
        cells = [_cell(engine, index, values, sign) for index in range(len(translation.sizes))]
    except TooManySizes:
        return None
    sizes: dict[str, int] = {}
    for one, cell in zip(translation.sizes, cells, strict=True):
        sizes.update(one.values(cell))
    options = {group.id: group.ids[value] for group, value in zip(model.groups, values, strict=False)}
    choices = spelt(model, options, sizes)
    return Priced(choices, price(model, choices).total)


def _cell(engine: ModelEngine, index: int, values: Sequence[int], sign: int) -> Cell:
    """The cell of the chosen band at which the price of these sizes is least, or greatest."""
    translation = engine.translation
    sizes, band = translation.sizes[index], values[translation.sizes_variable(index)]
    block = next((one for one in translation.blocks if one.sizes == index), None)
    if block is None:
        env = environment(engine.model, default_choices(engine.model))
        present = tuple(grid.index(int(env[name])) for name, grid in zip(sizes.names, sizes.grids, strict=True))
        held = tuple(LOOSE if name in sizes.counters else FREE for name in sizes.names)
        way = nearest(sizes, present, held)[band]
        assert way is not None
        return way[4]
    lowest, highest = corners(sizes, (None,) * len(sizes.names), block.directions)
    amount = amount_of(engine.model, block.parts, block.texts)
    env = _options(engine.model, block, values)
    return min((lowest if sign > 0 else highest)[band], key=lambda cell: sign * amount({**env, **sizes.values(cell)}))


def _options(model: Model, block: Block, values: Sequence[int]) -> dict[str, int | str]:
    return option_values(model, block.groups, (0, tuple(values[group] for group in block.groups)))


def price_findings(lowest: Priced | None) -> Iterator[Finding]:
    """Nobody may be paid for taking a product away."""
    if lowest is not None and lowest.price.minor <= 0:
        named = ", ".join([*lowest.choices.options.values(), *map(str, lowest.choices.numbers.values())])
        said = f"The price can come to {_shown(lowest.price)}: with {named}. Raise a part, or use max(…)."
        yield Finding("block", "no_price", (), said, "price")


def _shown(amount: Money) -> str:
    return f"{amount.decimal} {amount.currency}"
