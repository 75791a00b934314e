"""A problem in clauses: a variable of two values is one Boolean, of more values one Boolean per value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import prod

from ..problem import All, Constraint, Is, Not, Problem, Table, Tree
from .tables import forbidden_cubes

Clause = list[int]
PAIRWISE = 12  # up to so many values "at most one" is said pair by pair; beyond, by a chain of helpers
SPREAD = 16  # a formula may be multiplied out into so many clauses before a helper Boolean stands for its part
WIDE = 4000  # literals


@dataclass(frozen=True)
class Encoding:
    """`literals[v][a]` says `v == a`; the values' Booleans are 1..`values`, helpers above them up to `top`.

    `structure`: each variable takes exactly one value. `groups`: the constraints in order, each with its name.
    """

    literals: tuple[tuple[int, ...], ...]
    structure: list[Clause]
    groups: list[tuple[str, list[Clause]]]
    values: int
    top: int

    def clauses(self) -> Iterator[Clause]:
        """Everything that must hold."""
        yield from self.structure
        for _, clauses in self.groups:
            yield from clauses


def encode(problem: Problem) -> Encoding:
    """Clauses that hold for exactly the complete assignments of the problem. Helpers only follow, they never decide."""
    writer = _Writer(problem.sizes())
    groups = [(constraint.name, writer.constraint(constraint)) for constraint in problem.constraints]
    return Encoding(writer.literals, writer.structure, groups, writer.values, writer.top)


class _Writer:
    def __init__(self, sizes: Sequence[int]) -> None:
        self.sizes = sizes
        self.top = 0
        self.literals = tuple(self._literals(size) for size in sizes)
        self.values = self.top
        self.structure: list[Clause] = []
        for literals in self.literals:
            self._exactly_one(literals)
        self.known: dict[tuple[int, bool], tuple[Tree, list[Clause]]] = {}  # holding the tree keeps its id its own

    def _new(self) -> int:
        self.top += 1
        return self.top

    def _literals(self, size: int) -> tuple[int, ...]:
        if size == 2:
            one = self._new()
            return (-one, one)
        return tuple(self._new() for _ in range(size))

    def _exactly_one(self, literals: tuple[int, ...]) -> None:
        if len(literals) == 2 and literals[0] == -literals[1]:
            return
        self.structure.append(list(literals))
        if len(literals) <= PAIRWISE:
            self.structure.extend([-one, -other] for one, other in combinations(literals, 2))
            return
        before = self._new()
        self.structure.append([-literals[0], before])
        for literal in literals[1:]:
            after = self._new()
            self.structure += [[-before, -literal], [-before, after], [-literal, after]]
            before = after

    def constraint(self, constraint: Constraint) -> list[Clause]:
        if isinstance(constraint, Table):
            return self._table(constraint)
        into: list[Clause] = []
        self.known.clear()  # a helper belongs to the rule that made it, so that a rule can be left out alone
        into.extend(self._formula(constraint.tree, True, into))
        return into

    def _table(self, table: Table) -> list[Clause]:
        sizes = [self.sizes[variable] for variable in table.scope]
        clauses = []
        for cube in forbidden_cubes(table, sizes):
            clause: Clause = []
            for variable, values in zip(table.scope, cube, strict=True):
                clause += self._among(variable, frozenset(range(self.sizes[variable])) - values)
            clauses.append(clause)
        return [clause for clause in map(_tidy, clauses) if clause is not None]

    def _among(self, variable: int, values: frozenset[int]) -> Clause:
        """Literals of which one must hold for the variable to take one of the values."""
        literals = self.literals[variable]
        others = [value for value in range(len(literals)) if value not in values]
        if len(others) == 1:
            return [-literals[others[0]]]
        return [literals[value] for value in sorted(values)]

    def _formula(self, tree: Tree, wanted: bool, into: list[Clause]) -> list[Clause]:
        """Clauses for "tree is `wanted`"; definitions of helpers go to `into`."""
        if isinstance(tree, Not):
            return self._formula(tree.part, not wanted, into)
        if isinstance(tree, Is):
            every = frozenset(range(self.sizes[tree.variable]))
            values = tree.values & every if wanted else every - tree.values
            return [] if values == every else [self._among(tree.variable, values)]
        key = (id(tree), wanted)
        if key not in self.known:
            parts = [self._formula(part, wanted, into) for part in tree.parts]
            together = [clause for part in parts for clause in part]
            joined = together if isinstance(tree, All) == wanted else self._either(parts, into)
            self.known[key] = (tree, joined)
        return self.known[key][1]

    def _either(self, parts: list[list[Clause]], into: list[Clause]) -> list[Clause]:
        """Clauses for "one of the parts": multiplied out while short, else helpers stand for the parts but one."""
        if any(not part for part in parts):
            return []
        several = sorted((part for part in parts if len(part) > 1), key=len)
        if prod(len(part) for part in several) > SPREAD:
            width = sum(max(map(len, part)) for part in parts)
            keep = 1 if len(several[-1]) * width <= WIDE else 0
            helped = several[: len(several) - keep]
            parts = [part for part in parts if len(part) == 1] + several[len(several) - keep :]
            parts += [[[self._helper(part, into)]] for part in helped]
        clauses = (_tidy([literal for clause in chosen for literal in clause]) for chosen in product(*parts))
        return [clause for clause in clauses if clause is not None]

    def _helper(self, part: list[Clause], into: list[Clause]) -> int:
        helper = self._new()
        into.extend([-helper, *clause] for clause in part)
        return helper


def _tidy(clause: Clause) -> Clause | None:
    """Each literal once; None for a clause that always holds."""
    literals = dict.fromkeys(clause)
    return None if any(-literal in literals for literal in literals) else list(literals)
