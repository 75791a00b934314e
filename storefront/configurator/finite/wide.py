"""Sizes under rules that no map of the grid can hold: side constraints, judged when they are asked about.

What the finite problem needs to know of a set of sizes is small: which comparisons can be true together (a *band*), and
that is found at publish by a search over boxes, exactly. What depends on where a shopper stands, such as whether 1,201
mm by some drop is in a band, is searched when somebody stands there. So kernels, explanations and repairs stay as they
are: a side constraint differs from a limit only in how its bands are found.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from storefront.configurator.expressions import tree
from storefront.configurator.expressions.closures import OPERATORS
from storefront.configurator.finite.boxes import Box, Boxes, Cell, Known, Rank, Truth
from storefront.configurator.finite.conditions import MIRRORED
from storefront.configurator.finite.limits import MAX_BANDS, TooManySizes
from storefront.configurator.finite.sizes import Runs, SizeMap

MAX_SIZES = 2  # that a fine comparison may speak of: with one of them picked, a line is left to search
MAX_PLACES = 100_000  # of each of them, so that a line is searched within a blink
AT_PUBLISH = 100_000  # boxes of one search: some seconds of the worker
AT_ONCE = 6_000  # of a search that a shopper waits for


@dataclass(frozen=True, eq=False)
class WideMap(SizeMap):
    """`truths`: per band which of `atoms` are true in it; `examples`: a cell of each. It has no `nodes`. How many cells
    a band has is not known: where they are counted, 1 stands for some."""

    atoms: tuple[tree.Compare, ...] = ()
    truths: tuple[Truth, ...] = ()
    examples: tuple[Cell, ...] = ()

    @cached_property
    def boxes(self) -> Boxes:
        return Boxes(self.names, self.grids, self.atoms)

    @cached_property
    def _bands(self) -> dict[Truth, int]:
        return {truth: band for band, truth in enumerate(self.truths)}

    def band(self, cell: Cell) -> int:
        return self._bands[self.boxes.truth(cell)]

    def counted(self, fixed: Sequence[int | None]) -> tuple[int, ...]:
        """1 for every band that has a cell with these places. Raises `TooManySizes`."""
        return _present(self, tuple(fixed))

    def first(self, start: Sequence[Box], rank: Rank, besides: Container[int] = ()) -> Iterator[tuple[int, Box]]:
        """Per band that the boxes of `start` hold, the box in them of least rank; not of bands in `besides`. Raises
        `TooManySizes`."""
        missing = {band: truth for band, truth in enumerate(self.truths) if band not in besides}

        def wanted(known: Known, _box: Box) -> bool:
            return any(_fits(known, truth) for truth in missing.values())

        for truth, box in self.boxes.search(start, rank, wanted, AT_ONCE) if missing else ():
            band = self._bands[truth]
            del missing[band]
            yield band, box
            if not missing:
                return

    def projected(self, fixed: Sequence[int | None], bands: frozenset[int], depth: int) -> tuple[range, ...]:
        """The places of one size with which, the others as `fixed`, a cell of `bands` exists. Raises `TooManySizes`."""
        possible = {truth for truth, band in self._bands.items() if band in bands}
        left = bytearray(b"\1") * len(self.grids[depth])  # not covered yet

        def wanted(known: Known, box: Box) -> bool:
            places = box[depth]
            return left.find(1, places.start, places.stop) >= 0 and any(_fits(known, truth) for truth in possible)

        whole = tuple(None if at == depth else place for at, place in enumerate(fixed))
        for _, box in self.boxes.search([self.boxes.whole(whole)], _any, wanted, 8 * AT_ONCE):
            left[box[depth].start : box[depth].stop] = bytes(len(box[depth]))
        ends = [at for at in range(len(left) + 1) if (at == len(left) or left[at]) != (at == 0 or left[at - 1])]
        return tuple(range(start, stop) for start, stop in zip(ends[::2], ends[1::2], strict=True))


@lru_cache(maxsize=1024)
def _present(sizes: WideMap, fixed: tuple[int | None, ...]) -> tuple[int, ...]:
    found = {band for band, _ in sizes.first([sizes.boxes.whole(fixed)], _any)}
    return tuple(int(band in found) for band in range(sizes.bands))


def _any(_box: Box) -> int:
    return 0


def _fits(known: Known, truth: Truth) -> bool:
    return all(was is None or was == is_ for was, is_ in zip(known, truth, strict=True))


def searched(
    names: tuple[str, ...], grids: tuple[range, ...], counters: frozenset[str], atoms: tuple[tree.Compare, ...]
) -> WideMap:
    """All bands of a grid, found by boxes. Raises `TooManySizes` where that takes too many, or gives too many bands."""
    boxes, kinds = Boxes(names, grids, atoms), _kinds(atoms)
    found: dict[Truth, Cell] = {}

    def wanted(known: Known, _box: Box) -> bool:
        ways = 1  # as many bands can a box hold
        for places, truths in kinds:
            here = tuple([known[at] for at in places])
            if None in here:
                ways *= sum(_fits(here, truth) for truth in truths)
        return known not in found if ways == 1 else sum(_fits(known, truth) for truth in found) < ways

    for truth, box in boxes.search([boxes.whole()], _any, wanted, AT_PUBLISH):
        found[truth] = tuple(places[0] for places in box)
        if len(found) > MAX_BANDS:
            raise TooManySizes(f"The rules cut {' and '.join(names)} into more than {MAX_BANDS:,} bands.", names)
    nodes: tuple[Runs, ...] = ()
    return WideMap(
        names, grids, counters, nodes, 0, len(found), countable=False, atoms=atoms, truths=tuple(found),
        examples=tuple(found.values()),
    )  # fmt: skip


def _kinds(atoms: Sequence[tree.Compare]) -> list[tuple[list[int], frozenset[Truth]]]:
    """Comparisons of the same formula together, and which of them can be true at once: two thresholds leave three
    ways, not four. What an equality becomes, `f <= 3` and `f >= 3`, is never false altogether."""
    homes: dict[object, list[tuple[int, str, int]]] = {}
    for at, atom in enumerate(atoms):
        left, right, op = atom.left, atom.right, atom.op
        if isinstance(left, tree.Integer):
            left, right, op = right, left, MIRRORED[op]  # type: ignore[assignment]  # an order mirrored is an order
        key, limit = (left, right.value) if isinstance(right, tree.Integer) else ((left, right), 0)
        homes.setdefault(key, []).append((at, op, limit))
    found = []
    for home in homes.values():
        values = {limit + away for _, _, limit in home for away in (-1, 0, 1)}
        truths = frozenset(tuple(bool(OPERATORS[op](value, limit)) for _, op, limit in home) for value in values)
        found.append(([at for at, _, _ in home], truths))
    return found
