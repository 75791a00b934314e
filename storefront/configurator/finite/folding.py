"""Partial evaluation: a formula with some of its options (or sizes) known, and constants worked out."""

from __future__ import annotations

from storefront.configurator.expressions import Scope, tree
from storefront.configurator.expressions.closures import FUNCTIONS, OPERATORS, Env


def fold(node: tree.Node, scope: Scope, known: Env) -> tree.Node:
    """`node` with the names of `known` replaced by their values."""
    match node:
        case tree.Number(name):
            return tree.Integer(int(known[name])) if name in known else node
        case tree.Lookup(table, group):
            return tree.Integer(scope.tables[table][str(known[group])]) if group in known else node
        case tree.OneOf(group, ids):
            return tree.Truth(known[group] in ids) if group in known else node
        case tree.Not(operand):
            part = fold(operand, scope, known)
            return tree.Truth(not part.value) if isinstance(part, tree.Truth) else tree.Not(part)
        case tree.All(parts):
            return _joined([fold(part, scope, known) for part in parts], stop=False)
        case tree.AnyOf(parts):
            return _joined([fold(part, scope, known) for part in parts], stop=True)
        case tree.Choice(condition, then, otherwise):
            test = fold(condition, scope, known)
            if isinstance(test, tree.Truth):
                return fold(then if test.value else otherwise, scope, known)
            return tree.Choice(test, fold(then, scope, known), fold(otherwise, scope, known))
        case _:
            return _arithmetic(node, scope, known)


def _joined(parts: list[tree.Node], *, stop: bool) -> tree.Node:
    """`and` (stop at false) or `or` (stop at true) of folded parts."""
    open_parts = [part for part in parts if not isinstance(part, tree.Truth)]
    if any(isinstance(part, tree.Truth) and part.value is stop for part in parts):
        return tree.Truth(stop)
    if not open_parts:
        return tree.Truth(not stop)
    if len(open_parts) == 1:
        return open_parts[0]
    return tree.AnyOf(tuple(open_parts)) if stop else tree.All(tuple(open_parts))


def _arithmetic(node: tree.Node, scope: Scope, known: Env) -> tree.Node:
    parts = tuple(fold(part, scope, known) for part in tree.children(node))
    values = [part.value for part in parts if isinstance(part, tree.Integer)]
    whole = len(values) == len(parts)
    match node:
        case tree.Negative():
            return tree.Integer(-values[0]) if whole else tree.Negative(parts[0])
        case tree.Binary(op, _, _):
            return tree.Integer(OPERATORS[op](*values)) if whole else tree.Binary(op, *parts)
        case tree.Compare(op, _, _):
            return tree.Truth(bool(OPERATORS[op](*values))) if whole else tree.Compare(op, *parts)
        case tree.Call(name, _):
            return tree.Integer(FUNCTIONS[name](*values)) if whole else tree.Call(name, parts)
        case _:
            return node
