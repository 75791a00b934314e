"""Least totals of small whole costs for all values at once: level by level, with a counter of what was given up.

The counter is a totalizer (Bailleux and Boufkhad, "Efficient CNF encoding of Boolean cardinality constraints", 2003)
over inputs that each question ties to its own costs by a switch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ..kernel import IMPOSSIBLE, Costs
from .asking import Asker, Bits
from .encoding import Clause, Encoding
from .population import Population
from .validity import Validity

MOST = 256  # the largest total that is counted; beyond, an optimiser is asked value by value
LATELY = 1024  # models that are kept from one question to the next
STATES = 6  # remembered states whose models are looked at


class Weights:
    """Costs as literals with a positive weight: `base` is paid always, `barred` literals must be false."""

    def __init__(self, encoding: Encoding, costs: Costs) -> None:
        self.base = 0
        self.most = 0
        self.barred: list[int] = []
        self.inputs: list[list[tuple[int, int]]] = []  # per variable that costs: (literal, weight)
        for literals, row in zip(encoding.literals, costs, strict=True):
            least = min(row)
            self.base += least
            if max(row) == least < IMPOSSIBLE:
                continue
            pairs = list(zip(literals, row, strict=True))
            self.barred += [literal for literal, cost in pairs if cost >= IMPOSSIBLE]
            dear = [(literal, cost - least) for literal, cost in pairs if least < cost < IMPOSSIBLE]
            if dear:
                self.inputs.append(dear)
                self.most += max(weight for _, weight in dear)


class Repairs:
    """Answers for one encoding; what `validity` has remembered shows much of them."""

    def __init__(self, encoding: Encoding, validity: Validity) -> None:
        self.encoding, self.validity = encoding, validity
        self.slots: list[int] = []
        self.outputs: list[int] = []
        self.counting: Asker | None = None
        self.lately = Population.empty(encoding.top)  # models found here: they answer again after the next pick

    def levels(self, weights: Weights) -> list[tuple[int, int, int]]:
        """(cost above the base, Booleans that can be true at no more than it, and false), the costs rising."""
        barred = [-literal for literal in weights.barred]
        possible = self.validity.possible(barred)
        if possible is None:
            return []
        counting = self._counter(weights.most)
        switch = self._tie(counting, weights)
        found: list[tuple[int, int, int]] = []
        known = self._known(weights, barred)
        wanted = (possible[0], possible[1] & counting.both)
        true = false = cost = 0
        while wanted[0] & ~true or wanted[1] & ~false:
            seen = known(cost)
            bound = [-self.outputs[cost]] if cost < len(self.outputs) else []
            asked = (true | seen[0], false | seen[1])
            true, false, models = counting.cover([*barred, switch, *bound], wanted, asked)
            self.lately = self.lately.joined(models, LATELY)
            found.append((cost, true, false))
            cost += 1
        counting.solver.add_clause([-switch])
        return found

    def _known(self, weights: Weights, barred: Sequence[int]) -> Callable[[int], Bits]:
        """What the models of the remembered states show at no more than a cost."""
        states = [self.validity.root, *self.validity.states.values()][-STATES:]
        populations = [self.lately, *(state.population for state in states)]
        counted = [(population, *_sum(population, weights, barred)) for population in populations]

        def seen(cost: int) -> Bits:
            true = false = 0
            for population, holding, digits in counted:
                if within := _at_most(digits, cost, holding):
                    more = population.seen(self.encoding.values, within)
                    true, false = true | more[0], false | more[1]
            return true, false

        return seen

    def _counter(self, most: int) -> Asker:
        if self.counting is None or most > len(self.slots) or self.counting.worn():
            size = 16
            while size < most:
                size *= 2
            top = self.encoding.top
            self.slots = list(range(top + 1, top + size + 1))
            network, self.outputs, top = totalizer(self.slots, top + size)
            self.counting = Asker(self.encoding, network, top)
        return self.counting

    def _tie(self, counting: Asker, weights: Weights) -> int:
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


def _sum(population: Population, weights: Weights, barred: Sequence[int]) -> tuple[int, list[int]]:
    """Which models hold `barred`, and the binary digits (lowest first, a column each) of what every model costs."""
    digits: list[int] = []
    for pairs in weights.inputs:
        for literal, weight in pairs:
            column = population.holding([literal])
            for place in range(weight.bit_length()):
                if weight >> place & 1:
                    _add(digits, place, column)
    return population.holding(barred), digits


def _add(digits: list[int], place: int, carry: int) -> None:
    while carry:
        digits.extend([0] * (place + 1 - len(digits)))
        digits[place], carry = digits[place] ^ carry, digits[place] & carry
        place += 1


def _at_most(digits: Sequence[int], cost: int, among: int) -> int:
    """The models of `among` whose number is at most `cost`: compared from the highest digit down."""
    less, equal = 0, among
    for place in range(max(len(digits), cost.bit_length()) - 1, -1, -1):
        digit = digits[place] if place < len(digits) else 0
        if cost >> place & 1:
            less |= equal & ~digit
            equal &= digit
        else:
            equal &= ~digit
    return less | equal


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
