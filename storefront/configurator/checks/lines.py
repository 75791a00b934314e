"""Checks of lines with conditions: those that never apply, and alternatives that overlap or leave a hole.

Lines of one operation whose conditions speak of the same inputs are alternatives, unless one is an addition to the
other (applies only where the other does). A hole is a size for which none applies although for other sizes, options
being equal, one does: the classic `< 1600` beside `> 1600`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from storefront.configurator.checks.finding import Finding
from storefront.configurator.checks.questions import Questions
from storefront.configurator.domain import Choices, Model
from storefront.configurator.expressions import Expression, tree
from storefront.configurator.finite import TooManySizes, ruled_with

NOTHING = {"no", "none", "without", "off"}  # options that mean that there is none
Family = tuple[str, object, frozenset[str]]


@dataclass(frozen=True)
class Line:
    """One line with a condition. `family`: what its alternatives share."""

    place: str
    name: str
    when: Expression
    family: Family


def lines_of(model: Model) -> Iterator[Line]:
    for at, material in enumerate(model.materials):
        family: Family = ("materials", material.operation, material.when.names)
        yield Line(f"materials[{at}]", material.item.text, material.when, family)
    for at, step in enumerate(model.operations):
        yield Line(f"operations[{at}]", step.name, step.when, ("operations", step.stage, step.when.names))
    for at, part in enumerate(model.price_parts):
        yield Line(f"price.parts[{at}]", part.id, part.when, ("price", "", part.when.names))
    for at, words in enumerate(model.texts):
        yield Line(f"texts[{at}]", words.id, words.when, ("texts", words.id, words.when.names))
    for at, unusual in enumerate(model.unusual):
        yield Line(f"unusual[{at}]", unusual.id, unusual.when, ("unusual", unusual.id, unusual.when.names))


def line_findings(model: Model) -> Iterator[Finding]:
    """Nothing where the conditions are too wide to be looked through: then a finding says just that."""
    lines = [line for line in lines_of(model) if line.when.names or not isinstance(line.when.node, tree.Truth)]
    lines = [line for line in lines if line.when.source != "True"]
    try:
        translation, conditions = ruled_with(model, [(line.place, line.when.node) for line in lines])
    except TooManySizes as error:
        yield Finding("warn", "not_checked", (), f"The lines' conditions were not checked: {error.sentence}")
        return
    ask = Questions(model, translation, conditions)
    living = []
    for line in lines:
        if ask.some([*ask.rules, line.place]) is None:
            said = f"{line.name}: its condition never holds for anything that can be bought ({line.when.source})."
            yield Finding("warn", "never_applies", _rules(ask, line), said, line.place)
        else:
            living.append(line)
    families: dict[Family, list[Line]] = defaultdict(list)
    for line in living:
        families[line.family].append(line)
    for family in families.values():
        if len(family) > 1:
            yield from _overlaps(ask, family)
            yield from _holes(model, ask, family)


def _rules(ask: Questions, line: Line) -> tuple[str, ...]:
    return tuple(name for name in ask.blamed([*ask.rules, line.place]) if name != line.place)


def _overlaps(ask: Questions, family: list[Line]) -> Iterator[Finding]:
    for one, other in combinations(family, 2):
        if one.when.source == other.when.source:
            continue  # two things that go together
        both = ask.some([*ask.rules, one.place, other.place])
        alone = ask.some([*ask.rules, one.place, f"not {other.place}"])
        without = ask.some([*ask.rules, other.place, f"not {one.place}"])
        if both is not None and alone is not None and without is not None:
            said = f"{one.name} and {other.name} both apply to {_told(ask.example(both), one)}. Should only one?"
            yield Finding("warn", "overlap", (), said, other.place)


def _holes(model: Model, ask: Questions, family: list[Line]) -> Iterator[Finding]:
    none = [f"not {line.place}" for line in family]
    disjoint = all(ask.some([*ask.rules, a.place, b.place]) is None for a, b in combinations(family, 2))
    if not disjoint:
        return
    groups = [at for at, group in enumerate(model.groups) if group.id in family[0].when.names]
    for values in _bare(ask, none):
        picks = {at: values[at] for at in groups}
        sized = any(ask.some([*ask.rules, line.place], picks) is not None for line in family)
        named = {model.groups[at].ids[values[at]] for at in groups}
        if sized or (len(groups) == 1 and not named & NOTHING and _plain(family)):
            names = ", ".join(line.name for line in family)
            said = f"None of {names} applies to {_told(ask.example(values), family[0])}. Is a line missing?"
            yield Finding("warn", "hole", (), said, family[0].place)
            return


def _plain(family: list[Line]) -> bool:
    """Three or more alternatives of one group: then one that has none stands out."""
    return len(family) > 2


def _bare(ask: Questions, none: list[str]) -> Iterator[tuple[int, ...]]:
    """Products to which no line of a family applies: one for each value of each option that has some."""
    first = ask.some([*ask.rules, *none])
    if first is None:
        return
    seen: set[tuple[int, ...]] = set()
    for at, (_, ids) in enumerate(ask.translation.groups):
        for option in range(len(ids)):
            found = ask.some([*ask.rules, *none], {at: option})
            if found is not None and found not in seen:
                seen.add(found)
                yield found


def _told(choices: Choices, line: Line) -> str:
    """The inputs that a line speaks of, as they are in an example."""
    said = [
        f"{name} {value}" for name, value in {**choices.options, **choices.numbers}.items() if name in line.when.names
    ]
    return ", ".join(said) or "some products"
