"""Which picks keep a value from being possible: as few as can be told quickly, and none of them needless."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import Any, Protocol

from .kernel import Picks
from .solver.encoding import Encoding

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

    def __init__(self, possible: Callable[[Sequence[Picks]], list[bool]]) -> None:
        self.possible = possible

    def picks(self, target: tuple[int, int], others: Mapping[int, int]) -> tuple[int, ...] | None:
        wanted = dict([target])
        none, together, *alone = self.possible(
            [wanted, wanted | dict(others), *(wanted | {v: others[v]} for v in others)]
        )
        if together:
            return None
        if not none:
            return ()
        single = next((v for v, possible in zip(others, alone, strict=True) if not possible), None)
        if single is not None:
            return (single,)
        pairs = list(combinations(others, 2)) if len(others) <= PAIRED else []
        found = self.possible([wanted | {v: others[v] for v in pair} for pair in pairs]) if pairs else []
        pair = next((pair for pair, possible in zip(pairs, found, strict=True) if not possible), None)
        return pair or min(
            self._needed(wanted, others, list(others)), self._needed(wanted, others, [*others][::-1]), key=len
        )

    def _needed(self, wanted: dict[int, int], others: Mapping[int, int], left: list[int]) -> tuple[int, ...]:
        """Picks are added until nothing is possible: the last of them is needed. So again, with it and those before."""
        kept: dict[int, int] = {}
        while True:
            cases = [{**wanted, **kept, **{v: others[v] for v in left[:end]}} for end in range(len(left) + 1)]
            end = self.possible(cases).index(False)
            if end == 0:
                return tuple(v for v in others if v in kept)
            left, needed = left[: end - 1], left[end - 1]
            kept[needed] = others[needed]


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
