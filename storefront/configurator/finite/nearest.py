"""From where the shopper stands: the nearest cell of every band, and which sizes are within reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product

from storefront.configurator.finite.boxes import Box
from storefront.configurator.finite.limits import TooManySizes
from storefront.configurator.finite.sizes import Cell, SizeMap, runs_within
from storefront.configurator.finite.wide import WideMap

FREE, PICKED, LOOSE, KEPT, FIRM, WRITTEN = range(6)
# How a size is held: FREE may move (untouched), PICKED may be changed (it counts), LOOSE is a counter of letters that
# nobody wrote yet, KEPT one of written letters: as many as there are, or none where the text is not asked for or is
# taken back; FIRM the same while it is not taken back. WRITTEN are those of a text that is always asked for: taking it
# back counts as a change. Of equal ways the one that takes nothing back is the shorter.

LETTERS = frozenset({KEPT, FIRM, WRITTEN})
MEANT = LETTERS | {PICKED}  # sizes and letters that a shopper chose

FAR = 1000  # across the whole of a size's range

Way = tuple[int, int, int, int, Cell]
# picked sizes changed, untouched ones moved, how far in thousandths of the ranges (rounded up), steps, the cell


@dataclass
class _Nearest:
    sizes: SizeMap
    present: Cell
    held: tuple[int, ...]
    memo: dict[tuple[int, int], dict[int, Way]] = field(default_factory=dict)

    def below(self, node: int, depth: int) -> dict[int, Way]:
        if depth == len(self.present):
            return {node: (0, 0, 0, 0, ())}
        found = self.memo.get((depth, node))
        if found is None:
            found = self.memo[depth, node] = {}
            for start, end, target in runs_within(self.sizes.nodes[node], None):
                for at in self._places(depth, start, end):
                    self._step(found, depth, at, self.below(target, depth + 1))
        return found

    def _places(self, depth: int, start: int, end: int) -> Sequence[int]:
        """The nearest index of a run; of written letters also none."""
        present = self.present[depth]
        if self.held[depth] in LETTERS:
            return [at for at in _letters(self.held[depth], present) if start <= at < end]
        return (min(max(present, start), end - 1),)

    def _step(self, found: dict[int, Way], depth: int, at: int, below: dict[int, Way]) -> None:
        away, held = abs(at - self.present[depth]), self.held[depth]
        changed, moved = int(away > 0 and held in (PICKED, WRITTEN)), int(away > 0 and held == FREE)
        steps = away if held in (FREE, PICKED) else 0
        far = -(-FAR * steps // max(1, len(self.sizes.grids[depth]) - 1)) + (away > 0 and held in LETTERS)
        for band, (c, m, f, s, tail) in below.items():
            way = (changed + c, moved + m, far + f, steps + s, (at, *tail))
            if band not in found or way < found[band]:
                found[band] = way


def _letters(held: int, present: int) -> Sequence[int]:
    return [present] if held == FIRM else sorted({0, present})


@lru_cache(maxsize=1024)
def nearest(sizes: SizeMap, present: Cell, held: tuple[int, ...]) -> tuple[Way | None, ...]:
    """Per band the way to its nearest cell: fewest picked sizes changed, then fewest others moved, then the shortest.

    None where only other letters than those written would do. Raises `TooManySizes` for sizes that are searched, and
    take too long.
    """
    if isinstance(sizes, WideMap):
        return _searched(sizes, present, held)
    found = _Nearest(sizes, present, held).below(sizes.root, 0)
    return tuple(found.get(band) for band in range(sizes.bands))


def _searched(sizes: WideMap, present: Cell, held: tuple[int, ...]) -> tuple[Way | None, ...]:
    """First with no pick changed, which has to be known; then anywhere, where a band that takes too long to be looked
    for has some way instead of the nearest."""
    found: dict[int, Way] = {}
    rank = _Rank(sizes, present, held)
    if PICKED in held or WRITTEN in held:
        found.update((band, rank(box)) for band, box in sizes.first(rank.starts(still=True), rank))
    try:
        for band, box in sizes.first(rank.starts(still=False), rank, frozenset(found)):
            found[band] = rank(box)
    except TooManySizes:
        if LETTERS & set(held):
            raise
        for band, cell in enumerate(sizes.examples):
            found.setdefault(band, rank(tuple(range(at, at + 1) for at in cell)))
    return tuple(found.get(band) for band in range(sizes.bands))


@dataclass
class _Rank:
    """The way to the nearest cell of a box, as if all of the box would do."""

    sizes: SizeMap
    present: Cell
    held: tuple[int, ...]

    def __call__(self, box: Box) -> Way:
        changed = moved = far = steps = 0
        cell = tuple(
            [min(max(at, places.start), places.stop - 1) for at, places in zip(self.present, box, strict=True)]
        )
        for depth, (at, present, held) in enumerate(zip(cell, self.present, self.held, strict=True)):
            changed += at != present and held in (PICKED, WRITTEN)
            away = abs(at - present) if held in (FREE, PICKED) else 0
            moved = moved + (away > 0 and held == FREE)
            steps += away
            far += at != present and held in LETTERS
            far -= -FAR * away // max(1, len(self.sizes.grids[depth]) - 1)
        return changed, moved, far, steps, cell

    def starts(self, *, still: bool) -> list[Box]:
        """All that may be reached: of written letters as many as there are or none; with `still` no pick changes."""
        ways: list[list[range]] = []
        for grid, at, held in zip(self.sizes.grids, self.present, self.held, strict=True):
            if held in LETTERS:
                places = [at] if still and held == WRITTEN else _letters(held, at)
                ways.append([range(place, place + 1) for place in places])
            else:
                ways.append([range(at, at + 1) if still and held == PICKED else range(len(grid))])
        return list(product(*ways))


@lru_cache(maxsize=1024)
def within_reach(
    sizes: SizeMap, fixed: tuple[int | None, ...], bands: frozenset[int], depth: int
) -> tuple[range, ...] | None:
    """The values of the size at `depth` with which, the others as `fixed`, a cell of `bands` exists. None where sizes
    have to be searched and that takes too long."""
    if isinstance(sizes, WideMap):
        try:
            places = sizes.projected(fixed, bands, depth)
        except TooManySizes:
            return None
        return tuple(sizes.grids[depth][part.start : part.stop] for part in places)
    alive: dict[tuple[int, int], bool] = {}

    def lives(node: int, at: int) -> bool:
        if at == len(fixed):
            return node in bands
        if (at, node) not in alive:
            alive[at, node] = any(lives(target, at + 1) for _, _, target in runs_within(sizes.nodes[node], fixed[at]))
        return alive[at, node]

    marks: list[tuple[int, int]] = []

    def walk(node: int, at: int) -> None:
        if at == depth:
            marks.extend((s, e) for s, e, target in runs_within(sizes.nodes[node], None) if lives(target, at + 1))
            return
        for target in {target for _, _, target in runs_within(sizes.nodes[node], fixed[at])}:
            walk(target, at + 1)

    walk(sizes.root, 0)
    return tuple(sizes.grids[depth][start:end] for start, end in _united(marks))


def _united(marks: list[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in sorted(marks):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
