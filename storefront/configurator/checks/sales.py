"""What can be bought now and could not before, and the other way round: two versions of one product compared.

Both versions' rules are read over the inputs of both: an option that one of them does not have cannot be bought there.
An input that only one version has is held at its default in the other, so that the same pieces are compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import gcd, prod

from storefront.configurator.checks.questions import example
from storefront.configurator.domain import Choices, Model
from storefront.configurator.domain.model import Group, NumberInput
from storefront.configurator.expressions import Scope, Span, tree
from storefront.configurator.finite import SizeMap, WideMap
from storefront.configurator.finite.translating import read
from storefront.configurator.solving.diagram import Budget, DiagramKernel, TooBig, compile_diagram
from storefront.configurator.solving.problem import All, Condition, Not, Problem, Tree, Variable

COMPARING = Budget(seconds=10.0, nodes=100_000)
MAX_COUNTS = 2_000  # questions for one count
OLD = "old "  # before the names of the old version's tables


@dataclass(frozen=True)
class Sales:
    """Numbers of products (sizes counted one by one, words not), None where they could not be counted; an example each.

    `inputs`: those that only one of the two versions has.
    """

    gained: int | None
    lost: int | None
    gained_example: Choices | None
    lost_example: Choices | None
    inputs: tuple[str, ...]


def difference_in_sales(old: Model, new: Model) -> Sales:
    """What `new` sells that `old` does not, and what it sells no more. Both cut to a day. Raises `TooManySizes`."""
    both = _joint(old, new)
    before, after = _rules(old, both, OLD), _rules(new, both, "")
    sizes, found = read(both, [*before, *after])
    trees = [rule.tree for rule in found]
    was, now = All(tuple(trees[: len(before)])), All(tuple(trees[len(before) :]))
    gained, one = _sold(both, sizes, All((now, Not(was))))
    lost, other = _sold(both, sizes, All((was, Not(now))))
    single = {item.id for item in old.inputs} ^ {item.id for item in new.inputs}
    return Sales(gained, lost, one, other, tuple(sorted(single)))


def _joint(old: Model, new: Model) -> Model:
    """A model with the inputs of both, every option and every value that one of them has, and no rules of its own."""
    groups = {group.id: group for group in old.groups}
    for group in new.groups:
        known = groups.get(group.id)
        kept = () if known is None else tuple(o for o in known.options if o.id not in group.ids)
        groups[group.id] = replace(group, options=group.options + kept)
    numbers = {number.id: number for number in old.numbers}
    for number in new.numbers:
        numbers[number.id] = _spanning(numbers.get(number.id, number), number)
    texts = {words.id: words for words in (*old.texts, *new.texts)}
    spans = {number.id: Span(number.low, number.high) for number in numbers.values()}
    spans.update({words.counter: Span(0, words.max_length) for words in texts.values()})
    tables = {name: _filled(rows, groups) for name, rows in new.scope.tables.items()}
    tables.update({OLD + name: _filled(rows, groups) for name, rows in old.scope.tables.items()})
    options = {group.id: group.ids for group in groups.values()}
    return replace(
        new, groups=tuple(groups.values()), numbers=tuple(numbers.values()), texts=tuple(texts.values()),
        rules=(), price_parts=(), scope=Scope(spans, options, tables),
    )  # fmt: skip


def _spanning(one: NumberInput, other: NumberInput) -> NumberInput:
    step = gcd(one.step, other.step, one.low - other.low)
    return replace(other, low=min(one.low, other.low), high=max(one.high, other.high), step=step)


def _filled(rows: Mapping[str, int], groups: Mapping[str, Group]) -> dict[str, int]:
    """Rows for the other version's options too: what they hold is never sold, it only must not fail."""
    fill = next(iter(rows.values()), 1)
    return {**{option: fill for group in groups.values() for option in group.ids}, **rows}


