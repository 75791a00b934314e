"""A line that is made into two: whose the material is, and how long each part's time at a machine is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from fulfilment.api.workspec import WorkSpec

Key = tuple[int, str]  # (operation, SKU)


def shares(spec: WorkSpec, pieces: int) -> dict[Key, int]:
    """What `pieces` of a spec take, by operation and item."""
    found: dict[Key, int] = defaultdict(int)
    for need in spec.materials:
        found[need.operation, need.sku] += need.quantity * pieces
    return dict(found)


def handed_over(held: Iterable[tuple[str, Key, int]], wanted: Mapping[Key, int]) -> dict[str, int]:
    """By claim, how much of it goes to the other part. `held`: claim, key, quantity, those that come first first: who
    has begun keeps what is here, who has not waits for what is on its way."""
    left, found = dict(wanted), dict[str, int]()
    for ref, key, quantity in reversed(list(held)):
        part = min(quantity, left.get(key, 0))
        if part:
            found[ref], left[key] = part, left[key] - part
    return found


def minutes_of(length: int, setup: int, begun: int, pieces: int) -> int:
    """How much of `length` minutes those `begun` of `pieces` keep: set-up is theirs, each piece takes as long."""
    setup = min(setup, length)
    return max(setup + (length - setup) * begun // pieces, min(length, 1))
