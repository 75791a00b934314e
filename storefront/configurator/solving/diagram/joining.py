"""From the product's nodes to the diagram's clusters: what hangs side by side is joined two and two.

A variable with a hundred independent subtrees under it would need a hundred legs per value. Joined pair by pair, the
pairs that differ least first, most values share most joins: the same idea as Huffman's, with "how many different pairs"
for the weight.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field

from storefront.configurator.solving.diagram.arrays import Cluster
from storefront.configurator.solving.diagram.budget import Meter
from storefront.configurator.solving.diagram.ordering import Forest
from storefront.configurator.solving.diagram.product import Legs, Row

Column = list[int]  # per combination of legs, which node of one subtree
Classes = list[int]

_HANDFUL = 256


@dataclass
class Layout:
    """Clusters and cells as they grow, deepest first. Clusters are known by their place; -1 is none."""

    sizes: tuple[int, ...]
    meter: Meter
    clusters: list[Cluster] = field(default_factory=list)
    cells: list[int] = field(default_factory=list)

    def lay(self, forest: Forest, nodes: list[list[Row]]) -> None:
        """All variables; the last cluster is the root."""
        places: dict[int, int] = {}
        for variable in reversed(forest.order):
            combinations = sorted({legs for row in nodes[variable] for legs in row if legs is not None})
            below, leg = self._joined([places[other] for other in forest.below[variable]], combinations)
            number = dict(zip(combinations, leg, strict=True))
            for row in nodes[variable]:
                self.cells += [0 if legs is None else 1 + number[legs] for legs in row]
            places[variable] = self._cluster(variable, below, -1, len(nodes[variable]), self.sizes[variable])
        self._joined([places[root] for root in forest.roots], [(0,) * len(forest.roots)])

    def _cluster(self, variable: int, below: int, beside: int, nodes: int, width: int) -> int:
        start = len(self.cells) - nodes * width
        self.clusters.append(Cluster(variable, below, beside, nodes, width, start))
        return len(self.clusters) - 1

    def _joined(self, places: Sequence[int], combinations: Sequence[Legs]) -> tuple[int, Column]:
        """One cluster over all these, and per combination its node there. Of none: no cluster, and always node 0."""
        if not places:
            return -1, [0] * len(combinations)
        columns = [[legs[i] for legs in combinations] for i in range(len(places))]
        joined = list(places)
        for left, right in pairing(columns, self.meter):
            pairs = list(zip(columns[left], columns[right], strict=True))
            number = {pair: i for i, pair in enumerate(sorted(set(pairs)))}
            for pair in number:
                self.cells += pair
            joined.append(self._cluster(-1, joined[left], joined[right], len(number), 2))
            columns.append([number[pair] for pair in pairs])
        return joined[-1], columns[-1]


def pairing(columns: Sequence[Column], meter: Meter) -> list[tuple[int, int]]:
    """Which two to join, step by step; the result of step i is known as `len(columns) + i`."""
    steps: list[tuple[int, int]] = []
    waiting = {place: Leg.of(column) for place, column in enumerate(columns)}
    while len(waiting) > 1:
        # Greedy needs all pairs: a few thousand subtrees side by side are joined in handfuls first.
        handful = dict(sorted(waiting.items(), key=lambda item: len(item[1].classes))[:_HANDFUL])
        for place in handful:
            del waiting[place]
        waiting |= _greedy(handful, steps, len(columns), meter)
    return steps


def _greedy(alive: dict[int, Leg], steps: list[tuple[int, int]], first: int, meter: Meter) -> dict[int, Leg]:
    """Join those that make the fewest pairs until one is left, which is returned."""
    places = list(alive)
    costs = [(alive[a].meets(alive[b]), a, b) for i, a in enumerate(places) for b in places[i + 1 :]]
    heapq.heapify(costs)
    while len(alive) > 1:
        meter.watch()
        _, left, right = heapq.heappop(costs)
        if left not in alive or right not in alive:
            continue
        both = alive.pop(left).joined(alive.pop(right))
        place = first + len(steps)
        steps.append((left, right))
        for old, leg in alive.items():
            heapq.heappush(costs, (leg.meets(both), old, place))
        alive[place] = both
    return alive


@dataclass(frozen=True, slots=True)
class Leg:
    """Per combination its node; and per node the combinations that have it, as the bits of one number."""

    column: Column
    classes: Classes

    @classmethod
    def of(cls, column: Column) -> Leg:
        masks: dict[int, int] = {}
        for place, node in enumerate(column):
            masks[node] = masks.get(node, 0) | 1 << place
        return cls(column, list(masks.values()))

    def meets(self, other: Leg) -> int:
        """How many different pairs there are: by the shorter of two ways, with thousands of pairs of legs to ask."""
        if len(self.classes) * len(other.classes) > len(self.column):
            return len(set(zip(self.column, other.column, strict=True)))
        return sum(1 for a in self.classes for b in other.classes if a & b)

    def joined(self, other: Leg) -> Leg:
        number: dict[tuple[int, int], int] = {}
        pairs = zip(self.column, other.column, strict=True)
        return Leg.of([number.setdefault(pair, len(number)) for pair in pairs])
