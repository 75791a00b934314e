"""Free gaps on one unit of a work centre, in working minutes.

First version behind the interface of the gap ledger: sorted lists and bisection. Bookings of one unit never overlap,
so the first gap that fits from a position on is found by walking bookings from there.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fulfilment.capacity.domain.axis import Axis


@dataclass(frozen=True)
class Slot:
    """Minutes [start, end) on unit `unit_id`."""

    unit_id: int
    start: int
    end: int


class Timeline:
    """The booked intervals of one unit."""

    def __init__(self, unit_id: int, booked: Iterable[tuple[int, int]] = ()) -> None:
        self.unit_id = unit_id
        self._booked = sorted(booked)

    def copy(self) -> Timeline:
        twin = Timeline(self.unit_id)
        twin._booked = self._booked.copy()
        return twin

    def earliest(self, release: int, minutes: int) -> int:
        """The first start >= `release` from which `minutes` are free."""
        booked = self._booked
        index = bisect_right(booked, (release, release))
        if index and booked[index - 1][1] > release:
            release = booked[index - 1][1]
        while index < len(booked) and booked[index][0] < release + minutes:
            release = max(release, booked[index][1])
            index += 1
        return release

    def book(self, start: int, minutes: int) -> None:
        insort(self._booked, (start, start + minutes))


@dataclass(frozen=True)
class Centre:
    """A work centre as a plan sees it: its axis and the booked time of its units."""

    id: int
    code: str
    name: str
    seller_ref: str
    axis: Axis
    units: tuple[Timeline, ...]
    plan_version: int


def earliest_slot(units: Sequence[Timeline], release: int, minutes: int) -> Slot:
    """The earliest slot over `units`; of equals, the unit that comes first."""
    start, _, unit = min((unit.earliest(release, minutes), index, unit) for index, unit in enumerate(units))
    return Slot(unit.unit_id, start, start + minutes)
