"""Why a value is blocked: an irreducible set of picks and rules, the same one whenever it is asked.

Taking any one of them away would free the value. Cores of a SAT solver depend on what it has learnt before, so they
only show the way here: every element that stays is confirmed by a model without it (insertion-based extraction, van
Maaren and Wieringa, "Finding guaranteed MUSes fast", SAT 2008).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from .problem import Problem
from .solver.encoding import encode

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
    """Made once for one problem, whichever kernel judges it. Constraints named "" are structure: never blamed."""

    def __init__(self, problem: Problem) -> None:
        self.encoding = encode(problem)
        names = dict.fromkeys(name for name, _ in self.encoding.groups if name)
        self.names = list(names)
        self.switches = [self.encoding.top + 1 + place for place in range(len(self.names))]
        self.lock = Lock()
        self.asked = RENEWAL
        self.known: dict[tuple[int, ...], tuple[str, ...]] = {}
        self.allowed: dict[int, bool] = {}
        self.whole: Any = None
        self.first: Any = None
        self.loose: Any = None

    def explain(self, picks: Mapping[int, int], variable: int, value: int) -> Explanation | None:
        """Why `variable` cannot take `value` with the other picks (its own pick is released); None: it can.

        Few picks come before few rules; among equally few, the first in order.
        """
        others = {index: pick for index, pick in sorted(picks.items()) if index != variable}
        with self.lock:
            self._renew()
            self.asked += 1
            return self._explain(others, self.encoding.literals[variable][value])

    def _explain(self, others: dict[int, int], target: int) -> Explanation | None:
        literals = [self.encoding.literals[index][pick] for index, pick in others.items()]
        blamed = self._picks(target, literals)
        if blamed is None:
            return None
        key = (target, *blamed)
        if key not in self.known:
            self.known[key] = self._rules([target, *blamed])
            if len(self.known) > REMEMBERED:
                del self.known[next(iter(self.known))]
        chosen = set(blamed)
        variables = tuple(index for index, literal in zip(others, literals, strict=True) if literal in chosen)
        return Explanation(variables, self.known[key])

    def _rules(self, fixed: list[int]) -> tuple[str, ...]:
        """The rules that contradict the literals, of which none is needless."""
        rules = _irreducible(self.loose, fixed, self.switches)
        assert rules is not None
        if len(rules) > 2:
            rules = min(rules, _irreducible(self.loose, fixed, self.switches[::-1]) or rules, key=len)
        return tuple(self.names[rule - self.switches[0]] for rule in sorted(rules))

    def _picks(self, target: int, literals: list[int]) -> list[int] | None:
        """The fewest picks that matter: one that alone blocks the value if there is, else an irreducible set."""
        consistent, implied = self.first.propagate(assumptions=[target])
        if not consistent:
            return []
        against = {-literal for literal in implied}
        single = next((literal for literal in literals if literal in against), None)
        if single is not None:
            return [single] if self._ever(target) else []
        blamed = _irreducible(self.whole, [target], literals)
        if blamed is None or len(blamed) < 2:
            return blamed
        for literal in literals:
            if not self.whole.solve(assumptions=[target, literal]):
                return [literal]
        return min(blamed, _irreducible(self.whole, [target], literals[::-1]) or blamed, key=len)

    def _ever(self, target: int) -> bool:
        """Whether the rules allow the value at all."""
        if target not in self.allowed:
            self.allowed[target] = bool(self.whole.solve(assumptions=[target]))
        return self.allowed[target]

    def _renew(self) -> None:
        from pysat.solvers import Solver  # noqa: PLC0415 - heavy: a native library, asked only about blocked values

        if self.asked < RENEWAL:
            return
        for old in (self.whole, self.first, self.loose):
            if old is not None:
                old.delete()
        make: Any = Solver  # untyped library
        every = list(self.encoding.clauses())
        self.whole = make(name="minisat22", bootstrap_with=every)
        self.first = make(name="minisat22", bootstrap_with=every)  # only propagates: never learns, always the same
        self.loose = make(name="minisat22", bootstrap_with=self._switched())
        self.asked = 0

    def _switched(self) -> list[list[int]]:
        """The clauses of a rule hold while its switch is on; structure always."""
        place = dict(zip(self.names, self.switches, strict=True))
        clauses = list(self.encoding.structure)
        for name, group in self.encoding.groups:
            clauses.extend([[-place[name], *clause] for clause in group] if name else group)
        return clauses


def _irreducible(solver: Any, fixed: Sequence[int], candidates: Sequence[int]) -> list[int] | None:
    """Candidates that contradict `fixed`, none of them needless, early ones preferred; None: no contradiction.

    The answer depends only on what the clauses mean: a core merely bounds where the next needed one stands.
    """
    place = {literal: index for index, literal in enumerate(candidates)}

    def reach(end: int) -> int:
        """How long the prefix must be that the core of the last contradiction speaks of."""
        core = solver.get_core() or []
        return max((place[literal] + 1 for literal in core if place.get(literal, end) < end), default=0)

    if solver.solve(assumptions=[*fixed, *candidates]):
        return None
    kept: list[int] = []
    end = reach(len(candidates))
    while end:
        while end and not solver.solve(assumptions=[*fixed, *kept, *candidates[: end - 1]]):
            end = reach(end - 1)
        if end:  # without it a model, with it none: it is needed
            end -= 1
            kept.append(candidates[end])
            solver.solve(assumptions=[*fixed, *kept, *candidates[:end]])
            end = reach(end)
    return kept[::-1]
