"""A rule as a condition over finite variables: options are tested directly, comparisons of sizes become atoms.

A comparison that names options besides sizes (`inseam_from[frame] <= inseam`) is opened into one atom for each
combination of those options, so that an atom speaks of sizes alone. Equality becomes two thresholds, and a comparison
with a minimum, a maximum or an if … else one of each of its parts: atoms then rise or fall where formulas are made of
such pieces (`max(width - drop, drop - width) <= 800`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product
from math import prod

from storefront.configurator.expressions import Scope, tree
from storefront.configurator.finite.folding import fold
from storefront.configurator.finite.limits import MAX_COMBINATIONS, TooManySizes
from storefront.configurator.solving.problem import All, Any, Is, Not, Tree

TRUE, FALSE = All(()), Any(())
Atom = Callable[[tree.Compare], Tree]  # a comparison of sizes alone -> the bands in which it is true


MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _in_pieces(node: tree.Node) -> bool:
    return isinstance(node, tree.Choice) or (isinstance(node, tree.Call) and node.name in ("min", "max"))


class Conditions:
    """Turns conditions of a model into trees. `variables`: option group -> index of its variable."""

    def __init__(self, scope: Scope, variables: Mapping[str, int], atom: Atom) -> None:
        self._scope, self._variables, self._atom = scope, variables, atom

    def of(self, node: tree.Node) -> Tree:
        match node:
            case tree.Truth(value):
                return TRUE if value else FALSE
            case tree.OneOf(group, ids):
                known = self._scope.options[group]
                return Is(self._variables[group], frozenset(known.index(option) for option in ids))
            case tree.Not(operand):
                return Not(self.of(operand))
            case tree.All(parts):
                return All(tuple(self.of(part) for part in parts))
            case tree.AnyOf(parts):
                return Any(tuple(self.of(part) for part in parts))
            case tree.Choice(condition, then, otherwise):
                test = self.of(condition)
                return Any((All((test, self.of(then))), All((Not(test), self.of(otherwise)))))
            case tree.Compare():
                return self._compared(node)
        raise AssertionError(f"no condition: {node!r}")

    def _compared(self, node: tree.Compare) -> Tree:
        groups = sorted(tree.names(node) & self._scope.options.keys())
        ids = [self._scope.options[group] for group in groups]
        if prod(len(options) for options in ids) > MAX_COMBINATIONS:
            raise TooManySizes(
                f"A comparison over {', '.join(groups)} has more than {MAX_COMBINATIONS:,} combinations of options. "
                "Split the rule, or compare fewer options at once.",
                groups,
            )
        same: dict[tree.Node, list[tuple[int, ...]]] = {}
        for picked in product(*(range(len(options)) for options in ids)):
            known = {group: options[at] for group, options, at in zip(groups, ids, picked, strict=True)}
            same.setdefault(fold(node, self._scope, known), []).append(picked)
        variables = [self._variables[group] for group in groups]
        return _any([_both(_rows(variables, rows), self._sized(folded)) for folded, rows in same.items()])

    def _sized(self, node: tree.Node) -> Tree:
        match node:
            case tree.Truth(value):
                return TRUE if value else FALSE
            case tree.Compare("==", left, right):
                return _both(self._sized(tree.Compare("<=", left, right)), self._sized(tree.Compare(">=", left, right)))
            case tree.Compare("!=", left, right):
                return Not(self._sized(tree.Compare("==", left, right)))
            case tree.Compare(op, left, right) if _in_pieces(left):
                return self._pieces(left, op, lambda part: tree.Compare(op, part, right))
            case tree.Compare(op, left, right) if _in_pieces(right):
                return self._pieces(right, MIRRORED[op], lambda part: tree.Compare(op, left, part))
            case tree.Compare():
                return self._atom(node)
        raise AssertionError(f"no comparison: {node!r}")

    def _pieces(self, node: tree.Node, op: str, compared: Callable[[tree.Node], tree.Node]) -> Tree:
        """`node op …`, piece by piece. Below a limit: all of a maximum, one of a minimum; above: the contrary."""

        def piece(part: tree.Node) -> Tree:
            return self._sized(fold(compared(part), self._scope, {}))

        if isinstance(node, tree.Choice):
            test = self.of(node.condition)
            return Any((All((test, piece(node.then))), All((Not(test), piece(node.otherwise)))))
        assert isinstance(node, tree.Call)
        every = (node.name == "max") == (op in ("<", "<="))
        parts = tuple(piece(part) for part in node.arguments)
        return All(parts) if every else Any(parts)


def _rows(variables: list[int], rows: list[tuple[int, ...]]) -> Tree:
    """True when the variables take one of the rows."""
    if not variables:
        return TRUE
    if len(variables) == 1:
        return Is(variables[0], frozenset(row[0] for row in rows))
    ways = [All(tuple(Is(v, frozenset({a})) for v, a in zip(variables, row, strict=True))) for row in rows]
    return _any(list(ways))


def _both(left: Tree, right: Tree) -> Tree:
    if FALSE in (left, right):
        return FALSE
    if left == TRUE:
        return right
    return left if right == TRUE else All((left, right))


def _any(parts: list[Tree]) -> Tree:
    kept = [part for part in parts if part != FALSE]
    return kept[0] if len(kept) == 1 else Any(tuple(kept))
