"""Sweeps that keep what they found: after one more pick only what the pick touches is swept again.

A `Front` is the outcome of an up/down sweep. In place of totals it holds *regrets*: how much worse than the best one
fares by passing an item; the best itself is one number. A pick far away that makes everything dearer by the same amount
leaves regrets as they are, and a part of the diagram that only one node leads into never notices at all. So a change is
carried up, block by block, as far as weights differ, and down only into blocks whose tops' regrets differ; steps that
can no longer be taken are dropped on the way. The cheapest and the dearest are swept in the same loop.

What is settled is left alone: variables with one value left, and blocks with none but such in and under them.

Incremental minimal-cost valid domains (Hadzic and Andersen, AAAI 2006) on a decomposable diagram.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence

from storefront.configurator.solving.diagram.front import Both, Front, Ints, Kept, Live, Row, Tops, thinned
from storefront.configurator.solving.diagram.terrain import END, Block, Terrain

Costs = Sequence[Sequence[int]]

_ROOT = END + 1  # the one node in the top of the first block


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
        blocks = terrain.blocks
        self._joints = [[(b, t, blocks[b].top) for b, t in zip(k.below, k.tops, strict=True)] for k in blocks]
        self._nowhere = [(self.impossible,) * block.items for block in blocks]
        self.start = self._start(low, high)

    def _start(self, low: Costs, high: Costs) -> Front:
        blocks = self.terrain.blocks
        lows = self._weights([[cost - min(row) for cost in row] for row in low])
        dears = self._weights([[max(row) - cost for cost in row] for row in high])
        regrets = [(nowhere, nowhere) for nowhere in self._nowhere]
        if blocks:
            passed = (self.impossible, 0, *regrets[0][0][2:])  # passing the root is no regret
            regrets[0] = passed, passed
        live: list[Live] = [(tuple(n), tuple(a), tuple(b), (), ()) for n, a, b in (block.steps for block in blocks)]
        unsettled = [len(block.options) for block in blocks]
        for number in range(len(blocks) - 1, 0, -1):
            unsettled[blocks[number].above] += unsettled[number]
        blocked: list[Row] = [(None,) * size for size in self.terrain.sizes]
        front = Front(
            list(zip(lows, dears, strict=True)), regrets, live, [block.options for block in blocks], unsettled,
            blocked, blocked.copy(), [(0, 0)] * len(blocks),
        )  # fmt: skip
        self._sweep(front, dict.fromkeys(range(len(blocks)), ()))
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
        return self.least + front.weights[0][0][_ROOT] + low, self.most - front.weights[0][1][_ROOT] - dear

    def picked(self, front: Front, picks: Iterable[tuple[int, int]]) -> Front:
        """The front with some more picks."""
        if self._void(front):
            return front
        front = front.copy()
        dirty: dict[int, Kept] = {}
        for variable, value in picks:
            number, options = self.terrain.home[variable]
            if not self._picked_alone(front, variable, value):
                dirty[number] = (*dirty.get(number, ()), (options, options.start + value))
        if dirty:
            self._sweep(front, dirty)
        return front

    def _picked_alone(self, front: Front, variable: int, value: int) -> bool:
        """Where one node decides the variable, and leads to the same whatever is decided, a pick is nobody else's
        affair: what it costs more is carried, and the option weighs what the best one did."""
        number, options = self.terrain.home[variable]
        n_, a_, b_, less, more = front.live[number]
        kept = options.start + value
        if kept not in a_:
            return False
        at = a_.index(kept)
        one, after = _run(a_, at, options)
        if n_[one] != n_[after - 1] or b_[one:after].count(b_[one]) != after - one:
            return False
        if after - one == 1:
            return True
        front.carried = front.carried[0] + less[at], front.carried[1] + more[at]
        low, dear = front.weights[number]
        front.weights[number] = (
            self._left(low, options, kept, low[kept] - less[at]),
            self._left(dear, options, kept, dear[kept] - more[at]),
        )
        worse, better = front.regrets[number]
        front.regrets[number] = self._left(worse, options, kept, 0), self._left(better, options, kept, 0)
        front.live[number] = (
            (*n_[:one], n_[one], *n_[after:]),
            (*a_[:one], kept, *a_[after:]),
            (*b_[:one], b_[one], *b_[after:]),
            (*less[:one], 0, *less[after:]),
            (*more[:one], 0, *more[after:]),
        )
        self._settle(front, number, {variable: (options.stop - options.start, value)})
        return True

    def _left(self, items: Ints, options: slice, kept: int, worth: int) -> Ints:
        """Of some options only one, which is worth so much."""
        left = list(items)
        left[options] = [self.impossible] * (options.stop - options.start)
        left[kept] = worth
        return tuple(left)

    def _void(self, front: Front) -> bool:
        return not front.weights or front.weights[0][0][_ROOT] >= self.never

    def _sweep(self, front: Front, dirty: Mapping[int, Kept]) -> None:
        """Brings a front up to date in place, from the blocks in which only some options are kept."""
        raised = self._raise(front, dirty)
        if not self._void(front):
            self._lower(front, raised)

    def _raise(self, front: Front, dirty: Mapping[int, Kept]) -> dict[int, bool]:
        """Carries weights towards the root as long as they differ; returns the blocks that were swept and whether steps
        were dropped there."""
        waiting = sorted([-number for number in dirty])
        raised: dict[int, bool] = {}
        while waiting:
            number = -heapq.heappop(waiting)
            if number in raised:
                continue
            block, steps = self.terrain.blocks[number], len(front.live[number][0])
            differs = self._raised(front, number, block, dirty.get(number, ()))
            raised[number] = len(front.live[number][0]) != steps
            if differs and block.above >= 0:
                heapq.heappush(waiting, -block.above)
        return raised

    def _lower(self, front: Front, raised: Mapping[int, bool]) -> None:
        """Carries regrets away from the root, into blocks that were raised or whose tops' regrets differ."""
        waiting = sorted(raised)
        tops: dict[int, Both] = {}  # of blocks still to be swept, where they differ
        last = -1
        while waiting:
            number = heapq.heappop(waiting)
            if number == last:
                continue
            last = number
            top = self.terrain.blocks[number].top
            less, more = front.regrets[number]
            before = less[top], more[top]
            now = tops.pop(number, before)
            thinner = raised.get(number, False) or now[0].count(self.impossible) != before[0].count(self.impossible)
            self._lowered(front, number, now, thinner)
            less, more = front.regrets[number]
            for below, here, there in self._joints[number]:
                if front.unsettled[below]:
                    one, other = front.regrets[below]
                    now = less[here], more[here]
                    if now[0] != one[there] or now[1] != other[there]:
                        tops[below] = now
                        heapq.heappush(waiting, below)

    def _raised(self, front: Front, number: int, block: Block, kept: Kept) -> bool:
        """Sweeps a block upwards; are the weights of its top other than before?"""
        low, dear = map(list, front.weights[number])
        for options, option in kept:
            cost = low[option], dear[option]
            low[options] = dear[options] = self._nowhere[number][options]
            low[option], dear[option] = cost
        for below, here, there in self._joints[number]:
            under = front.weights[below]
            low[here], dear[here] = under[0][there], under[1][there]
        before = low[block.top], dear[block.top]
        low[block.own] = dear[block.own] = self._nowhere[number][block.own]
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
            steps = thinned(steps, [regret < self.never for regret in less])
        front.live[number] = steps
        now = low[block.top], dear[block.top]
        if before != now and self._set_aside(front, number, before, now):
            low[block.top], dear[block.top] = now = before
        front.weights[number] = tuple(low), tuple(dear)
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

    def _lowered(self, front: Front, number: int, top: Both, thinner: bool) -> None:
        """Sweeps a block downwards from the regrets of its top. `thinner`: some nodes may no longer be reached."""
        elsewhere = self._nowhere[number][1 + len(top[0]) :]
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
        if thinner:
            front.live[number] = thinned(steps, [less[n] < self.never for n in steps[0]])
        before = front.regrets[number]
        now = front.regrets[number] = tuple(less), tuple(more)
        if now != before and front.open[number]:
            self._decide(front, number, before, now)

    def _decide(self, front: Front, number: int, before: Both, now: Both) -> None:
        """Tells what has changed for the variables of a block."""
        impossible, settled = self.impossible, dict[int, tuple[int, int]]()
        for variable, options in front.open[number]:
            less, more = now[0][options], now[1][options]
            if less == before[0][options] and more == before[1][options]:
                continue
            blocked = less.count(impossible)
            if blocked == 0:
                front.dearer[variable], front.cheaper[variable] = less, more
            elif blocked < len(less) - 1:
                front.dearer[variable] = tuple([None if regret == impossible else regret for regret in less])
                front.cheaper[variable] = tuple([None if regret == impossible else regret for regret in more])
            else:
                settled[variable] = len(less), less.index(0)
        if settled:
            self._settle(front, number, settled)

    def _settle(self, front: Front, number: int, settled: Mapping[int, tuple[int, int]]) -> None:
        """`settled`: of so many values of a variable this one is left."""
        for variable, left in settled.items():
            front.dearer[variable] = front.cheaper[variable] = self.alone.setdefault(left, _alone(*left))
        front.open[number] = tuple([pair for pair in front.open[number] if pair[0] not in settled])
        while number >= 0:
            front.unsettled[number] -= len(settled)
            number = self.terrain.blocks[number].above


def _run(items: Ints, at: int, options: slice) -> tuple[int, int]:
    """From where to where options of one variable are taken around `at`: those steps are side by side."""
    one, after = at, at + 1
    while one and options.start <= items[one - 1] < options.stop:
        one -= 1
    while after < len(items) and options.start <= items[after] < options.stop:
        after += 1
    return one, after


def _alone(size: int, value: int) -> Row:
    return (None,) * value + (0,) + (None,) * (size - 1 - value)


def _total(of: Callable[[Sequence[int]], int], costs: Costs) -> int:
    return sum(of(row) for row in costs if row)
