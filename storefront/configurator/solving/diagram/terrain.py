"""A diagram laid out for sweeping: everything that can be passed is an item, every step is three item numbers.

Items are the options (a value of a variable), the nodes, and the end under every leaf. A step `(n, a, b)` reads: to
pass node n is to pass a and b both. For a choice a is the option taken and b the node below, for a join both are nodes.
With the cost of an option for its weight a sweep needs no other case:

    up      weight[n] = min(weight[a] + weight[b])
    count   ways[n]   = sum(ways[a] * ways[b])
    down    regret[a], regret[b] <= regret[n] + (weight[a] + weight[b] - weight[n])

Clusters of a few steps are gathered into blocks of some dozens, joined in a tree like the clusters: a block is swept by
one plain loop over its own short lists, and a block that nothing changed for is not swept at all. Numbers below 257 are
ready-made in CPython, which blocks of this size seldom leave.
"""

from __future__ import annotations

from dataclasses import dataclass

from storefront.configurator.solving.diagram.arrays import Diagram

END = 0

Steps = tuple[list[int], list[int], list[int]]  # of each step n, a and b


@dataclass(frozen=True, slots=True)
class Block:
    """Items by place in the block's own lists: the end, `top` (nodes that lead into the block), the other nodes of it
    (`own`: both), then what only its steps lead to (`region`: all but end and top): the tops of the blocks `below`
    (`tops`) and the `options` of its variables. `above`: the block over it, -1 for the root, whose top is one node."""

    above: int
    below: tuple[int, ...]
    items: int
    top: slice
    own: slice
    region: slice
    tops: tuple[slice, ...]
    options: tuple[tuple[int, slice], ...]
    steps: Steps


@dataclass(frozen=True, slots=True)
class Terrain:
    """Blocks come before those below them, the steps of a block from the top down. `home[v]`: the block that decides
    the variable, and its options there; none when nothing is possible."""

    sizes: tuple[int, ...]
    blocks: tuple[Block, ...]
    home: dict[int, tuple[int, slice]]

    @property
    def steps(self) -> int:
        return sum(len(block.steps[0]) for block in self.blocks)


def laid_out(diagram: Diagram, most: int) -> Terrain:
    """`most`: how many steps a block may have (more only where a single cluster has more)."""
    surveyor = _Surveyor(diagram)
    groups = surveyor.groups(most)
    block_of = {cluster: number for number, group in enumerate(groups) for cluster in group}
    above = {c: number for number, group in enumerate(groups) for place in group for c in surveyor.under[place]}
    blocks = [surveyor.block(group, block_of, above.get(group[0], -1)) for group in groups]
    home = {variable: (number, o) for number, block in enumerate(blocks) for variable, o in block.options}
    return Terrain(diagram.sizes, tuple(blocks), home)


class _Surveyor:
    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram
        clusters = diagram.clusters
        self.under = [[c for c in (cluster.below, cluster.beside) if c >= 0] for cluster in clusters]

    def _weight(self, place: int) -> int:
        cluster = self.diagram.clusters[place]
        cells = self.diagram.cells[cluster.start : cluster.start + cluster.nodes * cluster.width]
        return cluster.nodes if cluster.variable < 0 else len(cells) - cells.count(0)

    def groups(self, most: int) -> list[list[int]]:
        """The clusters of every block, top first; blocks before those below them. From the leaves up, a cluster takes
        in what hangs under it, the lightest first, as long as there is room."""
        gathered: list[list[int]] = [[] for _ in self.under]
        load = [0] * len(self.under)
        closed: list[list[int]] = []
        for place in range(len(self.under) - 1, -1, -1):
            group, weight = [place], self._weight(place)
            for other in sorted(self.under[place], key=load.__getitem__):
                if weight + load[other] <= most:
                    group += gathered[other]
                    weight += load[other]
                else:
                    closed.append(gathered[other])
            gathered[place] = sorted(group)
            load[place] = weight
        return sorted(closed + gathered[:1])

    def block(self, group: list[int], block_of: dict[int, int], above: int) -> Block:
        clusters = self.diagram.clusters
        tops = [c for place in group for c in self.under[place] if block_of[c] != block_of[place]]
        items = END + 1
        nodes: dict[int, slice] = {}
        for place in (*group, *tops):
            nodes[place] = slice(items, items + clusters[place].nodes)
            items = nodes[place].stop
        options: dict[int, slice] = {}
        for place in group:
            if (variable := clusters[place].variable) >= 0:
                options[variable] = slice(items, items + clusters[place].width)
                items += clusters[place].width
        top = nodes[group[0]]
        return Block(
            above,
            tuple([block_of[place] for place in tops]),
            items,
            top,
            slice(top.start, nodes[group[-1]].stop),
            slice(top.stop, items),
            tuple([nodes[place] for place in tops]),
            tuple(options.items()),
            self._steps(group, nodes, options),
        )

    def _steps(self, group: list[int], nodes: dict[int, slice], options: dict[int, slice]) -> Steps:
        steps: Steps = ([], [], [])
        cells = self.diagram.cells
        for place in group:
            cluster = self.diagram.clusters[place]
            below = nodes[cluster.below].start if cluster.below >= 0 else END
            for i in range(cluster.nodes):
                row = cells[cluster.start + i * cluster.width : cluster.start + (i + 1) * cluster.width]
                if cluster.variable < 0:
                    found = [(nodes[cluster.beside].start + row[1], below + row[0])]
                else:
                    first = options[cluster.variable].start
                    found = [(first + a, below + cell - 1 if below else END) for a, cell in enumerate(row) if cell]
                steps[0].extend([nodes[place].start + i] * len(found))
                steps[1].extend([a for a, _ in found])
                steps[2].extend([b for _, b in found])
        return steps