def _rules(model: Model, both: Model, prefix: str) -> list[tuple[str, tree.Node]]:
    """The version's own rules, its options and sizes, and defaults for the inputs that it does not have. When words are
    asked for is no matter of what can be bought."""
    found = [(rule.id, _renamed(rule.holds.node, prefix)) for rule in model.rules]
    own = {item.id: item for item in model.inputs}
    for group in both.groups:
        mine = own.get(group.id)
        ids = mine.ids if isinstance(mine, Group) else (group.default,)
        found.append(("", tree.OneOf(group.id, ids)))
    for number in both.numbers:
        mine = own.get(number.id)
        found += [("", node) for node in _within(mine if isinstance(mine, NumberInput) else None, number)]
    return found


def _within(mine: NumberInput | None, number: NumberInput) -> list[tree.Node]:
    """That the size is one of the version's own."""
    value = tree.Number(number.id)
    if mine is None:
        return [tree.Compare("==", value, tree.Integer(number.default))]
    nodes: list[tree.Node] = [
        tree.Compare(">=", value, tree.Integer(mine.low)),
        tree.Compare("<=", value, tree.Integer(mine.high)),
    ]
    if mine.step != number.step:
        rest = tree.Binary("%", tree.Binary("-", value, tree.Integer(mine.low)), tree.Integer(mine.step))
        nodes.append(tree.Compare("==", rest, tree.Integer(0)))
    return nodes


def _renamed(node: tree.Node, prefix: str) -> tree.Node:
    """The same formula over tables whose names have a prefix."""
    match node:
        case tree.Lookup(table, group):
            return tree.Lookup(prefix + table, group)
        case tree.Negative(operand):
            return tree.Negative(_renamed(operand, prefix))
        case tree.Not(operand):
            return tree.Not(_renamed(operand, prefix))
        case tree.Binary(op, left, right):
            return tree.Binary(op, _renamed(left, prefix), _renamed(right, prefix))
        case tree.Compare(op, left, right):
            return tree.Compare(op, _renamed(left, prefix), _renamed(right, prefix))
        case tree.Call(name, parts):
            return tree.Call(name, tuple(_renamed(part, prefix) for part in parts))
        case tree.All(parts):
            return tree.All(tuple(_renamed(part, prefix) for part in parts))
        case tree.AnyOf(parts):
            return tree.AnyOf(tuple(_renamed(part, prefix) for part in parts))
        case tree.Choice(condition, then, otherwise):
            return tree.Choice(_renamed(condition, prefix), _renamed(then, prefix), _renamed(otherwise, prefix))
        case _:
            return node


def _sold(model: Model, sizes: Sequence[SizeMap], sold: Tree) -> tuple[int | None, Choices | None]:
    """How many products fulfil a condition, and one of them near the defaults."""
    variables = [Variable(group.id, group.ids) for group in model.groups]
    variables += [Variable("+".join(one.names), tuple(map(str, range(one.bands)))) for one in sizes]
    free = tuple((0,) * len(variable.values) for variable in variables)
    problem = Problem(tuple(variables), (Condition("", sold),), free, free)
    try:
        kernel = DiagramKernel(compile_diagram(problem, COMPARING))
    except TooBig:
        return None, None
    starts = [group.ids.index(group.default) for group in model.groups]
    costs = [tuple(int(at != start) for at in range(len(row))) for row, start in zip(free, starts, strict=False)]
    found = kernel.witness((*costs, *free[len(starts) :]), {})
    if found is None:
        return 0, None
    return _counted(kernel, len(starts), sizes), example(model, tuple(sizes), found)


def _counted(kernel: DiagramKernel, first: int, sizes: Sequence[SizeMap]) -> int | None:
    """Products one by one: each band of sizes stands for as many as it has cells. None where that is not known."""
    if any(isinstance(one, WideMap) for one in sizes):
        return None
    ways = [[(first + at, band, cells) for band, cells in enumerate(one.cells)] for at, one in enumerate(sizes)]
    if prod(map(len, ways)) > MAX_COUNTS:
        return None
    return sum(
        prod(cells for _, _, cells in chosen) * kernel.count({variable: band for variable, band, _ in chosen})
        for chosen in product(*ways)
    )
