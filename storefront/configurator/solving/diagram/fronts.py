"""Sweeps that keep what they found: after one more pick only what the pick touches is swept again.

A `Front` is the outcome of an up/down sweep under one vector of costs. In place of totals it holds *regrets*, how much
dearer than the best one gets by passing a node or taking a value; the best itself is one number. A pick far away that
makes everything dearer by the same amount leaves regrets as they are, and a part of the diagram that only one node
leads into never notices at all. So a change is carried up along the one way to the root, as far as anything differs,
and down only into clusters whose regrets differ; dead edges are dropped on the way. Incremental minimal-cost valid
domains in the sense of Hadzic and Andersen (AAAI 2006), on a decomposable diagram.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from storefront.configurator.solving.diagram.arrays import Diagram
from storefront.configurator.solving.kernel import IMPOSSIBLE

NEVER = IMPOSSIBLE // 2  # sums of real costs stay below, sums with one `IMPOSSIBLE` above

Edge = tuple[int, int, int, int]  # node, value (of a join: node beside), node below, regret of taking it at the node
Row = tuple[int, ...]  # per value its regret; `NEVER` or more: impossible


@dataclass(frozen=True, slots=True)
class Layer:
    """A cluster's place in the tree of clusters: `above`, `below`, `beside` are places, -1 for none."""

    variable: int
    above: int
    below: int
    beside: int
    nodes: int


@dataclass(frozen=True, slots=True)
class Front:
    """Lists go by cluster (`costs` and `rows` by variable). Never written to once made: fronts share what is equal.

    `best`: the least total, `NEVER` or more when nothing is possible. `up`: per node the least cost of what is under
    it. `regret`: per node the regret of passing it. `edges`: those still alive.
    """

    best: int
    costs: list[Sequence[int]]
    edges: list[list[Edge]]
    up: list[list[int]]
    regret: list[list[int]]
    rows: list[Row]


class Terrain:
    """What all fronts of one diagram have in common."""

    def __init__(self, diagram: Diagram) -> None:
        above = [-1] * len(diagram.clusters)
        for place, cluster in enumerate(diagram.clusters):
            for under in (cluster.below, cluster.beside):
                if under >= 0:
                    above[under] = place
        self.layers = [
            Layer(cluster.variable, above[place], cluster.below, cluster.beside, cluster.nodes)
            for place, cluster in enumerate(diagram.clusters)
        ]
        self.place_of = {layer.variable: place for place, layer in enumerate(self.layers) if layer.variable >= 0}
        self.sizes = diagram.sizes
        self.edges = [_edges(diagram, place) for place in range(len(self.layers))]

    def front(self, costs: Sequence[Sequence[int]]) -> Front:
        """From nothing: every cluster is swept."""
        none = Front(
            IMPOSSIBLE,
            list(costs),
            self.edges,
            [[] for _ in self.layers],
            [[] for _ in self.layers[:-1]] + [[0]],
            [(IMPOSSIBLE,) * size for size in self.sizes],
        )
        return self._swept(none, list(none.costs), range(len(self.layers)))

    def moved(self, front: Front, changes: Mapping[int, Sequence[int]]) -> Front:
        """The front when some variables cost something else. A value that was `IMPOSSIBLE` has to stay so."""
        if front.best >= NEVER:
            return front
        costs = front.costs.copy()
        for variable, row in changes.items():
            costs[variable] = row
        return self._swept(front, costs, [self.place_of[variable] for variable in changes])

    def _swept(self, old: Front, costs: list[Sequence[int]], dirty: Sequence[int]) -> Front:
        edges, up = old.edges.copy(), old.up.copy()
        touched = self._raise(dirty, costs, edges, up)
        best = up[-1][0] if up else IMPOSSIBLE
        if best >= NEVER:
            return Front(best, costs, edges, up, old.regret, [(IMPOSSIBLE,) * size for size in self.sizes])
        regret, rows = old.regret.copy(), old.rows.copy()
        self._lower(touched, edges, regret, rows)
        return Front(best, costs, edges, up, regret, rows)

    def _raise(
        self, dirty: Sequence[int], costs: list[Sequence[int]], edges: list[list[Edge]], up: list[list[int]]
    ) -> set[int]:
        """Carries changes towards the root while anything differs; returns the clusters that were swept."""
        waiting = list(dirty)
        heapq.heapify(waiting)
        touched = set(waiting)
        while waiting:
            place = heapq.heappop(waiting)
            layer = self.layers[place]
            if layer.variable < 0:
                edges[place], now = _joined(edges[place], layer.nodes, up[layer.below], up[layer.beside])
            else:
                below = up[layer.below] if layer.below >= 0 else _END
                edges[place], now = _chosen(edges[place], layer.nodes, costs[layer.variable], below)
            if now != up[place]:
                up[place] = now
                if layer.above >= 0 and layer.above not in touched:
                    touched.add(layer.above)
                    heapq.heappush(waiting, layer.above)
        return touched

    def _lower(self, touched: set[int], edges: list[list[Edge]], regret: list[list[int]], rows: list[Row]) -> None:
        """Carries regrets away from the root, into clusters that were swept upwards or whose regrets differ."""
        waiting = [-place for place in touched]
        heapq.heapify(waiting)
        while waiting:
            place = -heapq.heappop(waiting)
            layer = self.layers[place]
            here = regret[place]
            alive = edges[place]
            if IMPOSSIBLE in here:
                alive = edges[place] = [edge for edge in alive if here[edge[0]] != IMPOSSIBLE]
            if layer.below < 0:
                rows[layer.variable] = _ended(alive, here, len(rows[layer.variable]))
                continue
            below = [IMPOSSIBLE] * self.layers[layer.below].nodes
            if layer.variable < 0:
                beside = [IMPOSSIBLE] * self.layers[layer.beside].nodes
                _parted(alive, here, below, beside)
                if beside != regret[layer.beside]:
                    regret[layer.beside] = beside
                    if layer.beside not in touched:
                        touched.add(layer.beside)
                        heapq.heappush(waiting, -layer.beside)
            else:
                rows[layer.variable] = _led(alive, here, below, len(rows[layer.variable]))
            if below != regret[layer.below]:
                regret[layer.below] = below
                if layer.below not in touched:
                    touched.add(layer.below)
                    heapq.heappush(waiting, -layer.below)


