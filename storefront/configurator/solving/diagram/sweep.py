"""One sweep up and one down over a diagram's edges, for any costs: best totals, a witness, a count.

The up sweep gives every node the least cost of what is under it, the down sweep the least total of the assignments
that pass it; whence, per value, the least total of the assignments that have it. Up/down sweeps for valid domains and
cost bounds: Hadzic and Andersen, "A BDD-based polytime algorithm for cost-bounded interactive configuration", AAAI
2006; shortest paths in a decomposable diagram are min-plus sums of products.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storefront.configurator.solving.diagram.arrays import Cluster, Diagram
from storefront.configurator.solving.kernel import IMPOSSIBLE, Costs, Picks

Answer = tuple[tuple[int | None, ...], ...]

NEVER = IMPOSSIBLE // 2  # sums of real costs stay below, sums with one `IMPOSSIBLE` above


@dataclass(frozen=True)
class Layer:
    """A cluster with its nodes numbered over the whole diagram. `edges`: (node, value, node below) of a choice, or
    (node, one below, the other below) of a join."""

    variable: int
    first: int
    edges: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class Sweeper:
    """Stateless: every call walks the whole diagram. `leaf` is the number of the empty end under every leaf."""

    sizes: tuple[int, ...]
    layers: tuple[Layer, ...]
    leaf: int

    @staticmethod
    def of(diagram: Diagram) -> Sweeper:
        first: list[int] = []
        total = 0
        for cluster in diagram.clusters:
            first.append(total)
            total += cluster.nodes
        layers = [
            Layer(cluster.variable, first[place], tuple(_edges(diagram, cluster, first, total, place)))
            for place, cluster in enumerate(diagram.clusters)
        ]
        return Sweeper(diagram.sizes, tuple(layers), total)

    def up(self, costs: Costs) -> list[int]:
        """Per node the least cost of what is under it; `NEVER` or more: nothing."""
        up = [IMPOSSIBLE] * self.leaf + [0]
        for layer in self.layers:
            if layer.variable < 0:
                for node, left, right in layer.edges:
                    up[node] = up[left] + up[right]
                continue
            cost = costs[layer.variable]
            for node, value, below in layer.edges:
                total = cost[value] + up[below]
                if total < up[node]:
                    up[node] = total
        return up

    def best(self, costs: Costs) -> Answer:
        """Per variable and value the least total of `costs` over the assignments with that value; None: none."""
        answer: list[list[int | None]] = [[None] * size for size in self.sizes]
        up = self.up(costs)
        if not self.layers or up[-2] >= NEVER:
            return tuple(map(tuple, answer))
        through = [IMPOSSIBLE] * self.leaf + [0]
        through[-2] = up[-2]
        for layer in reversed(self.layers):
            if layer.variable < 0:
                _share(layer, through)
            else:
                answer[layer.variable] = _decide(layer, costs[layer.variable], up, through)
        return tuple(map(tuple, answer))

    def witness(self, costs: Costs, wanted: Picks) -> tuple[int, ...] | None:
        """A cheapest assignment that holds `wanted`; of equal ones that with the earliest values from the root down."""
        costs = held(costs, wanted)
        up = self.up(costs)
        if not self.layers or up[-2] >= NEVER:
            return None
        chosen = [0] * len(self.sizes)
        passed = {self.leaf - 1}
        for layer in reversed(self.layers):
            for node, value, below in layer.edges:
                if node not in passed:
                    continue
                if layer.variable < 0:
                    passed |= {value, below}
                elif costs[layer.variable][value] + up[below] == up[node]:
                    passed.discard(node)
                    passed.add(below)
                    chosen[layer.variable] = value
        return tuple(chosen)

    def count(self, picks: Picks) -> int:
        """How many assignments hold the picks."""
        count = [0] * self.leaf + [1]
        for layer in self.layers:
            pick = picks.get(layer.variable)
            for node, value, below in layer.edges:
                if layer.variable < 0:
                    count[node] = count[value] * count[below]
                elif pick is None or pick == value:
                    count[node] += count[below]
        return count[-2] if self.layers else int(not self.sizes)


def held(costs: Costs, picks: Picks) -> Costs:
    """The costs with every other value of a picked variable forbidden."""
    return [
        [cost if a == picks[v] else IMPOSSIBLE for a, cost in enumerate(row)] if v in picks else row
        for v, row in enumerate(costs)
    ]


def _edges(diagram: Diagram, cluster: Cluster, first: list[int], leaf: int, place: int) -> list[tuple[int, int, int]]:
    cells = diagram.cells
    edges = []
    for i in range(cluster.nodes):
        node = first[place] + i
        at = cluster.start + i * cluster.width
        if cluster.variable < 0:
            edges.append((node, first[cluster.below] + cells[at], first[cluster.beside] + cells[at + 1]))
            continue
        for value in range(cluster.width):
            if cell := cells[at + value]:
                edges.append((node, value, leaf if cluster.below < 0 else first[cluster.below] + cell - 1))
    return edges


def _share(layer: Layer, through: list[int]) -> None:
    for node, left, right in layer.edges:
        total = through[node]
        if total < through[left]:
            through[left] = total
        if total < through[right]:
            through[right] = total


def _decide(layer: Layer, cost: Sequence[int], up: list[int], through: list[int]) -> list[int | None]:
    best = [IMPOSSIBLE] * len(cost)
    for node, value, below in layer.edges:
        total = through[node] - up[node] + cost[value] + up[below]
        if total < best[value]:
            best[value] = total
        if total < through[below]:
            through[below] = total
    return [None if total >= NEVER else total for total in best]
