"""The interface of a kernel: complete answers about one `Problem`, on plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

Picks = Mapping[int, int]  # variable index -> value index
Costs = Sequence[Sequence[int]]  # per variable, per value; `IMPOSSIBLE` forbids the value
IMPOSSIBLE = 1 << 60  # more than any sum of costs; sums stay below 2**53 so that JavaScript holds them exactly


@dataclass(frozen=True)
class Domains:
    """What is still possible after some picks.

    `low[v][a]` and `high[v][a]`: the lowest and the highest final cost of all complete assignments that hold the picks
    and `v == a`; None where there is none (the value is blocked). For a picked variable only its pick is possible.
    """

    low: tuple[tuple[int | None, ...], ...]
    high: tuple[tuple[int | None, ...], ...]


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
