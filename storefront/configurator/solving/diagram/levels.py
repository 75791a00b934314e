"""Sweeps of a large diagram, a whole level at a time by arrays.

Everything that can be passed is an item and every step is three item numbers, as in `terrain`. Nodes are numbered by
their distance from the root, so that a level is one stretch of numbers; what leads into a level comes from above it,
what it leads to lies below. A sweep is then some numpy calls per level, whatever the picks: a tree of 265 variables has
34 levels. The lowest and the highest costs are two copies of the diagram, swept side by side.

Plain loops win on small diagrams, where a call costs more than the steps it does: `kernel.LARGE` says from when.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, chain, pairwise

import numpy as np
from numpy.typing import NDArray

from storefront.configurator.solving.diagram.arrays import Diagram
from storefront.configurator.solving.kernel import IMPOSSIBLE, Costs, Domains, Picks, Row

Array = NDArray[np.int64]

NEVER = IMPOSSIBLE // 2  # sums of real costs stay below, sums with one `IMPOSSIBLE` above
_END = 0


class Levels:
    """`copies` of a diagram with at least one cluster. Keeps nothing between calls; threads may share it."""

    def __init__(self, diagram: Diagram, copies: int) -> None:
        numbered = _Numbered(diagram, copies)
        self.copies = copies
        self.options = numbered.options  # of the first copy, by variable; those of the next follow
        self.first_option = numbered.first_option
        self._items = numbered.items
        order = np.argsort(numbered.steps[0], kind="stable")
        n, a, b = self._steps = numbered.steps[:, order]
        level = np.searchsorted(n, numbered.levels)
        self._levels = [(n[i:j], a[i:j], b[i:j], slice(i, j)) for i, j in pairwise(level.tolist())]

    def swept(self, costs: Array) -> tuple[list[int], Array]:
        """`costs`: of the options of every copy. The least total of each copy, and per option how much above that the
        least total with it is; `NEVER` or more: it cannot be."""
        weight = np.full(self._items, IMPOSSIBLE)
        weight[_END] = 0
        weight[self.first_option :] = costs
        for n, a, b, _ in reversed(self._levels):
            np.minimum.at(weight, n, weight[a] + weight[b])
        n, a, b = self._steps
        regret = weight[a] + weight[b] - weight[n]
        through = np.full(self._items, IMPOSSIBLE)
        through[1 : 1 + self.copies] = 0
        for n, a, b, steps in self._levels:
            total = through[n] + regret[steps]
            np.minimum.at(through, a, total)
            np.minimum.at(through, b, total)
        return weight[1 : 1 + self.copies].tolist(), through[self.first_option :]


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


class LevelSweeps:
    """Domains and least totals of one large diagram. Keeps nothing either."""

    def __init__(self, diagram: Diagram) -> None:
        self._both, self._single = Levels(diagram, 2), Levels(diagram, 1)
        low, high = diagram.low, diagram.high
        self._least = sum(min(row) for row in low if row)
        self._most = sum(max(row) for row in high if row)
        lows = [cost - min(row) for row in low for cost in row]
        self._costs = np.array([*lows, *(max(row) - cost for row in high for cost in row)], np.int64)

    def domains(self, picks: Picks) -> Domains:
        costs = self._costs.copy()
        for copy in np.split(costs, 2):
            for variable, value in picks.items():
                options = copy[self._both.options[variable]]
                kept = options[value]
                options[:] = IMPOSSIBLE
                options[value] = kept
        (low, dear), regrets = self._both.swept(costs)
        if low >= NEVER:
            none = tuple([(None,) * (o.stop - o.start) for o in self._both.options])
            return Domains(None, None, none, none)
        dearer, cheaper = (self._rows(part) for part in np.split(regrets, 2))
        return Domains(self._least + low, self._most - dear, dearer, cheaper)

    def best(self, costs: Costs) -> tuple[Row, ...]:
        """As `Kernel.best`."""
        (least,), regrets = self._single.swept(np.fromiter(chain.from_iterable(costs), np.int64))
        if least >= NEVER:
            regrets = np.full(len(regrets), IMPOSSIBLE)
        return self._rows(regrets, least)

    def _rows(self, regrets: Array, least: int = 0) -> tuple[Row, ...]:
        blocked = regrets >= NEVER
        cells = (regrets + least).astype(object)
        cells[blocked] = None
        found = cells.tolist()
        return tuple([tuple(found[options]) for options in self._both.options])
