"""Costs for a kernel: changes and moves as digits of one number, or the price itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from storefront.configurator.domain import Model
from storefront.configurator.engine.standing import Fixed, Standing
from storefront.configurator.finite import Translation
from storefront.configurator.finite.blocks import amount_of, option_values
from storefront.configurator.finite.corners import corners
from storefront.configurator.finite.nearest import FAR, Way
from storefront.configurator.finite.sizes import Cell
from storefront.configurator.finite.translation import Block
from storefront.configurator.solving.kernel import IMPOSSIBLE


def _weighed(way: Way, change: int, move: int, size: int, far: int) -> int:
    return way[0] * (change + size) + way[1] * move + way[2] * far


@dataclass(frozen=True)
class Effort:
    """`costs` for a kernel, digits of one number: picks changed, then untouched inputs moved, then picked sizes among
    the changes, then how far sizes go, then the sum over variables of how far the price of each goes. `changes`: the
    first digit alone, which every kernel sweeps quickly."""

    costs: tuple[tuple[int, ...], ...]
    changes: tuple[tuple[int, ...], ...]


class Prices:
    """The price's blocks, made ready to be asked. Answers are kept: options come and go while sizes stay."""

    def __init__(self, model: Model, translation: Translation) -> None:
        self.model, self.translation = model, translation
        self.at_cells = lru_cache(maxsize=256)(self._at_cells)
        self.bounds = lru_cache(maxsize=256)(self._bounds)
        self._amounts = [amount_of(model, block.parts, block.texts) for block in translation.blocks]

    def _at_cells(self, index: int, cells: tuple[Cell | None, ...]) -> tuple[int, ...]:
        """The amount of each row of a block, each band at its cell; 0 where the band has none."""
        block, amount, found = self.translation.blocks[index], self._amounts[index], []
        for row in block.rows:
            env = option_values(self.model, block.groups, row)
            cell = cells[row[0]]
            if block.sizes is not None and cell is not None:
                env.update(self.translation.sizes[block.sizes].values(cell))
            found.append(0 if cell is None else amount(env))
        return tuple(found)

    def present(self, index: int, standing: Standing) -> int:
        return self._amounts[index](standing.env)

    def _bounds(self, index: int, fixings: tuple[Fixed, ...]) -> tuple[tuple[int, int] | None, ...]:
        """The least and greatest amount of each row of a block, its sizes as fixed; None where that leaves no cell.

        Raises `TooManySizes` where too many sizes would have to be looked at.
        """
        block, amount = self.translation.blocks[index], self._amounts[index]
        assert block.sizes is not None
        sizes, ends = self.translation.sizes[block.sizes], [
            corners(self.translation.sizes[block.sizes], fixed, block.directions) for fixed in fixings
        ]  # fmt: skip
        found: list[tuple[int, int] | None] = []
        for row in block.rows:
            env = option_values(self.model, block.groups, row)
            low = [amount({**env, **sizes.values(cell)}) for lows, _ in ends for cell in lows.get(row[0], ())]
            high = [amount({**env, **sizes.values(cell)}) for _, highs in ends for cell in highs.get(row[0], ())]
            found.append((min(low), max(high)) if low else None)
        return tuple(found)

    def effort(self, standing: Standing) -> Effort:
        """The costs of going anywhere from here."""
        translation, sizes = self.translation, self.problem_sizes
        price = [[0] * size for size in sizes]
        for index, block in enumerate(translation.blocks):
            present = self.present(index, standing)
            for value, amount in enumerate(self.at_cells(index, self._cells(block, standing))):
                price[block.variable][value] += abs(amount - present)
        weight = 1 + sum(max(row) for row in price)
        dimensions = sum(len(found.names) for found in translation.sizes)
        size = weight * (FAR * dimensions + 1)
        move = size * (dimensions + 1)
        change = move * (len(translation.groups) + dimensions + 1)
        for group, present in enumerate(standing.options):
            for option in range(sizes[group]):
                if option != present:
                    price[group][option] += change if standing.picked[group] else move
        for index, ways in enumerate(standing.ways):
            row = price[translation.sizes_variable(index)]
            for band, way in enumerate(ways):
                row[band] = IMPOSSIBLE if way is None else row[band] + _weighed(way, change, move, size, weight)
        return Effort(tuple(map(tuple, price)), self._changes(standing))

    def _changes(self, standing: Standing) -> tuple[tuple[int, ...], ...]:
        found = [[0] * size for size in self.problem_sizes]
        for group, option in standing.option_picks().items():
            found[group] = [int(at != option) for at in range(len(found[group]))]
        for index, ways in enumerate(standing.ways):
            row = found[self.translation.sizes_variable(index)]
            row[:] = [IMPOSSIBLE if way is None else way[0] for way in ways]
        return tuple(map(tuple, found))

    @property
    def problem_sizes(self) -> tuple[int, ...]:
        return self.translation.problem.sizes()

    def _cells(self, block: Block, standing: Standing) -> tuple[Cell | None, ...]:
        if block.sizes is None:
            return ((),)
        return tuple(None if way is None else way[4] for way in standing.ways[block.sizes])

    def kept(self, standing: Standing, sign: int) -> tuple[tuple[tuple[int, ...], ...], int]:
        """Costs whose least total, plus what is returned beside them, is `sign` times the lowest price with these picks
        (+1), or the highest (-1). An offset per variable keeps the costs from being negative."""
        translation = self.translation
        found: list[list[int]] = [[0] * size for size in self.problem_sizes]
        for index, block in enumerate(translation.blocks):
            for value, bounds in enumerate(self._within(index, block, standing)):
                if bounds is None:
                    found[block.variable][value] = IMPOSSIBLE
                elif found[block.variable][value] != IMPOSSIBLE:
                    found[block.variable][value] += min(sign * bounds[0], sign * bounds[1])
        offset = 0
        for row in found:
            least = min(row)
            offset += least if least != IMPOSSIBLE else 0
            row[:] = [cost if cost == IMPOSSIBLE else cost - least for cost in row]
        self._forbid(found, standing)
        return tuple(map(tuple, found)), offset

    def _within(self, index: int, block: Block, standing: Standing) -> Sequence[tuple[int, int] | None]:
        if block.sizes is None or not any(at is not None for one in standing.fixings(block.sizes) for at in one):
            return list(zip(block.low, block.high, strict=True))
        return self.bounds(index, tuple(standing.fixings(block.sizes)))

    def _forbid(self, costs: list[list[int]], standing: Standing) -> None:
        """Other options than those picked, and bands without a cell of the picked sizes."""
        for group, option in standing.option_picks().items():
            costs[group] = [cost if at == option else IMPOSSIBLE for at, cost in enumerate(costs[group])]
        for index, ways in enumerate(standing.ways):
            row = costs[self.translation.sizes_variable(index)]
            for band, way in enumerate(ways):
                if way is None or way[0]:
                    row[band] = IMPOSSIBLE
