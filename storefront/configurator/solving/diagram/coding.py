"""The bytes of a diagram: variable-length integers (seven bits a byte, low end first) after three letters.

A node is written as how long ago it was first named, 0 for "the next new one". In diagrams of real rules most names are
new or recent, so nearly every cell is a small number and the whole deflates to less than a byte per edge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

MAGIC = b"DD2"

Numbers = Iterator[int]


def written(numbers: Iterable[int]) -> bytes:
    out = bytearray(MAGIC)
    for number in numbers:
        while number > 127:
            out.append(number & 127 | 128)
            number >>= 7
        out.append(number)
    return bytes(out)


def read(data: bytes) -> Numbers:
    """Raises ValueError when they are no diagram of this version."""
    if data[: len(MAGIC)] != MAGIC:
        raise ValueError("these bytes are no decision diagram of this version")
    return _numbers(data[len(MAGIC) :])


def _numbers(data: bytes) -> Numbers:
    number = shift = 0
    for byte in data:
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield number
            number = shift = 0


def named(nodes: Sequence[int]) -> Iterator[int]:
    """Raises ValueError unless they are numbered as they are named."""
    newest = -1
    for node in nodes:
        if node > newest + 1:
            raise ValueError("the nodes of the diagram are not numbered in order")
        yield newest + 1 - node
        newest = max(newest, node)


def naming(numbers: Numbers, count: int) -> list[int]:
    """The nodes again."""
    nodes: list[int] = []
    newest = -1
    for _ in range(count):
        node = newest + 1 - next(numbers)
        if node < 0:
            raise ValueError("the decision diagram names a node that it does not have")
        newest = max(newest, node)
        nodes.append(node)
    return nodes


def named_or_none(cells: Sequence[int]) -> Iterator[int]:
    """Cells of a choice: 0 for impossible stays 0."""
    names = named([cell - 1 for cell in cells if cell])
    return (1 + next(names) if cell else 0 for cell in cells)


def naming_or_none(numbers: Numbers, count: int) -> list[int]:
    raw = [next(numbers) for _ in range(count)]
    nodes = iter(naming((number - 1 for number in raw if number), count - raw.count(0)))
    return [1 + next(nodes) if number else 0 for number in raw]


def signed(costs: Sequence[Sequence[int]]) -> list[int]:
    """Zigzag: 0, -1, 1, -2 ... become 0, 1, 2, 3 ..."""
    return [2 * cost if cost >= 0 else -2 * cost - 1 for row in costs for cost in row]


def unsigned(numbers: Numbers, sizes: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    rows = [[next(numbers) for _ in range(size)] for size in sizes]
    return tuple([tuple([number >> 1 if number % 2 == 0 else -(number >> 1) - 1 for number in row]) for row in rows])


def tree(kinds: Sequence[int]) -> tuple[list[int], list[int]]:
    """Which cluster is below and which beside each, from the order in which they are written: a join (0) is followed
    by all under its `below`, then by all under its `beside`; an even kind is followed by what is below it."""
    under = [-1] * len(kinds), [-1] * len(kinds)
    waiting: list[tuple[int, int]] = []
    for place, kind in enumerate(kinds):
        if place:
            if not waiting:
                raise ValueError("the decision diagram hangs on nothing")
            side, above = waiting.pop()
            under[side][above] = place
        if kind == 0:
            waiting.append((1, place))
        if kind % 2 == 0:
            waiting.append((0, place))
    if waiting:
        raise ValueError("the decision diagram is cut short")
    return under
