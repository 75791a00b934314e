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

from storefront.configurator.solving.diagram.terrain import END, Block, Terrain

Costs = Sequence[Sequence[int]]
Ints = tuple[int, ...]
Live = tuple[Ints, Ints, Ints, Ints, Ints]  # n, a, b of a step, its regret at n: low and high
Tops = tuple[list[int], list[int]]  # weights of the nodes that lead into a block, low and dear
Row = tuple[int | None, ...]  # per value a regret; None: it is blocked

_ROOT = END + 1  # the one node in the top of the first block


@dataclass(slots=True)
class Front:
    """By block, then by item: `low`, `dear`: weights, of what the lowest costs are above the least of their variable
    and the highest ones below the most; `less`, `more`: regrets towards the lowest and the highest total. `live`: the
    steps still possible. By variable, `dearer`, `cheaper`: the regrets of its values; `settled`: the variables with one
    value left. Not written to once made: fronts share what is equal.

    What only one node leads into weighs the same for all that lead there. When it becomes dearer, nobody above learns
    of it: the node keeps its weight, `aside[block]` holds by how much it is too low, `carried` the sum of these.

    Tuples of numbers, and no lists: the garbage collector stops looking into those, and some dozens of fronts are kept.
    """

    low: list[Ints]
    dear: list[Ints]
    less: list[Ints]
    more: list[Ints]
    live: list[Live]
    dearer: list[Row]
    cheaper: list[Row]
    settled: set[int]
    aside: list[tuple[int, int]]
    carried: tuple[int, int] = (0, 0)

    def copy(self) -> Front:
        return Front(
            self.low.copy(),
            self.dear.copy(),
            self.less.copy(),
            self.more.copy(),
            self.live.copy(),
            self.dearer.copy(),
            self.cheaper.copy(),
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
        self.alone: dict[tuple[int, int], Row] = {}  # of so many values, this one: most end as one of a few rows
        self.start = self._start(low, high)

    def _start(self, low: Costs, high: Costs) -> Front:
        blocks = self.terrain.blocks
        lows = self._weights([[cost - min(row) for cost in row] for row in low])
        dears = self._weights([[max(row) - cost for cost in row] for row in high])
        nowhere = [(self.impossible,) * block.items for block in blocks]
        if blocks:
            nowhere[0] = (self.impossible, 0, *nowhere[0][2:])  # passing the root is no regret
        live: list[Live] = [(tuple(n), tuple(a), tuple(b), (), ()) for n, a, b in (block.steps for block in blocks)]
        blocked: list[Row] = [(None,) * size for size in self.terrain.sizes]
        aside = [(0, 0)] * len(blocks)
        front = Front(lows, dears, nowhere, nowhere.copy(), live, blocked, blocked.copy(), set(), aside)
        self._sweep(front, range(len(blocks)))
        return front

    def _weights(self, costs: Costs) -> list[Ints]:
        weights: list[Ints] = []
        for block in self.terrain.blocks:
            weight = [0, *[self.impossible] * (block.items - 1)]
            for variable, options in block.options:
                weight[options] = costs[variable]
            weights.append(tuple(weight))
        return weights

    def bounds(self, front: Front) -> tuple[int, int] | None:
        """The lowest and the highest total; None when nothing is possible."""
        if self._void(front):
            return None
        low, dear = front.carried
        return self.least + front.low[0][_ROOT] + low, self.most - front.dear[0][_ROOT] - dear

    def picked(self, front: Front, picks: Iterable[tuple[int, int]]) -> Front:
        """The front with some more picks."""
        if self._void(front):
            return front
        front = front.copy()
        dirty: set[int] = set()
        for variable, value in picks:
            number, options = self.terrain.home[variable]
            dirty.add(number)
            for weights in (front.low, front.dear):
                weight = list(weights[number])
                kept = weight[options.start + value]
                weight[options] = [self.impossible] * (options.stop - options.start)
                weight[options.start + value] = kept
                weights[number] = tuple(weight)
        self._sweep(front, dirty)
        return front

    def _void(self, front: Front) -> bool:
        return not front.low or front.low[0][_ROOT] >= self.never

    def _sweep(self, front: Front, dirty: Iterable[int]) -> None:
        """Brings a front up to date in place, from the blocks in which a weight was changed by hand."""
        raised = self._raise(front, dirty)
        if not self._void(front):
            self._lower(front, raised)

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
        tops: dict[int, tuple[Ints, Ints]] = {}  # of blocks still to be swept, where they differ
        last = -1
        while waiting:
            number = heapq.heappop(waiting)
            if number == last:
                continue
            last = number
            block = blocks[number]
            old = front.less[number][block.top], front.more[number][block.top]
            self._lowered(front, number, block, tops.pop(number, old))
            less, more = front.less[number], front.more[number]
            for below, top in zip(block.below, block.tops, strict=True):
                now, before = (less[top], more[top]), blocks[below].top
                if now[0] != front.less[below][before] or now[1] != front.more[below][before]:
                    tops[below] = now
                    heapq.heappush(waiting, below)

    def _raised(self, front: Front, number: int, block: Block) -> bool:
        """Sweeps a block upwards; are the weights of its top other than before?"""
        low, dear = list(front.low[number]), list(front.dear[number])
        for below, top in zip(block.below, block.tops, strict=True):
            low[top] = front.low[below][self.terrain.blocks[below].top]
            dear[top] = front.dear[below][self.terrain.blocks[below].top]
        before = low[block.top], dear[block.top]
        low[block.own] = dear[block.own] = [self.impossible] * (block.own.stop - block.own.start)
        n_, a_, b_, _, _ = front.live[number]
        for n, a, b in zip(reversed(n_), reversed(a_), reversed(b_), strict=True):
            total = low[a] + low[b]
            if total < low[n]:
                low[n] = total
            total = dear[a] + dear[b]
            if total < dear[n]:
                dear[n] = total
        less = tuple([low[a] + low[b] - low[n] for n, a, b in zip(n_, a_, b_, strict=True)])
        more = tuple([dear[a] + dear[b] - dear[n] for n, a, b in zip(n_, a_, b_, strict=True)])
        steps: Live = n_, a_, b_, less, more
        if less and max(less) >= self.never:
            steps = _kept(steps, [regret < self.never for regret in less])
        front.live[number] = steps
        now = low[block.top], dear[block.top]
        if before != now and self._set_aside(front, number, before, now):
            low[block.top], dear[block.top] = now = before
        front.low[number], front.dear[number] = tuple(low), tuple(dear)
        return before != now

    def _set_aside(self, front: Front, number: int, before: Tops, now: Tops) -> bool:
        """When one and the same node of the top is alive as before: keep from those above what it weighs more."""
        if not now[0].count(self.impossible) == before[0].count(self.impossible) == len(now[0]) - 1:
            return False
        place = before[0].index(min(before[0]))
        less, more = now[0][place] - before[0][place], now[1][place] - before[1][place]
        (low, dear), (hidden, hidden_too) = front.carried, front.aside[number]
        front.carried = low + less - hidden, dear + more - hidden_too
        front.aside[number] = less, more
        return True

    def _lowered(self, front: Front, number: int, block: Block, top: tuple[Ints, Ints]) -> None:
        """Sweeps a block downwards from the regrets of its top."""
        elsewhere = [self.impossible] * (block.items - 1 - len(top[0]))
        less, more = [-1, *top[0], *elsewhere], [-1, *top[1], *elsewhere]  # no regret is lower: the end stays as it is
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
        if self.impossible in less[block.own]:
            front.live[number] = _kept(steps, [less[n] < self.never for n in steps[0]])
        front.less[number], front.more[number] = tuple(less), tuple(more)
        for variable, options in block.options:
            if variable not in front.settled:
                self._decided(front, variable, front.less[number][options], front.more[number][options])

    def _decided(self, front: Front, variable: int, less: Ints, more: Ints) -> None:
        if less.count(self.impossible) == len(less) - 1:
            left = len(less), less.index(0)
            front.settled.add(variable)
            front.dearer[variable] = front.cheaper[variable] = self.alone.setdefault(left, _alone(*left))
        elif max(less) < self.never:
            front.dearer[variable], front.cheaper[variable] = less, more
        else:
            never = self.never
            front.dearer[variable] = tuple([regret if regret < never else None for regret in less])
            front.cheaper[variable] = tuple([regret if regret < never else None for regret in more])


def _alone(size: int, value: int) -> Row:
    return (None,) * value + (0,) + (None,) * (size - 1 - value)


def _total(of: Callable[[Sequence[int]], int], costs: Costs) -> int:
    return sum(of(row) for row in costs if row)


def _kept(steps: Live, alive: list[bool]) -> Live:
    n, a, b, less, more = [tuple(compress(leg, alive)) for leg in steps]
    return n, a, b, less, more
