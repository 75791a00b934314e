"""Sweeps that keep what they found: after one more pick only what the pick touches is swept again.

A `Front` is the outcome of an up/down sweep. In place of totals it holds *regrets*: how much worse than the best one
fares by passing an item; the best itself is one number. A pick far away that makes everything dearer by the same amount
leaves regrets as they are, and a part of the diagram that only one node leads into never notices at all. So a change is
carried up, block by block, as far as weights differ, and down only into blocks whose tops' regrets differ; steps that
can no longer be taken are dropped on the way. The cheapest and the dearest are swept in the same loop.

Incremental minimal-cost valid domains (Hadzic and Andersen, AAAI 2006) on a decomposable diagram.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import compress

from storefront.configurator.solving.diagram.terrain import END, ROOT, Block, Terrain

Costs = Sequence[Sequence[int]]
Live = tuple[list[int], list[int], list[int], list[int], list[int]]  # n, a, b of a step, its regret at n: low and high
Regrets = list[int]  # of a variable's values
Left = tuple[int, int]  # of so many values, this one


@dataclass(slots=True)
class Front:
    """Per item: `low`, `dear`: weights, of what the lowest costs are above the least of their variable and the highest
    ones below the most; `less`, `more`: regrets towards the lowest and the highest total. `live`: per block the steps
    still possible. `open`: of every variable with several values left their regrets, low and high; `settled`: the
    others, by how many values they had and which is left. Not written to once made: fronts share what is equal.

    What only one node leads into weighs the same for all that lead there. When it becomes dearer, nobody above learns
    of it: the node keeps its weight, `aside[block]` holds by how much it is too low, `carried` the sum of these."""

    low: list[int]
    dear: list[int]
    less: list[int]
    more: list[int]
    live: list[Live]
    open: dict[int, tuple[Regrets, Regrets]]
    settled: dict[int, Left]
    aside: list[tuple[int, int]]
    carried: tuple[int, int] = (0, 0)

    def copy(self) -> Front:
        return Front(
            self.low.copy(),
            self.dear.copy(),
            self.less.copy(),
            self.more.copy(),
            self.live.copy(),
            self.open.copy(),
            self.settled.copy(),
            self.aside.copy(),
            self.carried,
        )


class Fronts:
    """Makes the fronts of one terrain. `least`, `most`: what the weights are counted from. `never`: more than any
    regret; `impossible` is twice that. Both stay small integers, which Python compares fastest, while costs do."""

    def __init__(self, terrain: Terrain, low: Costs, high: Costs) -> None:
        self.terrain = terrain
        self.least = _total(min, low)
        self.most = _total(max, high)
        span = max(_total(max, low) - self.least, self.most - _total(min, high))
        self.never = 1 << span.bit_length()
        self.impossible = 2 * self.never
        self.lefts: dict[Left, Left] = {}  # one object each: they are looked up by the hundred
        self.start = self._start(low, high)

    def _start(self, low: Costs, high: Costs) -> Front:
        terrain = self.terrain
        weights = [self.impossible] * terrain.items
        undecided: dict[int, tuple[Regrets, Regrets]] = {v: ([], []) for v in range(len(terrain.options))}
        aside = [(0, 0)] * len(terrain.blocks)
        live: list[Live] = [(n, a, b, n, n) for n, a, b in terrain.steps]
        front = Front(weights, weights.copy(), weights.copy(), weights.copy(), live, undecided, {}, aside)
        for options, least, most in zip(terrain.options, low, high, strict=True):
            front.low[options] = [cost - min(least) for cost in least]
            front.dear[options] = [max(most) - cost for cost in most]
        front.low[END] = front.dear[END] = front.less[ROOT] = front.more[ROOT] = 0
        front.less[END] = front.more[END] = -1  # no regret is lower: the end is never written to
        return self._swept(front, range(len(terrain.blocks)))

    def bounds(self, front: Front) -> tuple[int, int] | None:
        """The lowest and the highest total; None when nothing is possible."""
        if front.low[ROOT] >= self.never:
            return None
        low, dear = front.carried
        return self.least + front.low[ROOT] + low, self.most - front.dear[ROOT] - dear

    def picked(self, front: Front, picks: Iterable[tuple[int, int]]) -> Front:
        """The front with some more picks."""
        if front.low[ROOT] >= self.never:
            return front
        front = front.copy()
        dirty: list[int] = []
        for variable, value in picks:
            options = self.terrain.options[variable]
            for option in range(options.start, options.stop):
                if option != options.start + value:
                    front.low[option] = front.dear[option] = self.impossible
            dirty.append(self.terrain.block_of[variable])
        return self._swept(front, dirty)

    def _swept(self, front: Front, dirty: Iterable[int]) -> Front:
        """Brings a front up to date in place, from the blocks in which a weight was changed by hand."""
        raised = self._raise(front, dirty)
        if front.low[ROOT] < self.never:
            self._lower(front, raised)
        return front

    def _raise(self, front: Front, dirty: Iterable[int]) -> list[int]:
        """Carries weights towards the root as long as they differ; returns the blocks that were swept, root first."""
        waiting = sorted({-number for number in dirty})
        raised: list[int] = []
        while waiting:
            number = -heapq.heappop(waiting)
            if raised and raised[-1] == number:
                continue
            raised.append(number)
            block = self.terrain.blocks[number]
            if self._raised(front, number, block) and block.above >= 0:
                heapq.heappush(waiting, -block.above)
        return raised[::-1]

    def _lower(self, front: Front, raised: list[int]) -> None:
        """Carries regrets away from the root, into blocks that were raised or whose tops' regrets differ."""
        blocks = self.terrain.blocks
        waiting = raised
        last = -1
        while waiting:
            number = heapq.heappop(waiting)
            if number != last:
                last = number
                for other in self._lowered(front, number, blocks[number]):
                    heapq.heappush(waiting, other)

    def _raised(self, front: Front, number: int, block: Block) -> bool:
        """Sweeps a block upwards; are the weights of its top other than before?"""
        low, dear = front.low, front.dear
        n_, a_, b_, _, _ = front.live[number]
        top, inner = block.top, block.inner
        before = low[top], dear[top]
        low[top] = dear[top] = [self.impossible] * (top.stop - top.start)
        low[inner] = dear[inner] = [self.impossible] * (inner.stop - inner.start)
        for n, a, b in zip(reversed(n_), reversed(a_), reversed(b_), strict=True):
            total = low[a] + low[b]
            if total < low[n]:
                low[n] = total
            total = dear[a] + dear[b]
            if total < dear[n]:
                dear[n] = total
        less = [low[a] + low[b] - low[n] for n, a, b in zip(n_, a_, b_, strict=True)]
        more = [dear[a] + dear[b] - dear[n] for n, a, b in zip(n_, a_, b_, strict=True)]
        steps = n_, a_, b_, less, more
        if less and max(less) >= self.never:
            steps = _kept(steps, [regret < self.never for regret in less])
        front.live[number] = steps
        return before != (low[top], dear[top]) and not _set_aside(front, number, top, before, self.impossible)

    def _lowered(self, front: Front, number: int, block: Block) -> list[int]:
        """Sweeps a block downwards; which of those below have tops with other regrets than before?"""
        less, more = front.less, front.more
        before = [(less[top], more[top]) for top in block.tops]
        region = block.region
        less[region] = more[region] = [self.impossible] * (region.stop - region.start)
        steps = front.live[number]
        for n, a, b, low, dear in zip(*steps, strict=True):
            total = less[n] + low
            if total < less[a]:
                less[a] = total
            if total < less[b]:
                less[b] = total
            total = more[n] + dear
            if total < more[a]:
                more[a] = total
            if total < more[b]:
                more[b] = total
        if self.impossible in less[block.top] or self.impossible in less[block.inner]:
            front.live[number] = _kept(steps, [less[n] < self.never for n in steps[0]])
        for variable, options in block.options:
            if variable not in front.settled:
                self._decided(front, variable, less[options], more[options])
        return [
            under
            for under, top, old in zip(block.below, block.tops, before, strict=True)
            if old != (less[top], more[top])
        ]

    def _decided(self, front: Front, variable: int, less: Regrets, more: Regrets) -> None:
        if less.count(self.impossible) == len(less) - 1:
            left = len(less), less.index(0)
            front.settled[variable] = self.lefts.setdefault(left, left)
            del front.open[variable]
        else:
            front.open[variable] = less, more


def _total(of: Callable[[Sequence[int]], int], costs: Costs) -> int:
    return sum(of(row) for row in costs if row)


def _set_aside(front: Front, number: int, top: slice, before: tuple[list[int], list[int]], impossible: int) -> bool:
    """When one and the same node of the top is alive as before: hide from those above what it weighs more."""
    now = front.low[top]
    if now.count(impossible) != len(now) - 1 or before[0].count(impossible) != len(now) - 1:
        return False
    place = before[0].index(min(before[0]))
    less = now[place] - before[0][place]
    more = front.dear[top][place] - before[1][place]
    front.low[top], front.dear[top] = before
    front.carried = (
        front.carried[0] + less - front.aside[number][0],
        front.carried[1] + more - front.aside[number][1],
    )
    front.aside[number] = less, more
    return True


def _kept(steps: Live, alive: list[bool]) -> Live:
    n, a, b, less, more = [list(compress(leg, alive)) for leg in steps]
    return n, a, b, less, more
