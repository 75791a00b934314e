"""The moving average, in whole minor units: nothing is lost by rounding, it stays in the purse.

The weighted moving average of a perpetual inventory (IAS 2, paragraph 27): after each receipt the average is what all
on the shelf has cost, divided by how much there is.
"""

from __future__ import annotations

from typing import NamedTuple


class Purse(NamedTuple):
    """What all that is on hand has cost. `last_minor` for `last_per` is the average when there last was something."""

    value: int
    opening: int
    last_minor: int
    last_per: int


def part(value: int, numerator: int, denominator: int) -> int:
    """`value * numerator / denominator`, rounded half up; none of it negative."""
    return (2 * value * numerator + denominator) // (2 * denominator)


def take_in(purse: Purse | None, on_hand: int, quantity: int, paid: int | None) -> tuple[Purse | None, int | None]:
    """Goods come in; returns the purse and what they are worth. `paid` None: they are worth the average.

    Without a purse and a price nothing is known, and that is said (None). The first price known also values what lay
    there before (`opening`).
    """
    if purse is None:
        if paid is None:
            return None, None
        opening = part(paid, on_hand, quantity)
        return Purse(paid + opening, opening, paid + opening, on_hand + quantity), paid
    worth = part(purse.last_minor, quantity, purse.last_per) if paid is None else paid
    value = purse.value + worth
    return Purse(value, purse.opening, value, on_hand + quantity), worth


def take_out(purse: Purse | None, on_hand: int, quantity: int) -> tuple[Purse | None, int | None]:
    """Goods go out at the average; the last of them take what is left. Returns the purse and their (positive) worth."""
    if purse is None:
        return None, None
    worth = part(purse.value, quantity, on_hand)
    left = purse.value - worth
    if on_hand == quantity:
        return purse._replace(value=left), worth
    return Purse(left, purse.opening, left, on_hand - quantity), worth
