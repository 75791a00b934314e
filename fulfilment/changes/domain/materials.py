"""What a change takes more and gives back: by operation and item, against what the line already holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from fulfilment.api.workspec import WorkSpec


@dataclass(frozen=True)
class Given:
    """So much of an item is set aside for an operation of the line."""

    operation: int
    sku: str
    quantity: int


@dataclass(frozen=True)
class Delta:
    """`quantity` more of an item for an operation; negative: to be given back."""

    operation: int
    sku: str
    quantity: int


def deltas(wanted: WorkSpec, pieces: int, given: Iterable[Given], started: Collection[int]) -> tuple[Delta, ...]:
    """The differences of every operation that has not started; what is issued stays where it is."""
    numbers = {operation.number for operation in wanted.operations}
    left: dict[tuple[int, str], int] = defaultdict(int)
    for need in wanted.materials:
        if need.operation in numbers:
            left[need.operation, need.sku] += need.quantity * pieces
    for one in given:
        left[one.operation, one.sku] -= one.quantity
    return tuple(
        Delta(operation, sku, quantity)
        for (operation, sku), quantity in sorted(left.items())
        if quantity and operation not in started
    )
