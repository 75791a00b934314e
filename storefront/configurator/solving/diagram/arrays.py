"""A compiled problem: a tree of small tables in one flat array, with its bytes and its content hash.

A cluster is a layer of nodes with the same job. A *choice* cluster decides one variable: each of its nodes has a cell
per value, 0 where the value is impossible there, else 1 + the index of a node in the cluster below (1 at a leaf). A
*join* cluster has two clusters below that share no variable: each of its nodes is a pair of node indices, both of
which must hold. Clusters below come first; the last one is the root and has one node. Every complete assignment of the
problem is exactly one way down from the root, so counts are sums of products and costs are sums along the way.

This is a multi-valued decomposable decision graph (Koriche, Lagniez, Marquis, Thomas: "Compiling Constraint Networks
into Multivalued Decomposable Decision Graphs", IJCAI 2015) laid out along a pseudo tree, which makes it an AND/OR
multi-valued decision diagram (Mateescu, Dechter, Marinescu, JAIR 33, 2008).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

_MAGIC = b"DD1"
_VERSION = 1

Table = tuple[tuple[int, ...], ...]  # per variable, per value


@dataclass(frozen=True)
class Cluster:
    """`variable` of a choice, or -1 of a join. `below` and `beside`: the clusters under it (-1: none; a choice has no
    `beside`). `start`: where its cells begin; `width` cells per node."""

    variable: int
    below: int
    beside: int
    nodes: int
    width: int
    start: int


@dataclass(frozen=True)
class Diagram:
    """`sizes`: values per variable. `low`, `high`: what each value adds to the cost. No clusters: nothing is possible
    (or there are no variables)."""

    sizes: tuple[int, ...]
    low: Table
    high: Table
    clusters: tuple[Cluster, ...]
    cells: tuple[int, ...]

    @property
    def nodes(self) -> int:
        return sum(cluster.nodes for cluster in self.clusters)

    @property
    def edges(self) -> int:
        """Possible values of choice nodes and both legs of joins."""
        return sum(1 for cell in self.cells if cell) + sum(
            self.cells[c.start : c.start + 2 * c.nodes].count(0) for c in self.clusters if c.variable < 0
        )

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the bytes, in hex: the content hash."""
        return hashlib.sha256(self.to_bytes()).hexdigest()

    def to_bytes(self) -> bytes:
        """Variable-length integers (seven bits a byte, low end first); deflates well. Costs are signed (zigzag)."""
        numbers: list[int] = [_VERSION, len(self.sizes), *self.sizes, len(self.clusters)]
        for cluster in self.clusters:
            numbers += (cluster.variable + 1, cluster.below + 1, cluster.beside + 1, cluster.nodes)
        numbers += self.cells
        numbers += (cost * 2 if cost >= 0 else -cost * 2 - 1 for row in self.low for cost in row)
        same = self.low == self.high
        numbers.append(int(same))
        if not same:
            numbers += (cost * 2 if cost >= 0 else -cost * 2 - 1 for row in self.high for cost in row)
        return _MAGIC + bytes(_written(numbers))

    @staticmethod
    def from_bytes(data: bytes) -> Diagram:
        """Raises ValueError when the bytes are not a diagram of this version, or are cut short."""
        if data[: len(_MAGIC)] != _MAGIC:
            raise ValueError("these bytes are no decision diagram")
        numbers = _read(data[len(_MAGIC) :])
        try:
            return _decoded(numbers)
        except StopIteration:
            raise ValueError("the decision diagram is cut short") from None


def _written(numbers: Iterable[int]) -> Iterator[int]:
    for number in numbers:
        while number > 127:
            yield number & 127 | 128
            number >>= 7
        yield number


def _read(data: bytes) -> Iterator[int]:
    number = shift = 0
    for byte in data:
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield number
            number = shift = 0


def _decoded(numbers: Iterator[int]) -> Diagram:
    if next(numbers) != _VERSION:
        raise ValueError("this decision diagram is of another version")
    sizes = tuple([next(numbers) for _ in range(next(numbers))])
    clusters: list[Cluster] = []
    start = 0
    for place in range(next(numbers)):
        variable, below, beside, nodes = (next(numbers) for _ in range(4))
        if variable > len(sizes) or below > place or beside > place:
            raise ValueError("the decision diagram points outside itself")
        width = sizes[variable - 1] if variable else 2
        clusters.append(Cluster(variable - 1, below - 1, beside - 1, nodes, width, start))
        start += width * nodes
    cells = tuple([next(numbers) for _ in range(start)])
    low = _costs(numbers, sizes)
    high = low if next(numbers) else _costs(numbers, sizes)
    return Diagram(sizes, low, high, tuple(clusters), cells)


def _costs(numbers: Iterator[int], sizes: tuple[int, ...]) -> Table:
    return tuple([tuple([_signed(next(numbers)) for _ in range(size)]) for size in sizes])


def _signed(number: int) -> int:
    return number >> 1 if number & 1 == 0 else -(number >> 1) - 1
