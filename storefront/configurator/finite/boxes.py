"""Exact search over a grid that is too wide to be looked through cell by cell: by boxes.

A box is a range of places along every size. Interval arithmetic says of a box whether a comparison is true in all of
it, in none of it, or not known; what is not known is halved along a size that it speaks of, and the last few cells are
looked at one by one. So a search costs what the border between true and false is long, not what lies on either side,
and it may stop as soon as it has found what it looks for (Moore, Kearfott and Cloud, "Introduction to Interval
Analysis", SIAM 2009, chapter 5: branch and bound; whole numbers make it finite).
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from math import prod
from typing import Any

from storefront.configurator.expressions import Scope, Span, tree
from storefront.configurator.expressions.closures import closure
from storefront.configurator.expressions.intervals import span
from storefront.configurator.finite.limits import TooManySizes

Box = tuple[range, ...]  # per size the places on its grid
Truth = tuple[bool, ...]  # per comparison
Known = tuple[bool | None, ...]  # as far as a box decides them
Cell = tuple[int, ...]

Rank = Callable[[Box], Any]  # whatever can be ordered
Wanted = Callable[[Known, Box], bool]

LEAF = 64  # cells that are looked at one by one


class Boxes:
    """The boxes of one grid (`names`, `grids`) under some comparisons of its sizes."""

    def __init__(self, names: Sequence[str], grids: Sequence[range], atoms: Sequence[tree.Compare]) -> None:
        self._names, self._grids, self._atoms = names, grids, atoms
        self._runs = [closure(atom, Scope()) for atom in atoms]
        self._about = [frozenset(names.index(name) for name in tree.names(atom)) for atom in atoms]

    def whole(self, fixed: Sequence[int | None] = ()) -> Box:
        """All of the grid, or what is left of it with some places fixed."""
        places = fixed or (None,) * len(self._grids)
        return tuple(
            range(len(grid)) if at is None else range(at, at + 1) for grid, at in zip(self._grids, places, strict=True)
        )

    def truth(self, cell: Cell) -> Truth:
        env = {name: grid[at] for name, grid, at in zip(self._names, self._grids, cell, strict=True)}
        return tuple([bool(run(env)) for run in self._runs])

    def known(self, box: Box, before: Known) -> Known:
        """What a box decides; `before`: what the box around it did."""
        ends = zip(self._names, self._grids, box, strict=True)
        scope = Scope({name: Span(grid[places[0]], grid[places[-1]]) for name, grid, places in ends})
        return tuple([decided(a, scope) if was is None else was for a, was in zip(self._atoms, before, strict=True)])

    def search(self, start: Iterable[Box], rank: Rank, wanted: Wanted, most: int) -> Iterator[tuple[Truth, Box]]:
        """Boxes that are one in their truth, those of least `rank` first (of equal ones the latest found).

        `rank` of a box is at most that of a cell in it. What is not `wanted` any more when its turn comes is passed
        over. Raises `TooManySizes` after `most` boxes.
        """
        serial = 0
        heap: list[tuple[Any, int, Box, Known]] = []
        for box in start:
            serial -= 1
            heapq.heappush(heap, (rank(box), serial, box, self.known(box, (None,) * len(self._atoms))))
        while heap:
            _, _, box, known = heapq.heappop(heap)
            if not wanted(known, box):
                continue
            if None not in known:
                yield tuple(map(bool, known)), box
                continue
            for part, found in self._parts(box, known):
                serial -= 1
                heapq.heappush(heap, (rank(part), serial, part, found))
            if -serial > most:
                raise TooManySizes("A comparison of sizes has too fine a pattern to be searched.", self._names)

    def _parts(self, box: Box, known: Known) -> Iterator[tuple[Box, Known]]:
        """The halves of a box along a size that matters; of a small one the cells, those of one truth together."""
        open_ = [about for about, was in zip(self._about, known, strict=True) if was is None]
        about = sorted(frozenset[int]().union(*open_))
        if prod(len(box[at]) for at in about) <= LEAF:
            for cell in product(*(box[at] for at in about)):
                places = dict(zip(about, cell, strict=True))
                part = tuple(range(p, p + 1) if (p := places.get(at, -1)) >= 0 else r for at, r in enumerate(box))
                truth = self.truth(tuple(places[0] for places in part))
                yield part, tuple([t if was is None else was for t, was in zip(truth, known, strict=True)])
            return
        at = max(about, key=lambda at: len(box[at]))
        middle = len(box[at]) // 2
        for half in (box[at][middle:], box[at][:middle]):  # what lies first is looked at first
            part = (*box[:at], half, *box[at + 1 :])
            yield part, self.known(part, known)


def decided(node: tree.Node, scope: Scope) -> bool | None:
    """Whether a condition over sizes is true everywhere in `scope` (True), nowhere (False), or not known (None)."""
    match node:
        case tree.Truth(value):
            return value
        case tree.Compare(op, left, right):
            return _compared(op, span(left, scope), span(right, scope))
    raise AssertionError(f"no comparison: {node!r}")


def _compared(op: str, left: Span, right: Span) -> bool | None:
    match op:
        case "<":
            return True if left.high < right.low else False if left.low >= right.high else None
        case "<=":
            return True if left.high <= right.low else False if left.low > right.high else None
        case ">":
            return _compared("<", right, left)
        case ">=":
            return _compared("<=", right, left)
    raise AssertionError(f"equality is two thresholds: {op}")
