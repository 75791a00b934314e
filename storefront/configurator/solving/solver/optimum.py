"""Lowest totals by CP-SAT: exact, one at a time, for the few figures a shopper looks at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..kernel import IMPOSSIBLE, Costs
from .encoding import Encoding


class Optimum:
    """Minimal assignments of one encoding. One worker and a fixed seed: the same question has the same answer."""

    def __init__(self, encoding: Encoding) -> None:
        from ortools.sat.python import cp_model  # noqa: PLC0415 - heavy: only for products too big for a diagram

        self.encoding = encoding
        self.cp_model = cp_model
        self.model = cp_model.CpModel()
        self.booleans = [self.model.new_bool_var("") for _ in range(encoding.top)]
        for clause in encoding.clauses():
            self.model.add_bool_or([self._literal(literal) for literal in clause])

    def _literal(self, literal: int) -> Any:
        boolean = self.booleans[abs(literal) - 1]
        return boolean if literal > 0 else boolean.negated()

    def least(self, costs: Costs, literals: Iterable[int]) -> tuple[int, ...] | None:
        """An assignment under the literals of least total cost; None: there is none."""
        fixed = set(literals)
        if any(-literal in fixed for literal in fixed):
            return None
        model = self.model.clone()
        for literal in fixed:
            domain = model.proto.variables[abs(literal) - 1].domain
            domain[0] = domain[1] = int(literal > 0)
        booleans, weights = self._weights(costs)
        if booleans:
            model.minimize(self.cp_model.LinearExpr.weighted_sum(booleans, weights))
        solver = self.cp_model.CpSolver()
        solver.parameters.num_workers = 1
        if solver.solve(model) not in (self.cp_model.OPTIMAL, self.cp_model.FEASIBLE):
            return None
        return self._assignment(solver.response_proto.solution)

    def _weights(self, costs: Costs) -> tuple[list[Any], list[int]]:
        """What each Boolean adds; the cost of a first value is paid always and left out."""
        booleans, weights = [], []
        for literals, row in zip(self.encoding.literals, costs, strict=True):
            base = next((cost for cost in row if cost < IMPOSSIBLE), 0)
            for literal, cost in zip(literals, row, strict=True):
                if cost != base and cost < IMPOSSIBLE:  # a forbidden value is fixed already
                    boolean = self.booleans[abs(literal) - 1]
                    booleans.append(boolean if literal > 0 else 1 - boolean)
                    weights.append(cost - base)
        return booleans, weights

    def _assignment(self, truth: Any) -> tuple[int, ...]:
        found = []
        for literals in self.encoding.literals:
            value = next(
                value for value, literal in enumerate(literals) if bool(truth[abs(literal) - 1]) == (literal > 0)
            )
            found.append(value)
        return tuple(found)
