"""A table of rows as clauses over "this variable takes one of these values", short and without helper variables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import product
from operator import or_

from ..problem import Table

PAIRS = 50_000

Cube = tuple[frozenset[int], ...]  # per column the values it speaks about; a row lies in it when every column does


def forbidden_cubes(table: Table, sizes: Sequence[int]) -> list[Cube]:
    """Cubes that together hold exactly the rows the table forbids; none can be widened by a whole column.

    `sizes`: the number of values of each column's variable. A clause is the negation of one cube.
    """
    if not table.allowed:
        return [tuple(frozenset([value]) for value in row) for row in dict.fromkeys(table.rows)]
    rows = list(dict.fromkeys(table.rows))
    cubes = _missing(frozenset(rows), list(sizes), {})
    holders = _holders(rows, sizes)
    every = (1 << len(rows)) - 1
    return list(dict.fromkeys(_widened(cube, sizes, holders, every) for cube in cubes))


def forbidden_pairs(table: Table, sizes: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """The same of a table with two columns, pair by pair; nothing of one with more than `PAIRS` pairs."""
    if sizes[0] * sizes[1] <= PAIRS:
        rows = set(table.rows)
        yield from ((a, b) for a, b in product(*map(range, sizes)) if ((a, b) in rows) is not table.allowed)


def _missing(
    rows: frozenset[tuple[int, ...]],
    sizes: list[int],
    known: dict[tuple[int, frozenset[tuple[int, ...]]], list[Cube]],
) -> list[Cube]:
    """The complement of `rows`, column by column; values that lead to the same rest share their cubes."""
    if not sizes:
        return [] if rows else [()]
    if not rows:
        return [tuple(frozenset(range(size)) for size in sizes)]
    key = (len(sizes), rows)
    if key not in known:
        rests: dict[int, set[tuple[int, ...]]] = {value: set() for value in range(sizes[0])}
        for row in rows:
            rests[row[0]].add(row[1:])
        alike: dict[frozenset[tuple[int, ...]], list[int]] = {}
        for value, rest in rests.items():
            alike.setdefault(frozenset(rest), []).append(value)
        known[key] = [
            (frozenset(values), *cube) for rest, values in alike.items() for cube in _missing(rest, sizes[1:], known)
        ]
    return known[key]


def _holders(rows: Sequence[tuple[int, ...]], sizes: Sequence[int]) -> list[list[int]]:
    """Per column and value a bit set of the rows that hold the value there."""
    holders = [[0] * size for size in sizes]
    for place, row in enumerate(rows):
        for column, value in enumerate(row):
            holders[column][value] |= 1 << place
    return holders


def _widened(cube: Cube, sizes: Sequence[int], holders: list[list[int]], every: int) -> Cube:
    """The cube with each column freed, then each value added, wherever it still meets no row: a stronger clause."""
    met = [reduce(or_, (holders[column][value] for value in values), 0) for column, values in enumerate(cube)]
    wide = [set(values) for values in cube]
    for column, size in enumerate(sizes):
        others = every
        for other, bits in enumerate(met):
            if other != column:
                others &= bits
        free = [value for value in range(size) if not others & holders[column][value]]
        wide[column].update(free)
        met[column] = reduce(or_, (holders[column][value] for value in wide[column]), 0)
    return tuple(frozenset(values) for values in wide)
