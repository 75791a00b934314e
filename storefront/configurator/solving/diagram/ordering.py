"""In which order variables are decided: a pseudo tree from the min-fill elimination order.

Two variables that meet in a constraint lie on one way from the root; what hangs beside each other is independent once
everything above is decided. Min-fill: Kjærulff, "Triangulation of graphs", 1990; the tree of an elimination order:
Bayardo and Miranker, "On the space-time trade-off in solving constraint satisfaction problems", IJCAI 1995.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random


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


def forest(count: int, scopes: Sequence[Sequence[int]], seed: int = 0) -> Forest:
    """The pseudo tree of a min-fill order; other seeds break ties (and near ties) otherwise."""
    meets = neighbours(count, scopes)
    weight = [mask.bit_count() for mask in meets]
    random = Random(seed)  # noqa: S311 - breaks ties, guards nothing
    jitter = [random.random() if seed else 0.0 for _ in range(count)]
    left = set(range(count))
    fills = {variable: _fill(meets, variable) for variable in left}
    above = [-1] * count
    place = [0] * count
    waiting: list[list[int]] = [[] for _ in range(count)]
    for step in range(count):
        variable = min(left, key=lambda v: (fills[v] + jitter[v], meets[v].bit_count(), weight[v], v))
        left.remove(variable)
        place[variable] = step
        around = bits(meets[variable])
        waiting[variable] = around
        touched = 0
        for other in around:
            gained = meets[variable] & ~meets[other] & ~(1 << other)
            meets[other] = (meets[other] | gained) & ~(1 << variable)
            touched |= meets[other] | 1 << other
        for other in bits(touched):
            fills[other] = _fill(meets, other)
    for variable in range(count):
        if waiting[variable]:
            above[variable] = min(waiting[variable], key=place.__getitem__)
    return _arranged(above, sorted(range(count), key=place.__getitem__, reverse=True))


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


def _fill(meets: list[int], variable: int) -> int:
    """Twice the edges that deciding the variable would add among its neighbours."""
    around = meets[variable]
    return sum((around & ~meets[other]).bit_count() - 1 for other in bits(around))


def bits(mask: int) -> list[int]:
    """The places of the bits that are set."""
    places = []
    while mask:
        last = mask & -mask
        places.append(last.bit_length() - 1)
        mask ^= last
    return places
