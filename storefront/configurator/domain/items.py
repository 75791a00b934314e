"""Which materials a model can ever ask for: what a seed or a seller's set-up registers with fulfilment."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from foundation.plain.quantity import BaseUnit
from storefront.configurator.domain.model import MaterialLine, Model, text
from storefront.configurator.expressions.scope import Value

MAX_COMBINATIONS = 20_000


@dataclass(frozen=True)
class ItemUse:
    """One material SKU: base unit, cost in minor units of `cost_per` base units, working days to buy it.

    `name` is what people read, "Gears, GRX 1 × 12": a shopper too, beside the day on which it arrives.
    """

    sku: str
    name: str
    unit: BaseUnit
    cost_minor: int
    cost_per: int
    buy_days: int


def item_uses(model: Model) -> list[ItemUse]:
    """Every SKU that some choice can bring about, by name; a dearer variant of the same SKU wins.

    Options are enumerated exactly, numbers at their lowest, default and highest: a line whose condition holds only in
    between is still listed if an option alone decides it, which is how sellers write them.
    """
    found: dict[str, ItemUse] = {}
    for line in model.materials:
        for env in _environments(model, line):
            if not line.when.holds(env):
                continue
            use = ItemUse(
                line.item.fill(env), _name(model, line, env), line.unit, line.cost(env), line.cost_per, line.buy_days
            )
            known = found.get(use.sku)
            if known is None or known.cost_minor < use.cost_minor:
                found[use.sku] = use
    return sorted(found.values(), key=lambda use: use.sku)


def _name(model: Model, line: MaterialLine, env: dict[str, Value]) -> str:
    """The label, and the options by which the SKU is told from its like; the label alone where there is one SKU."""
    options = [text(group.option(str(env[group.id])).label) for group in model.groups if group.id in line.item.names]
    sizes = [str(env[number.id]) for number in model.numbers if number.id in line.item.names]
    return ", ".join([text(line.label), *options, *sizes])


def _environments(model: Model, line: MaterialLine) -> list[dict[str, Value]]:
    names = line.item.names | line.when.names | line.cost.names
    choices: list[list[tuple[str, Value]]] = []
    for group in model.groups:
        if group.id in names:
            choices.append([(group.id, option) for option in group.ids])
    for number in model.numbers:
        if number.id in names:
            choices.append([(number.id, value) for value in sorted({number.low, number.default, number.high})])
    for words in model.texts:
        if words.counter in names:
            choices.append([(words.counter, 0), (words.counter, words.max_length)])
    return [dict(picked) for _, picked in zip(range(MAX_COMBINATIONS), product(*choices), strict=False)]
