"""Where in a band a price can be least or greatest: the few cells that have to be looked at.

A band is a union of boxes (runs along each size). Where a price rises (or falls) in a size, its extremes over a box are
at the box's ends; of many boxes only the corners that no other corner beats are kept. Where the direction in a size is
not known, each of its values is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import prod

from storefront.configurator.finite.direction import Direction
from storefront.configurator.finite.limits import Looks, TooManySizes
from storefront.configurator.finite.sizes import Cell, SizeMap, runs_within
from storefront.configurator.finite.wide import WideMap

Found = dict[int, list[Cell]]  # per band the corners of what lies below a node


@dataclass
class _Corners:
    sizes: SizeMap
    fixed: tuple[int | None, ...]
    towards: tuple[Direction, ...]  # +1: the lowest index is wanted, -1: the highest, 0: any, None: every one
    looks: Looks
    memo: dict[tuple[int, int], Found] = field(default_factory=dict)

    def below(self, node: int, depth: int) -> Found:
        if depth == len(self.fixed):
            return {node: [()]}
        known = self.memo.get((depth, node))
        if known is None:
            found: Found = {}
            for start, end, target in runs_within(self.sizes.nodes[node], self.fixed[depth]):
                for band, tails in self.below(target, depth + 1).items():
                    ends = self._ends(depth, start, end)
                    self.looks.take(len(ends) * len(tails), "A part of the price")
                    found.setdefault(band, []).extend((at, *tail) for at in ends for tail in tails)
            known = {band: self._best(cells, self.towards[depth:]) for band, cells in found.items()}
            self.memo[depth, node] = known
        return known

    def _ends(self, depth: int, start: int, end: int) -> Sequence[int]:
        towards = self.towards[depth]
        if towards is None:
            return range(start, end)
        return (end - 1,) if towards < 0 else (start,)

    def _best(self, cells: list[Cell], towards: tuple[Direction, ...]) -> list[Cell]:
        """The cells that no other one beats in every size."""
        if len(cells) == 1:
            return cells
        keyed = sorted((_key(cell, towards), cell) for cell in cells)
        moving = [at for at, way in enumerate(towards) if way != 0]
        if None not in towards and len(moving) == 2:
            return _staircase(keyed, moving[1])
        kept: list[tuple[tuple[int, ...], Cell]] = []
        for key, cell in keyed:
            if not any(_beats(other, key, towards) for other, _ in reversed(kept)):
                kept.append((key, cell))
        return [cell for _, cell in kept]


def _key(cell: Cell, towards: tuple[Direction, ...]) -> tuple[int, ...]:
    return tuple(at if way is None else at * way for at, way in zip(cell, towards, strict=True))


def _staircase(keyed: list[tuple[tuple[int, ...], Cell]], second: int) -> list[Cell]:
    """Of cells by their first size, those that are better in the second than all before."""
    kept, best = [], None
    for key, cell in keyed:
        if best is None or key[second] < best:
            best = key[second]
            kept.append(cell)
    return kept


def _beats(other: tuple[int, ...], key: tuple[int, ...], towards: tuple[Direction, ...]) -> bool:
    return all(a == b if way is None else a <= b for a, b, way in zip(other, key, towards, strict=True))


@lru_cache(maxsize=512)
def corners(
    sizes: SizeMap, fixed: tuple[int | None, ...], directions: tuple[Direction, ...]
) -> tuple[dict[int, list[Cell]], dict[int, list[Cell]]]:
    """Per band that is left by `fixed`, the cells among which a price that moves in `directions` is least, and those
    among which it is greatest. Raises `TooManySizes`."""
    if isinstance(sizes, WideMap):
        raise TooManySizes("The price depends on sizes whose rules are judged as they are asked about.", sizes.names)
    every = (grid for grid, at, way in zip(sizes.grids, fixed, directions, strict=True) if at is None and way is None)
    Looks().take(prod(len(grid) for grid in every), "A part of the price")  # said at once, not after a million looks
    lowest = _Corners(sizes, fixed, directions, Looks()).below(sizes.root, 0)
    turned = tuple(None if one is None else -one for one in directions)
    return lowest, _Corners(sizes, fixed, turned, Looks()).below(sizes.root, 0)
