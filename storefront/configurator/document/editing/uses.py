"""Who names what: before something goes, the seller reads which rules, prices and lines speak of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from storefront.configurator.domain import Model
from storefront.configurator.domain.model import text
from storefront.configurator.expressions import Expression, tree


@dataclass(frozen=True)
class Use:
    """An entry of the document: its list and key there, and what a person calls it."""

    section: str
    key: str
    words: str


@dataclass(frozen=True)
class Spoken:
    """One entry with the formulas in it and the names that its templates fill in."""

    use: Use
    formulas: tuple[Expression, ...]
    names: frozenset[str] = frozenset()


def spoken(model: Model) -> Iterator[Spoken]:
    """Every entry that names inputs or tables, in the order of the document."""
    for words in model.texts:
        yield Spoken(Use("texts", words.id, f"the text {text(words.label)}"), (words.when,))
    for rule in model.rules:
        yield Spoken(Use("rules", rule.id, f"rule {rule.id}"), (rule.holds,))
    for part in model.price_parts:
        yield Spoken(Use("price", part.id, f"the price part {text(part.label)}"), (part.amount, part.when))
    for index, line in enumerate(model.materials):
        formulas = (line.quantity, line.when, line.cost)
        yield Spoken(Use("materials", str(index), f"the material {text(line.label)}"), formulas, line.item.names)
    for step in model.operations:
        use = Use("operations", str(step.number), f"step {step.number}, {step.name}")
        yield Spoken(use, (step.setup, step.run, step.wait, step.when), step.batch.names | step.uses)
    for question in model.unusual:
        yield Spoken(Use("unusual", question.id, f"the question {question.id}"), (question.when,), question.names)
    packed = model.packed
    sizes = (packed.length, packed.width, packed.height, packed.weight, packed.two_person)
    yield Spoken(Use("packed", "", "the packed size"), sizes)
    drawn = tuple(param.formula for param in model.drawing if param.formula)
    named = {name for param in model.drawing for name in (param.group, param.engraving) if name}
    yield Spoken(Use("drawing", "", "the drawing"), drawn, frozenset(named))


def users_of_input(model: Model, name: str) -> list[Use]:
    """The entries that name an input; a text also by the number of its letters."""
    known = {name, f"{name}_letters"}
    return [
        entry.use
        for entry in spoken(model)
        if not (entry.use.section == "texts" and entry.use.key == name)
        and (known & entry.names or any(known & formula.names for formula in entry.formulas))
    ]


def users_of_option(model: Model, group: str, option: str) -> list[Use]:
    """The entries whose formulas name one option of a group."""
    return [
        entry.use
        for entry in spoken(model)
        if any(_names_option(node, group, option) for formula in entry.formulas for node in nodes(formula.node))
    ]


def lookups(model: Model) -> dict[str, set[str]]:
    """Table -> the groups that something in it is looked up by."""
    found: dict[str, set[str]] = {}
    for entry in spoken(model):
        for formula in entry.formulas:
            for node in nodes(formula.node):
                if isinstance(node, tree.Lookup):
                    found.setdefault(node.table, set()).add(node.group)
    return found


def nodes(root: tree.Node) -> Iterator[tree.Node]:
    """Every node of a formula, the root first."""
    todo = [root]
    while todo:
        node = todo.pop()
        yield node
        todo.extend(tree.children(node))


def _names_option(node: tree.Node, group: str, option: str) -> bool:
    return isinstance(node, tree.OneOf) and node.group == group and option in node.ids
