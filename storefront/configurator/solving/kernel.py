"""The interface of a kernel: complete answers about one `Problem`, on plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

Picks = Mapping[int, int]  # variable index -> value index
Costs = Sequence[Sequence[int]]  # per variable, per value; `IMPOSSIBLE` forbids the value
IMPOSSIBLE = 1 << 60  # more than any sum of costs; sums stay below 2**53 so that JavaScript holds them exactly


Row = tuple[int | None, ...]


class Domains(NamedTuple):
    """What is still possible after some picks.

    `lowest` and `highest`: the least and the most that a complete assignment with the picks costs; None: there is none.
    `dearer[v][a]`: by how much the cheapest one with `v == a` is above `lowest`; `cheaper[v][a]`: by how much the
    dearest one is below `highest`; None where there is none (the value is blocked). For a picked variable only its pick
    is possible. Differences are what a page shows at an option, and most of them outlive a pick as they are.
    """

    lowest: int | None
    highest: int | None
    dearer: tuple[Row, ...]
    cheaper: tuple[Row, ...]

    @classmethod
    def of(cls, low: Sequence[Row], high: Sequence[Row]) -> Domains:
        """From final costs: of the cheapest and the dearest assignment with each value."""
        lowest = min((cost for row in low for cost in row if cost is not None), default=None)
        highest = max((cost for row in high for cost in row if cost is not None), default=None)
        dearer = tuple([tuple([_apart(cost, lowest) for cost in row]) for row in low])
        cheaper = tuple([tuple([_apart(highest, cost) for cost in row]) for row in high])
        return cls(lowest, highest, dearer, cheaper)

    @property
    def low(self) -> tuple[Row, ...]:
        """The lowest final cost with each value."""
        base = self.lowest or 0
        return tuple([tuple([None if more is None else base + more for more in row]) for row in self.dearer])

    @property
    def high(self) -> tuple[Row, ...]:
        """The highest final cost with each value."""
        base = self.highest or 0
        return tuple([tuple([None if less is None else base - less for less in row]) for row in self.cheaper])


def _apart(more: int | None, less: int | None) -> int | None:
    return None if more is None or less is None else more - less


class Kernel(Protocol):
    """Made once for one problem; every answer is exact over all complete assignments."""

    @property
    def name(self) -> str:
        """`diagram` or `solver`."""
        ...

    def valid(self, picks: Picks) -> tuple[tuple[bool, ...], ...]:
        """Per variable and value: does a complete assignment hold the picks and this value? The quick question."""
        ...

    def bounds(self, picks: Picks) -> tuple[int, int] | None:
        """The lowest and the highest final cost of all assignments that hold the picks; None: there is none."""
        ...

    def domains(self, picks: Picks) -> Domains:
        """Valid values and cost bounds of every variable. All None when the picks contradict each other."""
        ...

    def best(self, costs: Costs) -> tuple[tuple[int | None, ...], ...]:
        """Per variable and value the least total of `costs` over the assignments with that value; None: there is none.

        Everything else is a choice of costs: 1 per changed pick gives the smallest repair of every blocked value at
        once; changes, then moves of untouched inputs, then price, as digits of one number, gives the way to get there.
        """
        ...

    def witness(self, costs: Costs, wanted: Picks) -> tuple[int, ...] | None:
        """One complete assignment of least total cost that holds `wanted`; None: there is none. Deterministic."""
        ...

    def count(self, picks: Picks) -> int | None:
        """How many complete assignments hold the picks; None where the kernel cannot know."""
        ...
