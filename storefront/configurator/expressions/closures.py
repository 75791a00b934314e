"""Python at run time: a formula's tree as nested closures. No text is evaluated."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping

from storefront.configurator.expressions import tree
from storefront.configurator.expressions.scope import Scope, Value

Env = Mapping[str, Value]
Run = Callable[[Env], int]


def mul_div(a: int, b: int, c: int) -> int:
    """a * b / c rounded half up (towards plus infinity): `mul_div(1, 1, 2) == 1`, `mul_div(-1, 1, 2) == 0`."""
    return (2 * a * b + c) // (2 * c)


def mul_div_up(a: int, b: int, c: int) -> int:
    """a * b / c rounded up."""
    return -(-(a * b) // c)


def ceil_div(a: int, b: int) -> int:
    """a / b rounded up."""
    return -(-a // b)


FUNCTIONS: dict[str, Callable[..., int]] = {
    "min": min,
    "max": max,
    "ceil_div": ceil_div,
    "mul_div": mul_div,
    "mul_div_up": mul_div_up,
}
OPERATORS: dict[str, Callable[[int, int], int]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "//": operator.floordiv,
    "%": operator.mod,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


def closure(node: tree.Node, scope: Scope) -> Run:
    """The function of `node`: takes name -> whole number or option id, gives the number or the truth."""
    match node:
        case tree.Integer(value) | tree.Truth(value):
            return lambda env: value
        case tree.Number(name):
            return lambda env: env[name]  # type: ignore[return-value]  # the scope says it is a number
        case tree.Lookup(table, group):
            rows = {option: scope.tables[table][option] for option in scope.options[group]}
            return lambda env: rows[env[group]]  # type: ignore[index]  # the scope says it is an option
        case tree.OneOf(group, ids):
            wanted = frozenset(ids)
            return lambda env: env[group] in wanted
        case tree.Binary(op, left, right) | tree.Compare(op, left, right):
            return _pair(OPERATORS[op], closure(left, scope), closure(right, scope))
        case _:
            return _compound(node, scope)


def _pair(apply: Callable[[int, int], int], left: Run, right: Run) -> Run:
    return lambda env: apply(left(env), right(env))


def _compound(node: tree.Node, scope: Scope) -> Run:
    parts = [closure(part, scope) for part in tree.children(node)]
    match node:
        case tree.Negative():
            return lambda env: -parts[0](env)
        case tree.Not():
            return lambda env: not parts[0](env)
        case tree.All():
            return lambda env: all(part(env) for part in parts)
        case tree.AnyOf():
            return lambda env: any(part(env) for part in parts)
        case tree.Choice():
            test, then, otherwise = parts
            return lambda env: then(env) if test(env) else otherwise(env)
        case tree.Call(name, _):
            function = FUNCTIONS[name]
            return lambda env: function(*[part(env) for part in parts])
    raise AssertionError(f"no such node: {node!r}")
