"""Shared pieces: Boolean features as variables, formulas over them, groups of which some number is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from storefront.configurator.solving.problem import All, Any, Constraint, Is, Not, Problem, Tree, Variable

NO_YES = ("0", "1")
YES = frozenset([1])
NO = frozenset([0])


def free(variables: Sequence[Variable], constraints: Sequence[Constraint]) -> Problem:
    """A problem in which nothing costs anything."""
    zero = tuple((0,) * len(variable.values) for variable in variables)
    return Problem(tuple(variables), tuple(constraints), zero, zero)


def features(names: Sequence[str]) -> tuple[Variable, ...]:
    return tuple(Variable(name, NO_YES) for name in names)


def all_of(parts: Sequence[Tree]) -> Tree:
    """Nested conjunctions flattened, so that long rules do not become deep trees."""
    flat: list[Tree] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, All) else [part])
    return flat[0] if len(flat) == 1 else All(tuple(flat))


def any_of(parts: Sequence[Tree]) -> Tree:
    flat: list[Tree] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Any) else [part])
    return flat[0] if len(flat) == 1 else Any(tuple(flat))


def negated(tree: Tree) -> Tree:
    return tree.part if isinstance(tree, Not) else Not(tree)


def implied(first: Tree, second: Tree) -> Tree:
    return any_of([negated(first), second])


def equal(first: Tree, second: Tree) -> Tree:
    return all_of([implied(first, second), implied(second, first)])


def at_most_one(parts: Sequence[Tree]) -> Tree:
    """Pairs for a handful; beyond, halves: one in each half at most, and one of the halves empty."""
    if len(parts) <= 6:
        pairs = [(one, other) for place, one in enumerate(parts) for other in parts[:place]]
        return all_of([any_of([negated(one), negated(other)]) for one, other in pairs])
    left, right = parts[: len(parts) // 2], parts[len(parts) // 2 :]
    empty = [all_of([negated(part) for part in half]) for half in (left, right)]
    return all_of([at_most_one(left), at_most_one(right), any_of(empty)])


def between(parts: Sequence[Tree], least: int, most: int) -> Tree:
    """At least `least` and at most `most` of the parts."""
    rules: list[Tree] = []
    if least > 0:
        rules.append(_at_least(parts, least))
    if most < len(parts):
        rules.append(at_most_one(parts) if most == 1 else negated(_at_least(parts, most + 1)))
    return all_of(rules)


def _at_least(parts: Sequence[Tree], least: int) -> Tree:
    """Shared sub-trees: "at least k of the parts from i on", so that its size is parts times least."""
    if least > len(parts):
        return Any(())
    if least == 1:
        return any_of(parts)
    none: Tree = Any(())
    after: list[Tree] = [All(()), *[none] * least]  # of no part: at least 0 is true, more is false
    for part in reversed(parts):
        after = [All(())] + [
            Any((All((part, after[need - 1])), after[need])) if need > 1 else any_of([part, after[1]])
            for need in range(1, least + 1)
        ]
    return after[least]


def feature(index: int) -> Is:
    return Is(index, YES)
