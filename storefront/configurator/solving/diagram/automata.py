"""Every constraint as a small minimal diagram along its way down the pseudo tree.

A state says what is left of a constraint after the variables above are decided. States are hash-consed over all
constraints (Bryant, "Graph-based algorithms for Boolean function manipulation", 1986), so the same remainder is the
same number, and remainders that no longer forbid anything are `HOLDS`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from storefront.configurator.solving.diagram.budget import Meter
from storefront.configurator.solving.diagram.formulas import Clause, Formula, conjuncts, scope_of, settled
from storefront.configurator.solving.problem import Problem, Table

HOLDS = 0
BROKEN = -1

Piece = Table | Formula


def pieces(problem: Problem) -> list[Piece]:
    """The constraints, conditions split into their conjuncts."""
    found: list[Piece] = []
    sizes = problem.sizes()
    for constraint in problem.constraints:
        if isinstance(constraint, Table):
            found.append(constraint)
        else:
            found += conjuncts(constraint.tree, sizes)
    return found


def scope(piece: Piece) -> tuple[int, ...]:
    """The variables that a piece ties together."""
    return piece.scope if isinstance(piece, Table) else tuple(sorted(scope_of(piece)))


@dataclass
class Automata:
    """`moves[s][a]`: the state after `variable[s]` takes value `a`; `BROKEN` where the constraint forbids it."""

    sizes: tuple[int, ...]
    depth: Sequence[int]
    meter: Meter
    moves: list[tuple[int, ...]] = field(default_factory=lambda: [()])
    variable: list[int] = field(default_factory=lambda: [-1])
    _known: dict[tuple[int, tuple[int, ...]], int] = field(default_factory=dict)
    _formulas: dict[Formula, int] = field(default_factory=lambda: {True: HOLDS, False: BROKEN})

    def first(self, piece: Piece) -> int:
        """The state before anything is decided."""
        return self._table(piece) if isinstance(piece, Table) else self._formula(piece)

    def state(self, variable: int, moves: tuple[int, ...]) -> int:
        first = moves[0]
        if moves.count(first) == len(moves):
            return first
        found = self._known.setdefault((variable, moves), len(self.moves))
        if found == len(self.moves):
            self.meter.spend(1)
            self.moves.append(moves)
            self.variable.append(variable)
        return found

    def _table(self, table: Table) -> int:
        order = sorted(set(table.scope), key=self.depth.__getitem__)
        places = [[i for i, variable in enumerate(table.scope) if variable == v] for v in order]
        inside, outside = (HOLDS, BROKEN) if table.allowed else (BROKEN, HOLDS)
        layer = {
            tuple([row[place[0]] for place in places]): inside
            for row in table.rows
            if all(row[i] == row[place[0]] for place in places for i in place)
        }
        for variable in reversed(order):
            grown: dict[tuple[int, ...], list[int]] = {}
            for row, state in layer.items():
                grown.setdefault(row[:-1], [outside] * self.sizes[variable])[row[-1]] = state
            layer = {row: self.state(variable, tuple(moves)) for row, moves in grown.items()}
        return layer.get((), outside)

    def _formula(self, formula: Formula) -> int:
        """A formula is taken apart by its topmost variable until nothing is left of it."""
        self.meter.watch()
        found = self._formulas.get(formula)
        if found is None:
            found = self._formulas[formula] = self._apart(formula)
        return found

    def _apart(self, formula: Formula) -> int:
        if isinstance(formula, Clause):
            return self._clause(formula)
        variable = min(scope_of(formula), key=self.depth.__getitem__)
        after = [self._formula(settled(formula, variable, a, self.sizes)) for a in range(self.sizes[variable])]
        return self.state(variable, tuple(after))

    def _clause(self, clause: Clause) -> int:
        state = BROKEN
        for variable, values in sorted(clause.literals, key=lambda part: -self.depth[part[0]]):
            state = self.state(variable, tuple([HOLDS if a in values else state for a in range(self.sizes[variable])]))
        return state
