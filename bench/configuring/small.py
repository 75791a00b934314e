"""Random small problems and the answers a child could check: every assignment is written down and looked at."""

from __future__ import annotations

import itertools
import random
from collections.abc import Mapping, Sequence

from storefront.configurator.solving.problem import (
    All,
    Any,
    Condition,
    Constraint,
    Is,
    Not,
    Problem,
    Table,
    Tree,
    Variable,
)

Rows = list[tuple[int, ...]]


def random_problem(seed: int) -> Problem:
    """Two to six variables of one to four values, up to five rules of every kind, exact or spread costs."""
    rng = random.Random(seed)
    sizes = [rng.choice([1, 2, 2, 2, 3, 3, 4]) for _ in range(rng.randint(2, 6))]
    variables = tuple(
        Variable(f"v{index}", tuple(f"{value}" for value in range(size))) for index, size in enumerate(sizes)
    )
    rules = tuple(_rule(rng, sizes, f"rule {place}") for place in range(rng.randint(0, 5)))
    low = tuple(tuple(rng.randint(-5, 20) for _ in range(size)) for size in sizes)
    spread = rng.random() < 0.3
    high = tuple(tuple(cost + (rng.randint(0, 5) if spread else 0) for cost in row) for row in low)
    return Problem(variables, rules, low, high)


def _rule(rng: random.Random, sizes: Sequence[int], name: str) -> Constraint:
    if rng.random() < 0.5:
        return Condition(name, _tree(rng, sizes, 3))
    scope = tuple(rng.sample(range(len(sizes)), rng.randint(1, min(3, len(sizes)))))
    every = list(itertools.product(*(range(sizes[variable]) for variable in scope)))
    allowed = rng.random() < 0.5
    some = rng.sample(every, round(len(every) * (rng.uniform(0.3, 0.9) if allowed else rng.uniform(0.05, 0.4))))
    return Table(name, scope, tuple(some), allowed)


def _tree(rng: random.Random, sizes: Sequence[int], depth: int) -> Tree:
    kind = rng.random()
    if depth == 0 or kind < 0.3:
        variable = rng.randrange(len(sizes))
        return Is(variable, frozenset(rng.sample(range(sizes[variable]), rng.randint(0, sizes[variable]))))
    if kind < 0.45:
        return Not(_tree(rng, sizes, depth - 1))
    parts = tuple(_tree(rng, sizes, depth - 1) for _ in range(rng.randint(1, 4)))
    return All(parts) if kind < 0.6 else Any(parts)


def holds(constraint: Constraint, row: Sequence[int]) -> bool:
    if isinstance(constraint, Table):
        return (tuple(row[variable] for variable in constraint.scope) in set(constraint.rows)) == constraint.allowed
    return _true(constraint.tree, row)


def _true(tree: Tree, row: Sequence[int]) -> bool:
    if isinstance(tree, Is):
        return row[tree.variable] in tree.values
    if isinstance(tree, Not):
        return not _true(tree.part, row)
    each = (_true(part, row) for part in tree.parts)
    return all(each) if isinstance(tree, All) else any(each)


def solutions(problem: Problem) -> Rows:
    """Every complete assignment that meets every rule, in order."""
    every = itertools.product(*(range(size) for size in problem.sizes()))
    return [row for row in every if all(holds(rule, row) for rule in problem.constraints)]


def within(rows: Rows, picks: Mapping[int, int]) -> Rows:
    return [row for row in rows if all(row[variable] == value for variable, value in picks.items())]


def total(costs: Sequence[Sequence[int]], row: Sequence[int]) -> int:
    return sum(cost[value] for cost, value in zip(costs, row, strict=True))


def least(rows: Rows, sizes: Sequence[int], costs: Sequence[Sequence[int]]) -> tuple[tuple[int | None, ...], ...]:
    """Per variable and value the least total of the rows with that value."""
    return tuple(
        tuple(min((total(costs, row) for row in rows if row[variable] == value), default=None) for value in range(size))
        for variable, size in enumerate(sizes)
    )


def some_picks(rng: random.Random, problem: Problem, rows: Rows) -> dict[int, int]:
    """Picks of one of the rows (now and then of none), of up to all variables."""
    row = rng.choice(rows) if rows and rng.random() < 0.85 else tuple(rng.randrange(size) for size in problem.sizes())
    chosen = rng.sample(range(len(row)), rng.randint(0, len(row)))
    return {variable: row[variable] for variable in chosen}
