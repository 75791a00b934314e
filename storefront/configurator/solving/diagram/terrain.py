"""A diagram laid out for sweeping: everything that can be passed is an item, every step is three item numbers.

Items are the options (a value of a variable), the nodes, and the end under every leaf. A step `(n, a, b)` reads: to
pass node n is to pass a and b both. For a choice a is the option taken and b the node below, for a join both are nodes.
With the cost of an option for its weight a sweep needs no other case:

    up      weight[n] = min(weight[a] + weight[b])
    count   ways[n]   = sum(ways[a] * ways[b])
    down    regret[a], regret[b] <= regret[n] + (weight[a] + weight[b] - weight[n])

Clusters of a few steps are gathered into blocks of some dozens, joined in a tree like the clusters: a block is swept by
one plain loop, and a block that nothing changed for is not swept at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from storefront.configurator.solving.diagram.arrays import Diagram

END = 0
ROOT = 1
FIRST = 2

Steps = tuple[list[int], list[int], list[int]]  # of each step n, a and b


@dataclass(frozen=True, slots=True)
class Block:
    """`above`, `below`: the blocks over and under it. `top`: the items of the nodes that lead into it. `region`: the
    items that its steps lead to: `tops` of the blocks below, nodes of its own (`inner`), `options` by variable."""

    above: int
    below: tuple[int, ...]
    top: slice
    region: slice
    inner: slice
    tops: tuple[slice, ...]
    options: tuple[tuple[int, slice], ...]


@dataclass(frozen=True, slots=True)
class Terrain:
    """Blocks come before those below them, the steps of a block from the top down. `options[v]`: the items of a
    variable's values; `block_of[v]`: the block that decides it."""

    items: int
    options: tuple[slice, ...]
    block_of: tuple[int, ...]
    blocks: tuple[Block, ...]
    steps: tuple[Steps, ...]


def laid_out(diagram: Diagram, most: int = 64) -> Terrain:
    """`most`: how many steps a block may have (more only where a single cluster has more)."""
    return _Surveyor(diagram, most).terrain()


class _Surveyor:
    def __init__(self, diagram: Diagram, most: int) -> None:
        self.diagram = diagram
        self.most = most
        clusters = diagram.clusters
        self.under = [[c for c in (cluster.below, cluster.beside) if c >= 0] for cluster in clusters]
        self.weight = [self._weight(place) for place in range(len(clusters))]
        self.node = [0] * len(clusters)  # the first item of a cluster's nodes
        self.option = [0] * len(diagram.sizes)  # the first item of a variable's options
        self.items = FIRST

    def _weight(self, place: int) -> int:
        cluster = self.diagram.clusters[place]
        cells = self.diagram.cells[cluster.start : cluster.start + cluster.nodes * cluster.width]
        return cluster.nodes if cluster.variable < 0 else len(cells) - cells.count(0)

    def terrain(self) -> Terrain:
        groups = self._groups()
        block_of = {cluster: number for number, group in enumerate(groups) for cluster in group}
        deciding = {self.diagram.clusters[c].variable: number for c, number in block_of.items()}
        if groups:
            self.node[groups[0][0]] = ROOT
        else:
            self._number_options(range(len(self.diagram.sizes)))
        above = {c: number for number, group in enumerate(groups) for place in group for c in self.under[place]}
        blocks = [self._block(group, block_of, above.get(group[0], -1)) for group in groups]
        return Terrain(
            self.items,
            tuple(map(self._options, range(len(self.option)))),
            tuple([deciding.get(variable, -1) for variable in range(len(self.diagram.sizes))]),
            tuple(blocks),
            tuple([self._steps(group) for group in groups]),
        )

    def _groups(self) -> list[list[int]]:
        """The clusters of every block, top first; blocks before those below them. From the leaves up, a cluster takes
        in what hangs under it, the lightest first, as long as there is room."""
        gathered: list[list[int]] = [[] for _ in self.under]
        load = [0] * len(self.under)
        closed: list[list[int]] = []
        for place in range(len(self.under) - 1, -1, -1):
            group, weight = [place], self.weight[place]
            for other in sorted(self.under[place], key=load.__getitem__):
                if weight + load[other] <= self.most:
                    group += gathered[other]
                    weight += load[other]
                else:
                    closed.append(gathered[other])
            gathered[place] = sorted(group)
            load[place] = weight
        return sorted(closed + gathered[:1])

    def _block(self, group: list[int], block_of: dict[int, int], above: int) -> Block:
        clusters = self.diagram.clusters
        first = self.items
        tops = [c for place in group for c in self.under[place] if block_of[c] != block_of[place]]
        for place in tops:
            self._number(place)
        inner = self.items
        for place in group[1:]:
            self._number(place)
        ended = self.items
        variables = [clusters[place].variable for place in group if clusters[place].variable >= 0]
        self._number_options(variables)
        return Block(
            above,
            tuple([block_of[place] for place in tops]),
            self._nodes(group[0]),
            slice(first, self.items),
            slice(inner, ended),
            tuple(map(self._nodes, tops)),
            tuple([(variable, self._options(variable)) for variable in variables]),
        )

    def _nodes(self, place: int) -> slice:
        return slice(self.node[place], self.node[place] + self.diagram.clusters[place].nodes)

    def _options(self, variable: int) -> slice:
        return slice(self.option[variable], self.option[variable] + self.diagram.sizes[variable])

    def _number_options(self, variables: Iterable[int]) -> None:
        for variable in variables:
            self.option[variable] = self.items
            self.items += self.diagram.sizes[variable]

    def _number(self, place: int) -> None:
        self.node[place] = self.items
        self.items += self.diagram.clusters[place].nodes

    def _steps(self, group: list[int]) -> Steps:
        steps: list[tuple[int, int, int]] = []
        for place in group:
            steps += self._steps_of(place)
        return [n for n, _, _ in steps], [a for _, a, _ in steps], [b for _, _, b in steps]

    def _steps_of(self, place: int) -> list[tuple[int, int, int]]:
        cluster, cells = self.diagram.clusters[place], self.diagram.cells
        steps: list[tuple[int, int, int]] = []
        for node in range(cluster.nodes):
            at = cluster.start + node * cluster.width
            here = self.node[place] + node
            if cluster.variable < 0:
                steps.append((here, self.node[cluster.beside] + cells[at + 1], self.node[cluster.below] + cells[at]))
                continue
            for value in range(cluster.width):
                if cell := cells[at + value]:
                    below = END if cluster.below < 0 else self.node[cluster.below] + cell - 1
                    steps.append((here, self.option[cluster.variable] + value, below))
        return steps
