"""Which picks keep a value from being possible: as few as can be told quickly, and none of them needless."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any, Protocol

from .kernel import Picks
from .solver.encoding import Encoding

Possible = Callable[[Sequence[Picks]], list[bool]]  # of each set of picks, whether a product holds it

PAIRED = 24  # up to so many picks every two of them are tried together


class Blame(Protocol):
    """Finds picks to blame. Answers depend on what the rules mean alone, not on what was asked before."""

    def picks(self, target: tuple[int, int], others: Mapping[int, int]) -> tuple[int, ...] | None:
        """Variables whose picks together block the target (a variable and its value), of which none is needless: one
        if one alone does. (): no product has the value. None: the picks do not block it."""
        ...


class BlameByDiagram:
    """Tries all picks one by one in a single sweep, then all pairs in a second; after that, one sweep for every pick
    that is needed."""

    def __init__(self, possible: Possible) -> None:
        self.possible = possible

    def picks(self, target: tuple[int, int], others: Mapping[int, int]) -> tuple[int, ...] | None:
        wanted = dict([target])
        none, together, *alone = self._asked(wanted, others, [(), tuple(others), *((other,) for other in others)])
        if together:
            return None
        if not none:
            return ()
        single = next((other for other, possible in zip(others, alone, strict=True) if not possible), None)
        if single is not None:
            return (single,)
        pair = self._pair(wanted, others)
        return pair or min((self._needed(wanted, others, order) for order in ([*others], [*others][::-1])), key=len)

    def _asked(self, wanted: Picks, others: Picks, sets: Iterable[Sequence[int]]) -> list[bool]:
        """Of each set of variables, whether what is wanted is possible with their picks."""
        return self.possible([{**wanted, **{other: others[other] for other in one}} for one in sets])

    def _pair(self, wanted: Picks, others: Picks) -> tuple[int, int] | None:
        """The first two picks that are enough together."""
        pairs = list(combinations(others, 2)) if len(others) <= PAIRED else []
        found = self._asked(wanted, others, pairs)
        return next((pair for pair, possible in zip(pairs, found, strict=True) if not possible), None)

    def _needed(self, wanted: Picks, others: Picks, left: list[int]) -> tuple[int, ...]:
        """Picks are added until nothing is possible: the last of them is needed. So again, with it and those before."""
        kept: list[int] = []
        while True:
            end = self._asked(wanted, others, [[*kept, *left[:end]] for end in range(len(left) + 1)]).index(False)
            if end == 0:
                return tuple(other for other in others if other in kept)
            kept.append(left[end - 1])
            left = left[: end - 1]


class BlameBySolver:
    """Tries what the value implies first, then cores. `whole`: a solver of all clauses; `first`: another one, which
    only propagates: it never learns and so always says the same."""

    def __init__(self, encoding: Encoding, whole: Any, first: Any) -> None:
        self.literals, self.whole, self.first = encoding.literals, whole, first
        self.allowed: dict[int, bool] = {}

    def picks(self, target: tuple[int, int], others: Mapping[int, int]) -> tuple[int, ...] | None:
        variable_of = {self.literals[variable][value]: variable for variable, value in others.items()}
        blamed = self._literals(self.literals[target[0]][target[1]], list(variable_of))
        return None if blamed is None else tuple(v for literal, v in variable_of.items() if literal in set(blamed))

    def _literals(self, target: int, literals: list[int]) -> list[int] | None:
        consistent, implied = self.first.propagate(assumptions=[target])
        if not consistent:
            return []
        against = {-literal for literal in implied}
        single = next((literal for literal in literals if literal in against), None)
        if single is not None:
            return [single] if self._ever(target) else []
        blamed = irreducible(self.whole, [target], literals)
        if blamed is None or len(blamed) < 2:
            return blamed
        for literal in literals:
            if not self.whole.solve(assumptions=[target, literal]):
                return [literal]
        return min(blamed, irreducible(self.whole, [target], literals[::-1]) or blamed, key=len)

    def _ever(self, target: int) -> bool:
        """Whether the rules allow the value at all."""
        if target not in self.allowed:
            self.allowed[target] = bool(self.whole.solve(assumptions=[target]))
        return self.allowed[target]


def irreducible(solver: Any, fixed: Sequence[int], candidates: Sequence[int]) -> list[int] | None:
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
