"""A public problem as a seller's document: each variable a group of options, each constraint a rule, each cost a part.

So that a rule set of thousands of options goes the whole way of a shop's own model: read, compiled, checked, priced.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from storefront.configurator.solving.problem import All, Condition, Is, Not, Problem, Table, Tree
from storefront.configurator.solving.problem import Any as AnyOf
from storefront.configurator.solving.solver import SolverKernel

LONG = 900  # characters; a rule may have 2,000 and a few hundred parts
BASE = "true"  # the row of a price list that everything costs


def document_of(problem: Problem, prices: Mapping[str, int], name: str) -> dict[str, Any]:
    """The document. `prices`: per variable of two values, what its second value costs (whole units)."""
    ids = [[_id(value) for value in variable.values] for variable in problem.variables]
    first = SolverKernel(problem).witness([[0] * size for size in problem.sizes()], {})
    assert first is not None, "nothing can be bought"
    priced = [at for at, variable in enumerate(problem.variables) if prices.get(variable.name)]
    return {
        "format": "joinery/model@1", "sku": name.upper()[:40], "seller": "bench", "currency": "EUR", "name": name,
        "groups": [
            {
                "id": f"v{at}", "label": variable.name, "help": ".", "default": ids[at][first[at]],
                "options": [{"id": one, "label": one, "help": "."} for one in ids[at]],
            }
            for at, variable in enumerate(problem.variables)
        ],
        "rules": list(_rules(problem, ids)),
        "price": {
            "round_to": "1",
            "parts": [
                {"id": "base", "label": "Base", "amount": str(prices.get(BASE, 0))},
                *(_part(at, problem.variables[at].name, ids[at][1], prices) for at in priced),
            ],
        },
        "materials": [],
        "operations": [{"number": "1", "name": "Make", "work_centre": "W", "run": "1", "stage": "Made"}],
        "packed": {"length": "1", "width": "1", "height": "1", "weight": "1"},
        "drawing": {"kind": "table"},
    }  # fmt: skip


def _part(at: int, name: str, option: str, prices: Mapping[str, int]) -> dict[str, str]:
    return {"id": f"p{at}", "label": name, "amount": str(prices[name]), "when": f"v{at} == '{option}'"}


def price_list(path: Path) -> dict[str, int]:
    """`CONSTRAINT;WEIGHT` rows."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter=";")
        next(rows)
        return {row[0].strip(): int(row[1]) for row in rows if len(row) > 1 and row[0].strip()}


def _id(value: str) -> str:
    return value if value[:1].isalnum() else f"o{value}"


def _rules(problem: Problem, ids: list[list[str]]) -> Iterator[dict[str, Any]]:
    """Rules of one name are told apart by a number; a conjunction is one rule for each of its parts."""
    said = [(one.name, text) for one in problem.constraints for text in _texts(one, ids)]
    for name, group in groupby(said, key=lambda pair: pair[0]):
        for at, (_, text) in enumerate(group):
            yield {"id": f"{name}.{at}", "kind": "limit", "must": text, "reason": f"{name or 'Structure'}."}


def _texts(constraint: Condition | Table, ids: list[list[str]]) -> Iterator[str]:
    if isinstance(constraint, Table):
        rows = [
            All(tuple(Is(v, frozenset({a})) for v, a in zip(constraint.scope, row, strict=True)))
            for row in constraint.rows
        ]
        tree: Tree = AnyOf(tuple(rows))
        yield _text(tree if constraint.allowed else Not(tree), ids)
        return
    yield from _conjuncts(constraint.tree, ids)


def _conjuncts(tree: Tree, ids: list[list[str]]) -> Iterator[str]:
    """Texts that all must hold; one that is too long for a rule is multiplied out at its longest conjunction."""
    if isinstance(tree, All):
        for part in tree.parts:
            yield from _conjuncts(part, ids)
        return
    text = _text(tree, ids)
    if len(text) < LONG or not isinstance(tree, AnyOf):
        yield text
        return
    inner = max((part for part in tree.parts if isinstance(part, All)), key=lambda part: len(part.parts))
    others = tuple(part for part in tree.parts if part is not inner)
    for part in inner.parts:
        yield from _conjuncts(AnyOf((*others, part)), ids)


def _text(tree: Tree, ids: list[list[str]]) -> str:
    match tree:
        case Is(variable, values):
            found = ", ".join(f"'{ids[variable][value]}'" for value in sorted(values))
            return f"v{variable} in ({found},)" if values else "False"
        case Not(part):
            return f"not ({_text(part, ids)})"
        case All(parts):
            return " and ".join(f"({_text(part, ids)})" for part in parts) or "True"
        case AnyOf(parts):
            return " or ".join(f"({_text(part, ids)})" for part in parts) or "False"
