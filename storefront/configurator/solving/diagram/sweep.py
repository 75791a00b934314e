"""One sweep up and one down over all steps of a diagram, for any costs: best totals, a witness, a count.

Up/down sweeps for valid domains and cost bounds: Hadzic and Andersen, "A BDD-based polytime algorithm for cost-bounded
interactive configuration", AAAI 2006; in a decomposable diagram the sum over a path becomes a sum over both legs.
"""

from __future__ import annotations

from itertools import chain

from storefront.configurator.solving.diagram.terrain import END, ROOT, Steps, Terrain
from storefront.configurator.solving.kernel import IMPOSSIBLE, Costs, Picks

Answer = tuple[tuple[int | None, ...], ...]

NEVER = IMPOSSIBLE // 2  # sums of real costs stay below, sums with one `IMPOSSIBLE` above


class Sweeper:
    """Keeps nothing between calls: every call walks the whole diagram."""

    def __init__(self, terrain: Terrain) -> None:
        self.terrain = terrain
        down = tuple([list(chain.from_iterable(steps[leg] for steps in terrain.steps)) for leg in range(3)])
        self.down: Steps = (down[0], down[1], down[2])
        self.up: Steps = (down[0][::-1], down[1][::-1], down[2][::-1])

    def weights(self, costs: Costs) -> list[int]:
        """Per item the least cost of passing it and what is under it; `NEVER` or more: it cannot be passed."""
        weight = self._spread(costs, IMPOSSIBLE)
        weight[END] = 0
        for n, a, b in zip(*self.up, strict=True):
            total = weight[a] + weight[b]
            if total < weight[n]:
                weight[n] = total
        return weight

    def best(self, costs: Costs) -> Answer:
        """Per variable and value the least total of `costs` over the assignments with that value; None: none."""
        weight = self.weights(costs)
        through = [IMPOSSIBLE] * self.terrain.items
        if weight[ROOT] < NEVER:
            through[ROOT] = weight[ROOT]
        for n, a, b in zip(*self.down, strict=True):
            total = through[n]
            if total < NEVER:
                total += weight[a] + weight[b] - weight[n]
                if total < through[a]:
                    through[a] = total
                if total < through[b]:
                    through[b] = total
        told = [total if total < NEVER else None for total in through]
        return tuple([tuple(told[options]) for options in self.terrain.options])

    def witness(self, costs: Costs, wanted: Picks) -> tuple[int, ...] | None:
        """A cheapest assignment that holds `wanted`; of equal ones that with the earliest values from the root down."""
        weight = self.weights(held(costs, wanted))
        if weight[ROOT] >= NEVER:
            return None
        passed = [False] * self.terrain.items
        passed[ROOT] = True
        for n, a, b in zip(*self.down, strict=True):
            if passed[n] and weight[a] + weight[b] == weight[n]:
                passed[n] = False
                passed[a] = passed[b] = True
        return tuple([passed[options].index(True) for options in self.terrain.options])

    def count(self, picks: Picks) -> int:
        """How many assignments hold the picks."""
        kept = [
            [int(picks.get(v, a) == a) for a in range(o.stop - o.start)] for v, o in enumerate(self.terrain.options)
        ]
        ways = self._spread(kept, 0)
        ways[END] = 1
        for n, a, b in zip(*self.up, strict=True):
            ways[n] += ways[a] * ways[b]
        return ways[ROOT]

    def _spread(self, values: Costs, elsewhere: int) -> list[int]:
        """Per item its option's value."""
        spread = [elsewhere] * self.terrain.items
        for options, row in zip(self.terrain.options, values, strict=True):
            spread[options] = row
        return spread


def held(costs: Costs, picks: Picks) -> Costs:
    """The costs with every other value of a picked variable forbidden."""
    return [
        [cost if a == picks[v] else IMPOSSIBLE for a, cost in enumerate(row)] if v in picks else row
        for v, row in enumerate(costs)
    ]
