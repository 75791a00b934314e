"""One sweep up and one down over all steps of a diagram, for any costs: best totals, a witness, a count.

Up/down sweeps for valid domains and cost bounds: Hadzic and Andersen, "A BDD-based polytime algorithm for cost-bounded
interactive configuration", AAAI 2006; in a decomposable diagram the sum over a path becomes a sum over both legs.
"""

from __future__ import annotations

from collections.abc import Sequence

from storefront.configurator.solving.diagram.terrain import END, Block, Terrain
from storefront.configurator.solving.kernel import IMPOSSIBLE, Costs, Picks

Answer = tuple[tuple[int | None, ...], ...]

NEVER = IMPOSSIBLE // 2  # sums of real costs stay below, sums with one `IMPOSSIBLE` above


class Sweeper:
    """Keeps nothing between calls: every call walks the whole diagram. Lists go by block, then by item."""

    def __init__(self, terrain: Terrain) -> None:
        self.terrain = terrain
        # A block in which nothing costs anything weighs nothing. Of changes to a few picks most blocks are so.
        self._free = [[0] * block.items for block in terrain.blocks]
        self._whole = [set(range(1, block.items)) == set().union(*block.steps) - {END} for block in terrain.blocks]

    def weights(self, costs: Costs) -> list[list[int]]:
        """The least cost of passing an item and what is under it; `NEVER` or more: it cannot be passed."""
        blocks, weights = self.terrain.blocks, self._free.copy()
        dear = {self.terrain.home[variable][0] for variable, row in enumerate(costs) if any(row)} if blocks else set()
        for number in range(len(blocks) - 1, -1, -1):
            if number not in dear:
                continue
            block = blocks[number]
            dear.add(block.above)
            weight = weights[number] = [0, *[IMPOSSIBLE] * (block.items - 1)]
            for variable, options in block.options:
                weight[options] = costs[variable]
            for below, top in zip(block.below, block.tops, strict=True):
                weight[top] = weights[below][blocks[below].top]
            node, side, under = block.steps
            for n, a, b in zip(reversed(node), reversed(side), reversed(under), strict=True):
                total = weight[a] + weight[b]
                if total < weight[n]:
                    weight[n] = total
        return weights

    def best(self, costs: Costs) -> Answer:
        """Per variable and value the least total of `costs` over the assignments with that value; None: none."""
        answer: list[tuple[int | None, ...]] = [(None,) * size for size in self.terrain.sizes]
        weights = self.weights(costs)
        if not weights or weights[0][1] >= NEVER:
            return tuple(answer)
        tops = [[IMPOSSIBLE]] * len(weights)
        tops[0] = [weights[0][1]]
        for number, (block, weight, top) in enumerate(zip(self.terrain.blocks, weights, tops, strict=True)):
            through = [-IMPOSSIBLE, *top, *[IMPOSSIBLE] * (block.items - 1 - len(top))]
            if weight is not self._free[number]:
                _lowered(block, weight, through)
            elif top.count(top[0]) == len(top) and self._whole[number]:
                through = [top[0]] * block.items
            else:
                _passed_on(block, through)
            for below, under in zip(block.below, block.tops, strict=True):
                tops[below] = through[under]
            for variable, options in block.options:
                answer[variable] = tuple([total if total < NEVER else None for total in through[options]])
        return tuple(answer)

    def witness(self, costs: Costs, wanted: Picks) -> tuple[int, ...] | None:
        """A cheapest assignment that holds `wanted`; of equal ones that with the earliest values from the root down."""
        weights = self.weights(held(costs, wanted))
        if not weights or weights[0][1] >= NEVER:
            return None
        chosen = [0] * len(self.terrain.sizes)
        tops = [[True]] * len(weights)
        for block, weight, top in zip(self.terrain.blocks, weights, tops, strict=True):
            passed = [False, *top, *[False] * (block.items - 1 - len(top))]
            for n, a, b in zip(*block.steps, strict=True):
                if passed[n] and weight[a] + weight[b] == weight[n]:
                    passed[n] = False
                    passed[a] = passed[b] = True
            for below, under in zip(block.below, block.tops, strict=True):
                tops[below] = passed[under]
            for variable, options in block.options:
                chosen[variable] = passed[options].index(True)
        return tuple(chosen)

    def count(self, picks: Picks) -> int:
        """How many assignments hold the picks."""
        kept = [[int(picks.get(v, a) == a) for a in range(size)] for v, size in enumerate(self.terrain.sizes)]
        counts = self._spread(kept)
        for number in range(len(counts) - 1, -1, -1):
            block, ways = self.terrain.blocks[number], counts[number]
            for below, top in zip(block.below, block.tops, strict=True):
                ways[top] = counts[below][self.terrain.blocks[below].top]
            node, side, under = block.steps
            for n, a, b in zip(reversed(node), reversed(side), reversed(under), strict=True):
                ways[n] += ways[a] * ways[b]
        return counts[0][1] if counts else int(not self.terrain.sizes)

    def possible(self, cases: Sequence[Picks]) -> list[bool]:
        """Of each set of picks, whether an assignment holds it: all in one sweep up, a bit of a number for each."""
        blocks = self.terrain.blocks
        if not blocks:
            return [not self.terrain.sizes] * len(cases)
        every, kept = (1 << len(cases)) - 1, _kept(cases, self.terrain.sizes)
        ways: dict[int, list[int]] = {}
        touched = {self.terrain.home[variable][0] for variable in kept}
        for number in range(len(blocks) - 1, -1, -1):
            if number not in touched:
                continue  # whatever leads into the block gets out of it
            block = blocks[number]
            touched.add(block.above)
            passed = ways[number] = [every, *[0] * (block.items - 1)]
            for variable, options in block.options:
                passed[options] = kept.get(variable) or [every] * (options.stop - options.start)
            for below, top in zip(block.below, block.tops, strict=True):
                found = ways.get(below)
                passed[top] = found[blocks[below].top] if found else [every] * (top.stop - top.start)
            node, side, under = block.steps
            for n, a, b in zip(reversed(node), reversed(side), reversed(under), strict=True):
                passed[n] |= passed[a] & passed[b]
        least = ways[0][1] if 0 in ways else every
        return [bool(least >> case & 1) for case in range(len(cases))]

    def _spread(self, values: Costs) -> list[list[int]]:
        """Per item its option's value; 1 at the end, 0 elsewhere."""
        spread: list[list[int]] = []
        for block in self.terrain.blocks:
            items = [1, *[0] * (block.items - 1)]
            for variable, options in block.options:
                items[options] = values[variable]
            spread.append(items)
        return spread


