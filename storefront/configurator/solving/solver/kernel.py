"""The kernel for products whose rules are too many for a diagram: exact answers by SAT and CP-SAT, when asked."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from ..kernel import Costs, Domains, Picks
from ..problem import Problem
from .encoding import encode
from .optimum import Optimum
from .repairs import MOST, Repairs, Weights
from .validity import Validity

REMEMBERED = 256  # states whose bounds are kept

Flags = tuple[tuple[bool, ...], ...]
Least = tuple[tuple[int | None, ...], ...]


class SolverKernel:
    """Implements `Kernel`. One question at a time: the native solvers keep state between them.

    `valid` is meant for every tap. `bounds` and `witness` ask an optimiser once or twice; `domains`, and `best` with
    large costs, ask it for every value, so they are for small products and for checks.
    """

    name = "solver"

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.encoding = encode(problem)
        self.validity = Validity(self.encoding)
        self.repairs = Repairs(self.encoding, self.validity)
        self.lock = Lock()
        self.optimum: Optimum | None = None
        self.known: OrderedDict[tuple[tuple[int, int], ...], tuple[int, int] | None] = OrderedDict()

    def valid(self, picks: Picks) -> Flags:
        """Per variable and value whether a complete assignment holds the picks and it."""
        with self.lock:
            return self._flags(self.validity.possible(self._literals(picks)))

    def bounds(self, picks: Picks) -> tuple[int, int] | None:
        """Lowest and highest final cost of the assignments that hold the picks; None: there is none."""
        key = tuple(sorted(picks.items()))
        with self.lock:
            if key not in self.known:
                self.known[key] = self._bounds(self._literals(picks))
                if len(self.known) > REMEMBERED:
                    self.known.popitem(last=False)
            return self.known[key]

    def domains(self, picks: Picks) -> Domains:
        """Valid values with the lowest and highest final cost of each."""
        literals = self._literals(picks)
        highest = [[-cost for cost in row] for row in self.problem.high]
        with self.lock:
            low = self._each(self.problem.low, literals)
            high = self._each(highest, literals)
        return Domains.of(low, tuple(tuple(None if cost is None else -cost for cost in row) for row in high))

    def best(self, costs: Costs) -> Least:
        """Least totals per value; quick while the largest total is small, as the count of changed picks is."""
        weights = Weights(self.encoding, costs)
        with self.lock:
            if weights.most > MOST:
                return self._each(costs, [-literal for literal in weights.barred])
            levels = self.repairs.levels(weights)
        least: list[list[int | None]] = [[None] * len(row) for row in self.encoding.literals]
        for cost, true, false in reversed(levels):
            for row, flags in zip(least, self._flags((true, false)), strict=True):
                row[:] = [weights.base + cost if flag else old for flag, old in zip(flags, row, strict=True)]
        return tuple(map(tuple, least))

    def witness(self, costs: Costs, wanted: Picks) -> tuple[int, ...] | None:
        """One assignment of least total cost that holds `wanted`; None: there is none."""
        barred = [-literal for literal in Weights(self.encoding, costs).barred]
        with self.lock:
            return self._optimum().least(costs, [*self._literals(wanted), *barred])

    def count(self, picks: Picks) -> int | None:
        """Unknown: counting needs the diagram that was too big."""
        return None

    def _optimum(self) -> Optimum:
        if self.optimum is None:
            self.optimum = Optimum(self.encoding)
        return self.optimum

    def _literals(self, picks: Picks) -> list[int]:
        return [self.encoding.literals[variable][value] for variable, value in sorted(picks.items())]

    def _flags(self, possible: tuple[int, int] | None) -> Flags:
        true, false = possible or (0, 0)
        return tuple(
            tuple(bool(true >> literal & 1 if literal > 0 else false >> -literal & 1) for literal in literals)
            for literals in self.encoding.literals
        )

    def _bounds(self, literals: list[int]) -> tuple[int, int] | None:
        lowest = self._least(self.problem.low, literals)
        if lowest is None:
            return None
        highest = self._least([[-cost for cost in row] for row in self.problem.high], literals)
        return lowest, -(highest or 0)

    def _least(self, costs: Costs, literals: list[int]) -> int | None:
        """The least total under the literals; without the optimiser where all values of each variable cost the same."""
        if all(min(row) == max(row) for row in costs):
            return None if self.validity.possible(literals) is None else sum(row[0] for row in costs)
        found = self._optimum().least(costs, literals)
        return None if found is None else total(costs, found)

    def _each(self, costs: Costs, literals: list[int]) -> Least:
        flags = self._flags(self.validity.possible(literals))
        least: list[list[int | None]] = [[None] * len(row) for row in flags]
        for variable, row in enumerate(flags):
            for value, flag in enumerate(row):
                if flag:
                    literal = self.encoding.literals[variable][value]
                    least[variable][value] = self._least(costs, [*literals, literal])
        return tuple(map(tuple, least))


def total(costs: Costs, assignment: Sequence[int]) -> int:
    """What a complete assignment costs."""
    return sum(row[value] for row, value in zip(costs, assignment, strict=True))