_END = [0]  # what is under a leaf costs nothing


def _chosen(edges: list[Edge], nodes: int, cost: Sequence[int], below: list[int]) -> tuple[list[Edge], list[int]]:
    up = [IMPOSSIBLE] * nodes
    for node, value, under, _ in edges:
        total = cost[value] + below[under]
        if total < up[node]:
            up[node] = total
    alive = [
        (node, value, under, total - up[node])
        for node, value, under, _ in edges
        if (total := cost[value] + below[under]) < NEVER
    ]
    return alive, up


def _joined(edges: list[Edge], nodes: int, below: list[int], beside: list[int]) -> tuple[list[Edge], list[int]]:
    up = [IMPOSSIBLE] * nodes
    alive = []
    for edge in edges:
        total = below[edge[2]] + beside[edge[1]]
        if total < NEVER:
            up[edge[0]] = total
            alive.append(edge)
    return alive, up


def _parted(edges: list[Edge], here: list[int], below: list[int], beside: list[int]) -> None:
    for node, other, under, _ in edges:
        total = here[node]
        if total < below[under]:
            below[under] = total
        if total < beside[other]:
            beside[other] = total


def _led(edges: list[Edge], here: list[int], below: list[int], size: int) -> Row:
    row = [IMPOSSIBLE] * size
    for node, value, under, more in edges:
        total = here[node] + more
        if total < row[value]:
            row[value] = total
        if total < below[under]:
            below[under] = total
    return tuple(row)


def _ended(edges: list[Edge], here: list[int], size: int) -> Row:
    row = [IMPOSSIBLE] * size
    for node, value, _, more in edges:
        total = here[node] + more
        if total < row[value]:
            row[value] = total
    return tuple(row)


def _edges(diagram: Diagram, place: int) -> list[Edge]:
    cluster, cells = diagram.clusters[place], diagram.cells
    found: list[Edge] = []
    for node in range(cluster.nodes):
        at = cluster.start + node * cluster.width
        if cluster.variable < 0:
            found.append((node, cells[at + 1], cells[at], 0))
            continue
        for value in range(cluster.width):
            if cell := cells[at + value]:
                found.append((node, value, cell - 1, 0))
    return found
