"""Interval analysis: the range a formula can take over the whole domain of its names, and a proof of no bad division.

Moore's interval arithmetic on whole numbers. The hull may be wider than the truth, never narrower: what it accepts is
safe, and what it refuses can be rewritten (with min and max) so that it sees it.
"""

from __future__ import annotations

from collections.abc import Callable

from storefront.configurator.expressions import tree
from storefront.configurator.expressions.limits import MAX_MAGNITUDE, FormulaError
from storefront.configurator.expressions.scope import Scope, Span

TRUTH = Span(0, 1)


def span(node: tree.Node, scope: Scope) -> Span:
    """The range of `node` over `scope`. Raises `FormulaError` for a possible zero divisor or too large a value."""
    return _bounded(_span(node, scope))


def _bounded(found: Span) -> Span:
    if found.low < -MAX_MAGNITUDE or found.high > MAX_MAGNITUDE:
        raise FormulaError("This formula can grow too large to be exact. Use larger units or divide earlier.")
    return found


def _span(node: tree.Node, scope: Scope) -> Span:
    match node:
        case tree.Integer(value):
            return Span(value, value)
        case tree.Number(name):
            return scope.numbers[name]
        case tree.Lookup(table, group):
            values = [scope.tables[table][option] for option in scope.options[group]]
            return Span(min(values), max(values))
        case tree.Negative(operand):
            inner = span(operand, scope)
            return Span(-inner.high, -inner.low)
        case tree.Binary(op, left, right):
            return BINARY[op](span(left, scope), span(right, scope))
        case tree.Call(name, arguments):
            return CALLS[name]([span(argument, scope) for argument in arguments])
        case tree.Choice(condition, then, otherwise):
            span(condition, scope)
            return _union(span(then, scope), span(otherwise, scope))
    for part in tree.children(node):
        span(part, scope)
    return TRUTH


def _union(a: Span, b: Span) -> Span:
    return Span(min(a.low, b.low), max(a.high, b.high))


def _times(a: Span, b: Span) -> Span:
    corners = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
    return _bounded(Span(min(corners), max(corners)))


def _divisor(b: Span) -> Span:
    if 0 in b:
        raise FormulaError(
            "This formula may divide by zero. Make sure that the divisor can never be 0, with max(1, …)."
        )
    return b


def _floor(a: Span, b: Span) -> Span:
    _divisor(b)
    corners = [x // y for x in (a.low, a.high) for y in (b.low, b.high)]
    return Span(min(corners), max(corners))


def _remainder(a: Span, b: Span) -> Span:
    _divisor(b)
    return Span(0, b.high - 1) if b.low > 0 else Span(b.low + 1, 0)


def _ceiling(parts: list[Span]) -> Span:
    a, b = parts
    lowered = _floor(Span(-a.high, -a.low), b)
    return Span(-lowered.high, -lowered.low)


def _scaled(parts: list[Span], finish: Callable[[Span, Span], Span]) -> Span:
    a, b, c = parts
    if _divisor(c).low < 0:
        raise FormulaError("mul_div divides by its third number, which must always be above 0.")
    return finish(_times(a, b), c)


def _half_up(product: Span, c: Span) -> Span:
    for low, high in ((2 * product.low, 2 * product.high), (2 * product.low + c.low, 2 * product.high + c.high)):
        _bounded(Span(low, high))
    _bounded(Span(2 * c.low, 2 * c.high))
    # floor((2p + c) / 2c) is rising in p; over c it is monotone between the corners, so the corners bound it
    corners = [(2 * p + d) // (2 * d) for p in (product.low, product.high) for d in (c.low, c.high)]
    return Span(min(corners), max(corners))


BINARY: dict[str, Callable[[Span, Span], Span]] = {
    "+": lambda a, b: Span(a.low + b.low, a.high + b.high),
    "-": lambda a, b: Span(a.low - b.high, a.high - b.low),
    "*": _times,
    "//": _floor,
    "%": _remainder,
}
CALLS: dict[str, Callable[[list[Span]], Span]] = {
    "min": lambda parts: Span(min(p.low for p in parts), min(p.high for p in parts)),
    "max": lambda parts: Span(max(p.low for p in parts), max(p.high for p in parts)),
    "ceil_div": _ceiling,
    "mul_div": lambda parts: _scaled(parts, _half_up),
    "mul_div_up": lambda parts: _scaled(parts, lambda product, c: _ceiling([product, c])),
}
