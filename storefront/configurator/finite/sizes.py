"""Sizes that belong together, and the bands of them that no rule can tell apart.

A `SizeMap` maps every cell of the stepped grid of its sizes to a band. It is a decision diagram over intervals: a node
of the first size holds runs (end, target) along the grid, the target is a node of the next size, that of the last size
a band. `width * drop <= 6500000` over 6.2 million cells so takes some hundred nodes, and stays exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

Runs = tuple[tuple[int, int], ...]  # (first index after the run, target), from index 0 on
Cell = tuple[int, ...]  # per size its index on the grid


@dataclass(frozen=True, eq=False)  # large and made once: told apart by identity
class SizeMap:
    """`names`: numbers and letter counters, counters last. `grids`: their values. `bands`: how many there are."""

    names: tuple[str, ...]
    grids: tuple[range, ...]
    counters: frozenset[str]
    nodes: tuple[Runs, ...]
    root: int
    bands: int
    countable: bool  # how many sizes a band stands for is how many products: no rule counts letters

    @cached_property
    def cells(self) -> tuple[int, ...]:
        """Per band, of how many sizes it consists."""
        return self.counted([None] * len(self.names))

    def values(self, cell: Cell) -> dict[str, int]:
        return {name: grid[at] for name, grid, at in zip(self.names, self.grids, cell, strict=True)}

    def cell(self, values: dict[str, int]) -> Cell:
        return tuple(grid.index(values[name]) for name, grid in zip(self.names, self.grids, strict=True))

    def band(self, cell: Cell) -> int:
        target = self.root
        for at in cell:
            target = run_at(self.nodes[target], at)
        return target

    def counted(self, fixed: Sequence[int | None]) -> tuple[int, ...]:
        """Per band, of how many cells it consists where the sizes in `fixed` (indices) are as given.

        The letters of a text are one choice, however many: a counter only says whether a band has any.
        """
        memo: dict[tuple[int, int], dict[int, int]] = {}
        found = self._count(self.root, 0, fixed, memo)
        return tuple(found.get(band, 0) for band in range(self.bands))

    def _count(
        self, node: int, depth: int, fixed: Sequence[int | None], memo: dict[tuple[int, int], dict[int, int]]
    ) -> dict[int, int]:
        if depth == len(self.names):
            return {node: 1}
        known = memo.get((depth, node))
        if known is None:
            known = memo[depth, node] = {}
            counts = self.names[depth] not in self.counters
            for start, end, target in runs_within(self.nodes[node], fixed[depth]):
                for band, cells in self._count(target, depth + 1, fixed, memo).items():
                    known[band] = known.get(band, 0) + cells * (end - start) if counts else 1
        return known


def run_at(runs: Runs, at: int) -> int:
    """The target of the run that holds the index."""
    return next(target for end, target in runs if at < end)


def runs_within(runs: Runs, fixed: int | None) -> list[tuple[int, int, int]]:
    """(start, end, target) of every run, or of the one cell that is fixed."""
    if fixed is not None:
        return [(fixed, fixed + 1, run_at(runs, fixed))]
    starts = (0, *(end for end, _ in runs))
    return [(start, end, target) for start, (end, target) in zip(starts, runs, strict=False)]