def _kept(cases: Sequence[Picks], sizes: Sequence[int]) -> dict[int, list[int]]:
    """Per picked variable and value, as bits, the cases that allow it."""
    every = (1 << len(cases)) - 1
    kept: dict[int, list[int]] = {}
    for case, picks in enumerate(cases):
        for variable, value in picks.items():
            row = kept.setdefault(variable, [every] * sizes[variable])
            for other in range(sizes[variable]):
                if other != value:
                    row[other] &= ~(1 << case)
    return kept


def _lowered(block: Block, weight: list[int], through: list[int]) -> None:
    """`through` holds the totals of the top; the others come to it."""
    for n, a, b in zip(*block.steps, strict=True):
        total = through[n] + weight[a] + weight[b] - weight[n]
        if total < through[a]:
            through[a] = total
        if total < through[b]:
            through[b] = total


def _passed_on(block: Block, through: list[int]) -> None:
    """The same where nothing costs anything."""
    for n, a, b in zip(*block.steps, strict=True):
        total = through[n]
        if total < through[a]:
            through[a] = total
        if total < through[b]:
            through[b] = total


def held(costs: Costs, picks: Picks) -> Costs:
    """The costs with every other value of a picked variable forbidden."""
    return [
        [cost if a == picks[v] else IMPOSSIBLE for a, cost in enumerate(row)] if v in picks else row
        for v, row in enumerate(costs)
    ]
