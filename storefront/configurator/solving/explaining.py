"""Why a value is blocked: an irreducible set of picks and rules, the same one whenever it is asked.

Taking any one of them away would free the value. Cores of a SAT solver depend on what it has learnt before, so they
only show the way here: every element that stays is confirmed by a model without it (insertion-based extraction, van
Maaren and Wieringa, "Finding guaranteed MUSes fast", SAT 2008). Models of nearly all rules are what takes time, so
rules are looked for close to the value first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from .blaming import Blame, BlameByDiagram, BlameBySolver, Possible, irreducible
from .nearby import Nearby
from .problem import Problem, Table, scope
from .solver.encoding import encode
from .solver.tables import forbidden_pairs

REMEMBERED = 20_000  # reasons by value and picks, whatever else is picked
RENEWAL = 50_000  # questions after which the solvers start afresh, so that what they have learnt stays bounded


@dataclass(frozen=True)
class Explanation:
    """`picks` (variables) and `rules` (names) that together block the value, in their own order.

    No pick: the rules alone never allow it. No rule: a pick of the very variable stands against it.
    """

    picks: tuple[int, ...]
    rules: tuple[str, ...]


class Explainer:
    """Made once for one problem. Constraints named "" are structure: never blamed.

    `possible`: what a diagram of the problem says of sets of picks; without it a solver is asked.
    """

    def __init__(self, problem: Problem, possible: Possible | None = None) -> None:
        self.encoding = encode(problem)
        names = dict.fromkeys(name for name, _ in self.encoding.groups if name)
        self.names = list(names)
        self.switches = {name: self.encoding.top + 1 + place for place, name in enumerate(self.names)}
        self.near = _near(problem, self.switches)
        self.pairs = [table for table in problem.constraints if isinstance(table, Table) and len(table.scope) == 2]
        self.possible = possible
        self.lock = Lock()
        self.asked = RENEWAL
        self.known: dict[tuple[tuple[int, int], ...], tuple[str, ...]] = {}
        self.solvers: list[Any] = []
        self.loose: Any = None
        self.blame: Blame

    def explain(self, picks: Mapping[int, int], variable: int, value: int) -> Explanation | None:
        """Why `variable` cannot take `value` with the other picks (its own pick is released); None: it can.

        Few picks come before few rules; among equally few, the first in order.
        """
        others = {index: pick for index, pick in sorted(picks.items()) if index != variable}
        with self.lock:
            self._renew()
            self.asked += 1
            blamed = self.blame.picks((variable, value), others)
            if blamed is None:
                return None
            key = ((variable, value), *((other, others[other]) for other in blamed))
            if key not in self.known:
                self.known[key] = self._rules(dict(key))
                if len(self.known) > REMEMBERED:
                    del self.known[next(iter(self.known))]
            return Explanation(blamed, self.known[key])

    def _rules(self, fixed: Mapping[int, int]) -> tuple[str, ...]:
        """The rules that contradict the values, of which none is needless: of the closest circle that has some."""
        literals = [self.encoding.literals[variable][value] for variable, value in fixed.items()]
        for circle in self.near.circles(fixed):
            rules = irreducible(self.loose, literals, circle)
            if rules is None:
                continue
            if len(rules) > 2:
                rules = min(rules, irreducible(self.loose, literals, circle[::-1]) or rules, key=len)
            return tuple([self.names[rule - self.encoding.top - 1] for rule in sorted(rules)])
        raise AssertionError("values that all rules allow have no explanation")

    def _renew(self) -> None:
        from pysat.solvers import Solver  # noqa: PLC0415 - heavy: a native library, asked only about blocked values

        if self.asked < RENEWAL:
            return
        for old in self.solvers:
            old.delete()
        make: Any = Solver  # untyped library
        self.loose = make(name="minisat22", bootstrap_with=self._switched())
        self.solvers = [self.loose]
        if self.possible:
            self.blame = BlameByDiagram(self.possible)
        else:
            every = list(self.encoding.clauses())
            self.solvers += [make(name="minisat22", bootstrap_with=every) for _ in range(2)]
            self.blame = BlameBySolver(self.encoding, *self.solvers[1:])
        self.asked = 0

    def _switched(self) -> list[list[int]]:
        """The clauses of a rule hold while its switch is on; structure always. Tables of two variables say once more
        what goes with what, pair by pair: a proof over a version with hundreds of values then needs no guessing."""
        clauses = list(self.encoding.structure)
        for name, group in self.encoding.groups:
            clauses.extend([[-self.switches[name], *clause] for clause in group] if name else group)
        for table in self.pairs:
            off = [-self.switches[table.name]] if table.name else []
            one, other = [self.encoding.literals[variable] for variable in table.scope]
            clauses.extend([*off, -one[a], -other[b]] for a, b in forbidden_pairs(table, (len(one), len(other))))
        return clauses


def _near(problem: Problem, switches: Mapping[str, int]) -> Nearby:
    """Rules are known by their switches."""
    scopes: dict[str, set[int]] = defaultdict(set)
    structure: list[frozenset[int]] = []
    for constraint in problem.constraints:
        if constraint.name:
            scopes[constraint.name] |= scope(constraint)
        else:
            structure.append(scope(constraint))
    return Nearby({switches[name]: frozenset(found) for name, found in scopes.items()}, structure)
