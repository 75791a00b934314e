"""Whether a formula rises or falls in one of its sizes: what lets a threshold be found by halving.

`+1` never falls, `-1` never rises, `0` does not depend on it, `None` is not known to do either. Of a condition: `+1`
turns from false to true at most once as the size grows. Bounds come from interval analysis over the whole domain.
"""

from __future__ import annotations

from storefront.configurator.expressions import Scope, Span, tree
from storefront.configurator.expressions.intervals import span

Direction = int | None


def joined(*directions: Direction) -> Direction:
    """The direction of a sum."""
    moving = {one for one in directions if one != 0}
    if not moving:
        return 0
    return moving.pop() if len(moving) == 1 else None


def turned(direction: Direction) -> Direction:
    return None if direction is None else -direction


def direction(node: tree.Node, name: str, scope: Scope) -> Direction:
    """How `node` (a number or a condition) moves as the size `name` grows, all else kept."""
    if name not in tree.names(node):
        return 0
    parts = [direction(part, name, scope) for part in tree.children(node)]
    match node:
        case tree.Number():
            return 1
        case tree.Negative() | tree.Not():
            return turned(parts[0])
        case tree.All() | tree.AnyOf():
            return joined(*parts)
        case tree.Compare(op, _, _):
            rising = joined(parts[0], turned(parts[1]))
            return rising if op in (">", ">=") else turned(rising) if op in ("<", "<=") else None
        case tree.Choice(_, then, otherwise):
            return _chosen(parts, span(then, scope), span(otherwise, scope))
        case tree.Binary(op, left, right):
            return _binary(op, parts, span(left, scope), span(right, scope))
        case tree.Call(function, arguments):
            return _called(function, parts, [span(argument, scope) for argument in arguments])
        case _:
            return None


def _chosen(parts: list[Direction], then: Span, otherwise: Span) -> Direction:
    test, inner = parts[0], joined(*parts[1:])
    if test == 0 or inner is None or test is None:
        return inner if test == 0 else None
    jump = 1 if then.low >= otherwise.high else -1 if then.high <= otherwise.low else None
    return None if jump is None else joined(inner, test * jump)


def _binary(op: str, parts: list[Direction], left: Span, right: Span) -> Direction:
    match op:
        case "+":
            return joined(*parts)
        case "-":
            return joined(parts[0], turned(parts[1]))
        case "*":
            return _product(parts, left, right)
        case "//":
            return _quotient(parts, left, right)
        case _:
            return None


def _product(parts: list[Direction], left: Span, right: Span) -> Direction:
    return joined(_times(parts[0], right), _times(parts[1], left))


def _times(moving: Direction, factor: Span) -> Direction:
    if moving == 0:
        return 0
    return moving if factor.low >= 0 else turned(moving) if factor.high <= 0 else None


def _quotient(parts: list[Direction], left: Span, right: Span) -> Direction:
    """A whole division rises with its dividend and, of what is not negative, falls with its divisor."""
    if right.low <= 0:
        return None
    by_divisor = 0 if parts[1] == 0 else turned(parts[1]) if left.low >= 0 else None
    return joined(parts[0], by_divisor)


def _called(function: str, parts: list[Direction], spans: list[Span]) -> Direction:
    if function in ("min", "max"):
        return joined(*parts)
    if function == "ceil_div":
        return _quotient(parts, spans[0], spans[1])
    by_product = _product(parts[:2], spans[0], spans[1])
    return by_product if parts[2] == 0 and spans[2].low > 0 else None
