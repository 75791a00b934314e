"""Sweeps of a large diagram, a whole level at a time by arrays.

Everything that can be passed is an item and every step is three item numbers, as in `terrain`. Nodes are numbered by
their distance from the root, so that a level is one stretch of numbers; what leads into a level comes from above it,
what it leads to lies below. A sweep is then some numpy calls per level, whatever the picks: a tree of 265 variables has
34 levels. The lowest and the highest costs are two copies of the diagram, swept side by side.

Plain loops win on small diagrams, where a call costs more than the steps it does: `kernel.LARGE` says from when.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate, chain, pairwise
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from storefront.configurator.solving.diagram.arrays import Diagram
from storefront.configurator.solving.diagram.remembering import Kept, Key
from storefront.configurator.solving.kernel import IMPOSSIBLE, Costs, Domains, Picks, Row

Array = NDArray[np.int64]
Level = tuple[Array, Array, Array, slice]

NEVER = IMPOSSIBLE // 2  # sums of real costs stay below, sums with one `IMPOSSIBLE` above
_END = 0
_KEPT_STEPS = 600_000  # at most some fourteen megabytes
_NEARLY = 0.9


class Steps(NamedTuple):
    """Steps from the top down, and of each level its nodes, the two items of each, and where they stand in `legs`."""

    legs: Array
    levels: list[Level]

    def only(self, left: NDArray[np.bool_]) -> Steps:
        """Those that are left; all where nearly all are, which are soon swept and dear to copy."""
        if np.count_nonzero(left) > _NEARLY * len(left):
            return self
        before = np.concatenate(([0], np.cumsum(left)))
        ends = before[[0, *[steps.stop for *_, steps in self.levels]]]
        return levelled(self.legs[:, left], ends.tolist())


def levelled(legs: Array, ends: Sequence[int]) -> Steps:
    """Levels lie between one end and the next; empty ones are left out."""
    n, a, b = legs
    return Steps(legs, [(n[i:j], a[i:j], b[i:j], slice(i, j)) for i, j in pairwise(ends) if i < j])


class Levels:
    """`copies` of a diagram with at least one cluster. Keeps nothing between calls; threads may share it."""

    def __init__(self, diagram: Diagram, copies: int) -> None:
        numbered = _Numbered(diagram, copies)
        self.copies = copies
        self.options = numbered.options  # of the first copy, by variable; those of the next follow
        self.first_option = numbered.first_option
        self._items = numbered.items
        legs = numbered.steps[:, np.argsort(numbered.steps[0], kind="stable")]
        self.steps = levelled(legs, np.searchsorted(legs[0], numbered.levels).tolist())

    def swept(self, costs: Array, steps: Steps) -> tuple[list[int], Array, Array]:
        """`costs`: of the options of every copy. The least total of each copy; per option how much above that the least
        total with it is, and per step with it; `NEVER` or more: it cannot be."""
        weight = np.full(self._items, IMPOSSIBLE)
        weight[_END] = 0
        weight[self.first_option :] = costs
        for n, a, b, _ in reversed(steps.levels):
            np.minimum.at(weight, n, weight[a] + weight[b])
        n, a, b = steps.legs
        regret = weight[a] + weight[b] - weight[n]
        through = np.full(self._items, IMPOSSIBLE)
        through[1 : 1 + self.copies] = 0
        for n, a, b, where in steps.levels:
            total = regret[where]  # which becomes what the step costs
            total += through[n]
            np.minimum.at(through, a, total)
            np.minimum.at(through, b, total)
        return weight[1 : 1 + self.copies].tolist(), through[self.first_option :], regret


class _Numbered:
    """Numbers the items: the end, the nodes level by level (in a level those of the first copy, then of the next), the
    options of the first copy, of the next."""

    def __init__(self, diagram: Diagram, copies: int) -> None:
        clusters = diagram.clusters
        depth = diagram.depths
        sizes = [0] * (max(depth) + 1)
        within = [0] * len(clusters)  # where the nodes of a cluster begin in their level
        for place, cluster in enumerate(clusters):
            within[place] = sizes[depth[place]]
            sizes[depth[place]] += cluster.nodes
        starts = list(accumulate((copies * size for size in sizes), initial=1))
        self.levels = starts  # the first node of each; after the last, the end of all
        self.first_option = starts[-1]
        spans = list(accumulate(diagram.sizes, initial=0))
        self.options = [slice(*span) for span in pairwise(spans)]
        self.items = self.first_option + copies * spans[-1]
        legs: list[list[int]] = [[], [], []]
        for copy in range(copies):
            nodes = [starts[depth[p]] + copy * sizes[depth[p]] + within[p] for p in range(len(clusters))]
            _steps(diagram, nodes, [self.first_option + copy * spans[-1] + span for span in spans], legs)
        self.steps = np.array(legs)


def _steps(diagram: Diagram, nodes: Sequence[int], options: Sequence[int], legs: list[list[int]]) -> None:
    """Adds the steps of one copy, given the first node of every cluster and the first option of every variable."""
    for place, cluster in enumerate(diagram.clusters):
        below = nodes[cluster.below] if cluster.below >= 0 else _END
        for i in range(cluster.nodes):
            row = diagram.cells[cluster.start + i * cluster.width : cluster.start + (i + 1) * cluster.width]
            if cluster.variable < 0:
                found = [(nodes[cluster.beside] + row[1], below + row[0])]
            else:
                first = options[cluster.variable]
                found = [(first + a, below + cell - 1 if below else _END) for a, cell in enumerate(row) if cell]
            legs[0] += [nodes[place] + i] * len(found)
            legs[1] += [a for a, _ in found]
            legs[2] += [b for _, b in found]


class Left(NamedTuple):
    """What some picks leave: the steps, and the costs of the options of both copies."""

    steps: Steps
    costs: Array


class LevelSweeps:
    """Domains and least totals of one large diagram. What a pick leaves of the steps is kept for the next one, which is
    swept over those alone; no answer depends on what is kept, and threads may share it."""

    def __init__(self, diagram: Diagram) -> None:
        self._both, self._single = Levels(diagram, 2), Levels(diagram, 1)
        low, high = diagram.low, diagram.high
        self._least = sum(min(row) for row in low if row)
        self._most = sum(max(row) for row in high if row)
        self._count = self._single.options[-1].stop
        lows = [cost - min(row) for row in low for cost in row]
        costs = np.array([*lows, *(max(row) - cost for row in high for cost in row)], np.int64)
        self._start = Left(self._both.steps, costs)
        self._kept: Kept[Left] = Kept(max(8, _KEPT_STEPS // (self._both.steps.legs.shape[1] + 1)))
        # one call cuts all rows; the empty one at the end makes it several, however few variables there are
        self._cut: Callable[[Row], tuple[Row, ...]] = itemgetter(*self._single.options, slice(0, 0))
        self._none = tuple([(None,) * (o.stop - o.start) for o in self._single.options])

    def domains(self, picks: Picks) -> Domains:
        key = frozenset(picks.items())
        before = self._kept.nearest(picks)
        steps, costs = self._kept.get(before) or self._start
        costs = self._held(costs, key - before)
        (low, dear), regrets, through = self._both.swept(costs, steps)
        if low >= NEVER:
            return Domains(None, None, self._none, self._none)
        self._kept[key] = Left(steps.only(through < NEVER), costs)
        dearer, cheaper = self._rows(regrets[: self._count]), self._rows(regrets[self._count :])
        return Domains(self._least + low, self._most - dear, dearer, cheaper)

    def _held(self, costs: Array, picks: Key) -> Array:
        """The costs with every other value of a picked variable forbidden, in both copies."""
        costs = costs.copy()
        copies = costs.reshape(2, -1)
        for variable, value in picks:
            options = copies[:, self._both.options[variable]]
            kept = options[:, value].copy()
            options[:] = IMPOSSIBLE
            options[:, value] = kept
        return costs

    def best(self, costs: Costs) -> tuple[Row, ...]:
        """As `Kernel.best`."""
        single = self._single
        (least,), regrets, _ = single.swept(np.fromiter(chain.from_iterable(costs), np.int64), single.steps)
        return self._none if least >= NEVER else self._rows(regrets, least)

    def _rows(self, regrets: Array, least: int = 0) -> tuple[Row, ...]:
        cells = (regrets + least).astype(object)
        cells[regrets >= NEVER] = None
        return self._cut(tuple(cells.tolist()))[:-1]
