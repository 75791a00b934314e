"""Least totals of small whole costs for all values at once: level by level, with a counter of what was given up.

The counter is a totalizer (Bailleux and Boufkhad, "Efficient CNF encoding of Boolean cardinality constraints", 2003)
over inputs that each question ties to its own costs by a switch.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..kernel import IMPOSSIBLE, Costs
from .encoding import Clause, Encoding
from .models import Cube
from .validity import Validity

MOST = 256  # the largest total that is counted; beyond, an optimiser is asked value by value


class Weights:
    """Costs as literals with a positive weight: `base` is paid always, `barred` literals must be false."""

    def __init__(self, encoding: Encoding, costs: Costs) -> None:
        self.base = 0
        self.most = 0
        self.barred: list[int] = []
        self.inputs: list[list[tuple[int, int]]] = []  # per variable that costs: (literal, weight)
        by_weight: dict[int, list[int]] = {}
        for literals, row in zip(encoding.literals, costs, strict=True):
            least = min(row)
            pairs = [(literal, cost - least) for literal, cost in zip(literals, row, strict=True) if cost < IMPOSSIBLE]
            if len(pairs) < len(row):
                self.barred += [literal for literal, cost in zip(literals, row, strict=True) if cost >= IMPOSSIBLE]
            self.base += least
            dear = [(literal, weight) for literal, weight in pairs if weight]
            if dear:
                self.inputs.append(dear)
                self.most += max(weight for _, weight in dear)
                for literal, weight in dear:
                    by_weight.setdefault(weight, []).append(literal)
        self.cubes = [(weight, Cube.of(literals)) for weight, literals in by_weight.items()]

    def total(self, model: int) -> int:
        """What a model costs above the base."""
        return sum(
            weight * ((model & cube.true).bit_count() + (cube.false & ~model).bit_count())
            for weight, cube in self.cubes
        )


class Repairs:
    """Answers for one encoding; shares the models found by `validity`."""

    def __init__(self, encoding: Encoding, validity: Validity) -> None:
        self.encoding, self.validity = encoding, validity
        self.slots: list[int] = []
        self.counting: Validity | None = None
        self.outputs: list[int] = []

    def levels(self, weights: Weights) -> list[tuple[int, int, int]]:
        """(cost above the base, Booleans that can be true at no more than it, and false), the costs rising."""
        barred = [-literal for literal in weights.barred]
        possible = self.validity.possible(barred)
        if possible is None:
            return []
        counting = self._counter(weights.most)
        switch = self._tie(counting, weights)
        found: list[tuple[int, int, int]] = []
        pooled = self._pooled(weights, Cube.of(barred))
        rest = (possible[0], possible[1] & counting.both)
        true = false = cost = 0
        while rest != (0, 0):
            more_true, more_false = pooled.get(cost, (0, 0))
            bound = [-self.outputs[cost]] if cost < len(self.outputs) else []
            more = counting.cover([*barred, switch, *bound], rest, (true | more_true, false | more_false))
            true, false = more
            rest = (rest[0] & ~true, rest[1] & ~false)
            found.append((cost, true, false))
            cost += 1
        counting.solver.add_clause([-switch])
        return found

    def _pooled(self, weights: Weights, cube: Cube) -> dict[int, tuple[int, int]]:
        """What the known models show, by their cost."""
        levels: dict[int, tuple[int, int]] = {}
        for model in self.validity.pool.models:
            if cube.holds(model):
                cost = weights.total(model)
                true, false = levels.get(cost, (0, 0))
                levels[cost] = (true | model, false | (self.validity.every & ~model))
        return levels

    def _counter(self, most: int) -> Validity:
        if self.counting is None or most > len(self.slots) or self.counting.worn():
            size = 16
            while size < most:
                size *= 2
            self.counting = self._counting(size)
        return self.counting

    def _counting(self, size: int) -> Validity:
        top = self.encoding.top
        self.slots = list(range(top + 1, top + size + 1))
        network, self.outputs, top = totalizer(self.slots, top + size)
        wider = replace(self.encoding, structure=[*self.encoding.structure, *network], top=top)
        return Validity(wider, self.validity.pool)

    def _tie(self, counting: Validity, weights: Weights) -> int:
        """A switch under which each unit of cost that is paid shows at an input of the counter."""
        switch = counting.fresh()
        slots = iter(self.slots)
        for pairs in weights.inputs:
            for unit in range(max(weight for _, weight in pairs)):
                slot = next(slots)
                for literal, weight in pairs:
                    if weight > unit:
                        counting.solver.add_clause([-switch, -literal, slot])
        return switch


def totalizer(inputs: Sequence[int], top: int) -> tuple[list[Clause], list[int], int]:
    """Clauses by which output i (from 0) is true when more than i inputs are; the outputs; the last Boolean used."""
    if len(inputs) == 1:
        return [], list(inputs), top
    half = len(inputs) // 2
    left_clauses, left, top = totalizer(inputs[:half], top)
    right_clauses, right, top = totalizer(inputs[half:], top)
    outputs = list(range(top + 1, top + len(inputs) + 1))
    clauses = [*left_clauses, *right_clauses, *_sums(left, right, outputs)]
    return clauses, outputs, top + len(inputs)


def _sums(left: Sequence[int], right: Sequence[int], outputs: Sequence[int]) -> Iterable[Clause]:
    for many in range(len(left) + 1):
        for more in range(len(right) + 1):
            if many + more:
                ahead = [-left[many - 1]] if many else []
                behind = [-right[more - 1]] if more else []
                yield [*ahead, *behind, outputs[many + more - 1]]
