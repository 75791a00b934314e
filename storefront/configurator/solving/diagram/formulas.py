"""Conditions in a simplest form: negations pushed to the values, constants gone, clauses kept flat."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from storefront.configurator.solving.problem import All, Any, Is, Not, Tree


@dataclass(frozen=True)
class Clause:
    """True when some variable takes one of its values. At most one literal per variable, none of them trivial."""

    literals: frozenset[tuple[int, frozenset[int]]]


@dataclass(frozen=True)
class Both:
    """True when every part is; at least two."""

    parts: frozenset[Formula]


@dataclass(frozen=True)
class Either:
    """True when some part is; at least two, one of them no clause."""

    parts: frozenset[Formula]


Formula = bool | Clause | Both | Either


def conjuncts(tree: Tree, sizes: tuple[int, ...]) -> tuple[Formula, ...]:
    """What must hold, piece by piece: small pieces keep the diagram small. None: always true."""
    formula = simplified(tree, sizes, True)
    if isinstance(formula, Both):
        return tuple(sorted(formula.parts, key=lambda part: sorted(scope_of(part))))
    return () if formula is True else (formula,)


def simplified(tree: Tree, sizes: tuple[int, ...], wanted: bool) -> Formula:
    """The formula that holds when `tree` is `wanted`."""
    match tree:
        case Is(variable, values):
            return _literal(variable, frozenset(v for v in range(sizes[variable]) if (v in values) is wanted), sizes)
        case Not(part):
            return simplified(part, sizes, not wanted)
        case All(parts) | Any(parts):
            inner = [simplified(part, sizes, wanted) for part in parts]
            return conjunction(inner) if isinstance(tree, All) is wanted else disjunction(inner, sizes)


def _literal(variable: int, values: frozenset[int], sizes: tuple[int, ...]) -> Formula:
    if 0 < len(values) < sizes[variable]:
        return Clause(frozenset({(variable, values)}))
    return bool(values)


def conjunction(parts: Iterable[Formula]) -> Formula:
    flat: set[Formula] = set()
    for part in parts:
        if part is False:
            return False
        if part is not True:
            flat |= part.parts if isinstance(part, Both) else {part}
    if not flat:
        return True
    return flat.pop() if len(flat) == 1 else Both(frozenset(flat))


def disjunction(parts: Iterable[Formula], sizes: tuple[int, ...]) -> Formula:
    """`a or (b and c)` becomes `(a or b) and (a or c)` while only one part is a conjunction: that never grows much and
    leaves short clauses, each with few variables."""
    flat: set[Formula] = set()
    literals: dict[int, frozenset[int]] = {}
    for part in parts:
        if part is True:
            return True
        for piece in part.parts if isinstance(part, Either) else (part,):
            if isinstance(piece, Clause):
                for variable, values in piece.literals:
                    literals[variable] = literals.get(variable, frozenset()) | values
            elif piece is not False:
                flat.add(piece)
    if any(len(values) == sizes[variable] for variable, values in literals.items()):
        return True
    if literals:
        flat.add(Clause(frozenset(literals.items())))
    return _one_of(flat, sizes)


def _one_of(flat: set[Formula], sizes: tuple[int, ...]) -> Formula:
    if len(flat) < 2:
        return flat.pop() if flat else False
    both = [part for part in flat if isinstance(part, Both)]
    if len(both) == 1:
        rest = flat - {both[0]}
        return conjunction(disjunction([part, *rest], sizes) for part in both[0].parts)
    return Either(frozenset(flat))


def settled(formula: Formula, variable: int, value: int, sizes: tuple[int, ...]) -> Formula:
    """What is left of it once the variable has the value."""
    match formula:
        case Clause(literals):
            for literal in literals:
                if literal[0] == variable:
                    rest = literals - {literal}
                    return True if value in literal[1] else Clause(rest) if rest else False
            return formula
        case Both(parts):
            return conjunction(settled(part, variable, value, sizes) for part in parts)
        case Either(parts):
            return disjunction([settled(part, variable, value, sizes) for part in parts], sizes)
        case _:
            return formula


@cache
def scope_of(formula: Formula) -> frozenset[int]:
    """The variables it speaks of."""
    match formula:
        case Clause(literals):
            return frozenset(variable for variable, _ in literals)
        case Both(parts) | Either(parts):
            return frozenset().union(*map(scope_of, parts))
        case _:
            return frozenset()
