"""Conditions as sentences: "Base is Trestle or Steel, and Length is at most 240", to and from formulas.

A formula that says more than sentences can (sums, either-or between inputs) has none: it is shown as a formula.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from storefront.configurator.expressions import tree

Word = Literal["is", "is_not", "at_most", "at_least", "below", "above", "equals", "differs"]
SIGNS: dict[Word, str] = {
    "at_most": "<=", "at_least": ">=", "below": "<", "above": ">", "equals": "==", "differs": "!=",
}  # fmt: skip
WORDS: dict[Word, str] = {
    "is": "is",
    "is_not": "is not",
    "at_most": "is at most",
    "at_least": "is at least",
    "below": "is below",
    "above": "is above",
    "equals": "is exactly",
    "differs": "is not",
}
_BY_SIGN: dict[str, Word] = {sign: word for word, sign in SIGNS.items()}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


@dataclass(frozen=True)
class Clause:
    """One part of a sentence: a group with option ids, or a number with one value in its base unit."""

    field: str
    word: Word
    values: tuple[str, ...]


def formula(clauses: Sequence[Clause]) -> str:
    """The formula of all clauses together."""
    return " and ".join(_one(clause) for clause in clauses)


def clauses_of(node: tree.Node) -> tuple[Clause, ...] | None:
    """The sentence of a formula, or None where it says more than a sentence can."""
    found: list[Clause] = []
    for part in node.parts if isinstance(node, tree.All) else (node,):
        inner = clauses_of(part) if isinstance(part, tree.All) else _clause(part)
        if inner is None:
            return None
        found.extend(inner)
    return tuple(found)


def _one(clause: Clause) -> str:
    if clause.word in SIGNS:
        return f"{clause.field} {SIGNS[clause.word]} {clause.values[0]}"
    quoted = [f"'{value}'" for value in clause.values]
    if len(quoted) == 1:
        return f"{clause.field} {'==' if clause.word == 'is' else '!='} {quoted[0]}"
    return f"{clause.field} {'in' if clause.word == 'is' else 'not in'} ({', '.join(quoted)})"


def _clause(node: tree.Node) -> tuple[Clause, ...] | None:
    match node:
        case tree.OneOf(group, ids):
            return (Clause(group, "is", ids),)
        case tree.Not(tree.OneOf(group, ids)):
            return (Clause(group, "is_not", ids),)
        case tree.Compare(op, tree.Number(name), right) if (value := _integer(right)) is not None:
            return (Clause(name, _BY_SIGN[op], (str(value),)),)
        case tree.Compare(op, left, tree.Number(name)) if (value := _integer(left)) is not None:
            return (Clause(name, _BY_SIGN[_TURNED[op]], (str(value),)),)
    return None


def _integer(node: tree.Node) -> int | None:
    match node:
        case tree.Integer(value):
            return value
        case tree.Negative(tree.Integer(value)):
            return -value
    return None
