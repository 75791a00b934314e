"""A work centre as a plan sees it, and the earliest slot on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from fulfilment.capacity.domain.axis import Axis
from fulfilment.capacity.domain.gaps import NEVER, Gaps

LOOK_AHEAD = 10 * 8 * 60


class Slot(NamedTuple):
    """Minutes [start, end) on unit `unit_id`."""

    unit_id: int
    start: int
    end: int


@dataclass(frozen=True)
class Centre:
    """A work centre: its axis and the free time of its units. `load` is the share of the next `LOOK_AHEAD` working
    minutes that is booked."""

    id: int
    code: str
    name: str
    seller_ref: str
    axis: Axis
    units: tuple[Gaps, ...]
    plan_version: int
    load: float = 0.0


def load_of(units: Sequence[Gaps], first: int) -> float:
    """The booked share of the `LOOK_AHEAD` minutes from position `first` on."""
    free = sum(unit.free_between(first, first + LOOK_AHEAD) for unit in units)
    return 1 - free / (LOOK_AHEAD * len(units))


def earliest_slot(units: Sequence[Gaps], release: int, minutes: int) -> Slot:
    """The earliest slot over `units`; of equals, the unit that comes first."""
    start, chosen = NEVER, units[0]
    for unit in units:
        found = unit.earliest(release, minutes, start)
        if found < start:
            start, chosen = found, unit
            if found == release:
                break
    return Slot(chosen.unit_id, start, start + minutes)


def earliest_whole(units: Sequence[Gaps], axis: Axis, release: int, minutes: int) -> Slot:
    """The earliest slot that no end of a shift interrupts: for work that cannot be left lying.

    Raises `Invalid` when no shift of the calendar is as long as the work.
    """
    best: Slot | None = None
    for unit in units:
        start = axis.whole_from(release, minutes)
        while best is None or start < best.start:
            found = unit.earliest(start, minutes)
            start = axis.whole_from(found, minutes)
            if start == found:
                best = Slot(unit.unit_id, start, start + minutes) if best is None or start < best.start else best
                break
    assert best is not None
    return best
