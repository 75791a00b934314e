"""Compatibility matrices as a grid: every combination of the options of two or more groups, sold or not.

A document writes a matrix as rows in which a list or `*` stands for several options. A grid has one cell for each
combination; rows with the same cells are folded together again, so that the file stays readable.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from foundation.plain.errors import TooLarge
from storefront.configurator.document.editing.parts import Item

MAX_CELLS = 4_000
Combination = tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """`sold` holds the combinations (one option id for each of `groups`) that can be bought together."""

    groups: tuple[str, ...]
    options: tuple[tuple[str, ...], ...]
    sold: frozenset[Combination]

    @property
    def rows(self) -> list[Combination]:
        """One for each combination of all groups but the last, whose options are the columns."""
        return list(product(*self.options[:-1]))

    @property
    def columns(self) -> tuple[str, ...]:
        return self.options[-1]


def blank(groups: Sequence[str], known: Mapping[str, Sequence[str]]) -> Grid:
    """A grid in which everything goes with everything. Raises `TooLarge` for more cells than a page can show."""
    options = tuple(tuple(known[group]) for group in groups)
    cells = prod(len(ids) for ids in options)
    if cells > MAX_CELLS:
        raise TooLarge(
            f"These groups have {cells:,} combinations; a grid holds {MAX_CELLS:,}. "
            "Use fewer groups, or an if-then rule.",
            field="groups",
        )
    return Grid(tuple(groups), options, frozenset(product(*options)))


def grid_of(rule: Item, known: Mapping[str, Sequence[str]]) -> Grid:
    """The grid of a matrix rule whose document compiles. Raises `TooLarge`."""
    every = blank([str(group) for group in rule["groups"]], known)
    rows = rule.get("allow") or rule.get("forbid") or []
    said = frozenset(one for row in rows for one in product(*_spelled(row, every.options)))
    return Grid(every.groups, every.options, said if "allow" in rule else every.sold - said)


def rows_of(grid: Grid) -> Item:
    """`{"allow": rows}` or `{"forbid": rows}`, whichever is shorter; forbidding nothing is an empty `forbid`."""
    every = frozenset(product(*grid.options))
    allow, forbid = _folded(grid, grid.sold), _folded(grid, every - grid.sold)
    if not allow or len(forbid) <= len(allow):
        return {"forbid": forbid}
    return {"allow": allow}


def _spelled(row: Sequence[object], options: tuple[tuple[str, ...], ...]) -> Iterable[tuple[str, ...]]:
    for cell, ids in zip(row, options, strict=True):
        wanted = [str(one) for one in cell] if isinstance(cell, list) else [str(cell)]
        yield ids if wanted == ["*"] else tuple(wanted)


def _folded(grid: Grid, said: frozenset[Combination]) -> list[list[object]]:
    """Rows with as few lines as folding the last group, and then the first, gives."""
    last: dict[Combination, list[str]] = {}
    for head in product(*grid.options[:-1]):
        cells = [option for option in grid.columns if (*head, option) in said]
        if cells:
            last[head] = cells
    first: dict[tuple[tuple[str, ...], Combination], list[str]] = {}
    for head, cells in last.items():
        first.setdefault((tuple(cells), head[1:]), []).append(head[0])
    return [
        [_cell(starts, grid.options[0]), *middle, _cell(list(cells), grid.columns)]
        for (cells, middle), starts in first.items()
    ]


def _cell(ids: list[str], every: tuple[str, ...]) -> object:
    if len(ids) == len(every):
        return "*"
    return ids[0] if len(ids) == 1 else ids
