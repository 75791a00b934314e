"""In which order variables are decided: a pseudo tree from the min-fill elimination order.

Two variables that meet in a constraint lie on one way from the root; what hangs beside each other is independent once
everything above is decided. Min-fill: Kjærulff, "Triangulation of graphs", 1990; the tree of an elimination order:
Bayardo and Miranker, "On the space-time trade-off in solving constraint satisfaction problems", IJCAI 1995.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from storefront.configurator.solving.diagram.budget import Meter


@dataclass(frozen=True)
class Forest:
    """`below[v]`: the variables that hang directly under `v`. `order`: every variable just before all those below it.
    `span[v]`: how many variables its subtree has, itself included. `depth`: 0 at a root."""

    below: tuple[tuple[int, ...], ...]
    roots: tuple[int, ...]
    order: tuple[int, ...]
    span: tuple[int, ...]
    depth: tuple[int, ...]

    def subtree(self, variable: int) -> tuple[int, ...]:
        """The variable and all below it."""
        place = self.order.index(variable)
        return self.order[place : place + self.span[variable]]


def neighbours(count: int, scopes: Iterable[Sequence[int]]) -> list[int]:
    """Per variable the set of those it meets in some constraint, as the bits of one number."""
    meets = [0] * count
    for scope in scopes:
        together = 0
        for variable in scope:
            together |= 1 << variable
        for variable in scope:
            meets[variable] |= together
    return [mask & ~(1 << variable) for variable, mask in enumerate(meets)]


def forest(count: int, scopes: Iterable[Sequence[int]], meter: Meter) -> Forest:
    """The pseudo tree of a min-fill order. Raises TooBig."""
    around = Elimination(neighbours(count, scopes), meter).run()
    place = {variable: step for step, variable in enumerate(around)}
    above = [-1] * count
    for variable, met in around.items():
        if met:
            above[variable] = min(bits(met), key=place.__getitem__)
    return _arranged(above, list(reversed(around)))


class Elimination:
    """Takes out, again and again, a variable whose neighbours lack the fewest edges among each other, and adds those
    edges. `fills[v]`, that number, is kept up to date edge by edge."""

    def __init__(self, meets: list[int], meter: Meter) -> None:
        self.meets = meets
        self.meter = meter
        # Of equal ones that with few neighbours goes first, so that hubs come to lie at the root.
        self.rank = [mask.bit_count() for mask in meets]
        self.fills = [self._fill(mask) for mask in meets]
        self.heap = [self._entry(variable) for variable in range(len(meets))]
        heapq.heapify(self.heap)

    def run(self) -> dict[int, int]:
        """Per variable, in the order of elimination, those it met at that moment, as bits."""
        around: dict[int, int] = {}
        while self.heap:
            entry = heapq.heappop(self.heap)
            variable = entry[-1]
            if variable not in around and entry == self._entry(variable):
                around[variable] = self.meets[variable]
                self._take_out(variable)
        return around

    def _entry(self, variable: int) -> tuple[int, int, int, int]:
        return self.fills[variable], self.meets[variable].bit_count(), self.rank[variable], variable

    def _fill(self, met: int) -> int:
        self.meter.watch()
        return sum((met & ~self.meets[one]).bit_count() - 1 for one in bits(met)) // 2

    def _take_out(self, variable: int) -> None:
        met = self.meets[variable]
        changed = met
        for one in bits(met):
            self.meter.watch()
            lacking = met & ~self.meets[one] & ~(1 << one)
            for other in bits(lacking):
                changed |= self._tie(one, other)
        for one in bits(met):
            self.fills[one] -= (self.meets[one] & ~met).bit_count() - 1
            self.meets[one] &= ~(1 << variable)
        for one in bits(changed & ~(1 << variable)):
            heapq.heappush(self.heap, self._entry(one))

    def _tie(self, one: int, other: int) -> int:
        """Adds an edge; returns those that have both as neighbours."""
        meets = self.meets
        both = meets[one] & meets[other]
        for common in bits(both):
            self.fills[common] -= 1
        self.fills[one] += (meets[one] & ~meets[other]).bit_count()
        self.fills[other] += (meets[other] & ~meets[one]).bit_count()
        meets[one] |= 1 << other
        meets[other] |= 1 << one
        return both


def _arranged(above: list[int], eliminated: list[int]) -> Forest:
    """From the variable above each (-1 at a root) and the order of elimination, last first."""
    below: list[list[int]] = [[] for _ in above]
    depth = [0] * len(above)
    span = [1] * len(above)
    roots = [variable for variable in eliminated if above[variable] < 0]
    for variable in eliminated:
        if above[variable] >= 0:
            below[above[variable]].append(variable)
            depth[variable] = depth[above[variable]] + 1
    for variable in reversed(eliminated):
        if above[variable] >= 0:
            span[above[variable]] += span[variable]
    order: list[int] = []
    waiting = roots[::-1]
    while waiting:
        order.append(waiting.pop())
        waiting += reversed(below[order[-1]])
    return Forest(tuple(map(tuple, below)), tuple(roots), tuple(order), tuple(span), tuple(depth))


def bits(mask: int) -> list[int]:
    """The places of the bits that are set."""
    places = []
    while mask:
        last = mask & -mask
        places.append(last.bit_length() - 1)
        mask ^= last
    return places
