"""A compiled problem: a tree of small tables in one flat array, with its content hash.

A cluster is a layer of nodes with the same job. A *choice* cluster decides one variable: each of its nodes has a cell
per value, 0 where the value is impossible there, else 1 + the number of a node in the cluster below (1 at a leaf). A
*join* cluster has two clusters below that share no variable: each of its nodes is a pair of node numbers, both of
which must hold. Every complete assignment of the problem is exactly one way down from the root, so counts are sums of
products and costs are sums along the way.

This is a multi-valued decomposable decision graph (Koriche, Lagniez, Marquis, Thomas: "Compiling Constraint Networks
into Multivalued Decomposable Decision Graphs", IJCAI 2015) laid out along a pseudo tree, which makes it an AND/OR
multi-valued decision diagram (Mateescu, Dechter, Marinescu, JAIR 33, 2008).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

from storefront.configurator.solving.diagram import coding, spelling

Costs = tuple[tuple[int, ...], ...]  # per variable, per value


@dataclass(frozen=True)
class Cluster:
    """`variable` of a choice, or -1 of a join. `below` and `beside`: the clusters under it (-1: none; a choice has no
    `beside`). `start`: where its cells begin; `width` cells per node."""

    variable: int
    below: int
    beside: int
    nodes: int
    width: int
    start: int


@dataclass(frozen=True)
class Diagram:
    """`sizes`: values per variable. `low`, `high`: what each value adds to the cost. `clusters`: the root first, each
    before all under its `below` before all under its `beside`; nodes are numbered in the order in which the cells
    above name them, so that equal diagrams are equal arrays. No clusters: nothing is possible (or no variables)."""

    sizes: tuple[int, ...]
    low: Costs
    high: Costs
    clusters: tuple[Cluster, ...]
    cells: tuple[int, ...]

    @property
    def nodes(self) -> int:
        return sum(cluster.nodes for cluster in self.clusters)

    @property
    def edges(self) -> int:
        """Possible values of choice nodes and both legs of joins."""
        return sum(
            2 * c.nodes if c.variable < 0 else c.nodes * c.width - self.cells[c.start : _end(c)].count(0)
            for c in self.clusters
        )

    @cached_property
    def depths(self) -> tuple[int, ...]:
        """Per cluster how many clusters lie above it, the longest way."""
        depths = [0] * len(self.clusters)
        for place, cluster in enumerate(self.clusters):
            for under in (cluster.below, cluster.beside):
                if under >= 0:
                    depths[under] = max(depths[under], depths[place] + 1)
        return tuple(depths)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the bytes, in hex: the content hash."""
        return hashlib.sha256(self.to_bytes()).hexdigest()

    def to_bytes(self) -> bytes:
        """As `spelling` spells it: next to nothing is left to deflate."""
        writer = coding.Writer()
        habits = coding.Habits(writer)
        spelling.sizes(habits, self.sizes)
        spelling.kinds(habits, len(self.sizes), [_kind(cluster) for cluster in self.clusters])
        for cluster in self.clusters:
            cells = self.cells[cluster.start : _end(cluster)]
            if cluster.variable < 0:
                spelling.join(habits, cluster.nodes, cells)
            else:
                spelling.choice(habits, cluster.nodes, cluster.width, cluster.below < 0, cells)
        spelling.costs(habits, self.sizes, self.low)
        if not spelling.alike(habits, self.low == self.high):
            spelling.costs(habits, self.sizes, self.high)
        return writer.done()

    @staticmethod
    def from_bytes(data: bytes) -> Diagram:
        """Raises ValueError when the bytes are not a diagram of this version, or are cut short or tampered with."""
        habits = coding.Habits(coding.Reader(data))
        sizes = spelling.sizes(habits, None)
        kinds = spelling.kinds(habits, len(sizes), None)
        clusters, cells = _filled(habits, kinds, sizes)
        low = spelling.costs(habits, sizes, None)
        high = low if spelling.alike(habits, None) else spelling.costs(habits, sizes, None)
        return Diagram(sizes, low, high, tuple(clusters), tuple(cells))


def _end(cluster: Cluster) -> int:
    return cluster.start + cluster.nodes * cluster.width


def _kind(cluster: Cluster) -> int:
    """0: a join. 1 + 2v: a choice of variable v with nothing below; 2 + 2v: with a cluster below."""
    return 0 if cluster.variable < 0 else 1 + 2 * cluster.variable + (cluster.below >= 0)


def _filled(habits: coding.Habits, kinds: list[int], sizes: tuple[int, ...]) -> tuple[list[Cluster], list[int]]:
    """Clusters with their cells. How many nodes a cluster has is what the cells above name."""
    below, beside = spelling.tree(kinds)
    nodes = [1] * len(kinds)
    clusters: list[Cluster] = []
    cells: list[int] = []
    for place, kind in enumerate(kinds):
        variable = (kind + 1) // 2 - 1
        width = sizes[variable] if kind else 2
        clusters.append(Cluster(variable, below[place], beside[place], nodes[place], width, len(cells)))
        if len(cells) + nodes[place] * width > spelling.MOST:
            raise ValueError("the decision diagram has more cells than any")
        if kind == 0:
            found, nodes[below[place]], nodes[beside[place]] = spelling.join(habits, nodes[place], None)
        else:
            found, named = spelling.choice(habits, nodes[place], width, below[place] < 0, None)
            if below[place] >= 0:
                nodes[below[place]] = named
        cells += found
    return clusters, cells
