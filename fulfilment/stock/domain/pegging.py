"""Which order waits for which supply, decided on plain values: nothing is given twice, nobody who is in time is made
late for somebody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

SHELF = date.min  # what lies here is here before every need


class Demand(NamedTuple):
    """A quantity wanted on `needed_on`. `rank` breaks ties: promised day, confirmation, line."""

    key: tuple[str, int | None]
    quantity: int
    needed_on: date
    rank: tuple[object, ...] = ()


class Supply(NamedTuple):
    """A quantity that is on the dock on `day` (`SHELF`: it lies here). `key` names shelf or purchase order line."""

    key: tuple[str, int]
    quantity: int
    day: date = SHELF


class Peg(NamedTuple):
    """A part of a demand and the supply it stands on; `supply` None: still to be bought."""

    demand: tuple[str, int | None]
    supply: tuple[str, int] | None
    quantity: int


class _Pool:
    """What is left of each supply, by day."""

    def __init__(self, supplies: Iterable[Supply]) -> None:
        self._rows = sorted(supplies, key=lambda s: (s.day, s.key))
        self._left = {s.key: s.quantity for s in self._rows}

    def take(self, demand: Demand, *, latest_first: bool, until: date = date.max) -> list[Peg]:
        """As much as there is by `until`, from the earliest or from the latest."""
        pegs, missing = list[Peg](), demand.quantity
        rows = [s for s in self._rows if s.day <= until]
        for supply in reversed(rows) if latest_first else rows:
            part = min(missing, self._left[supply.key])
            if part:
                self._left[supply.key] -= part
                missing -= part
                pegs.append(Peg(demand.key, supply.key, part))
        return pegs


def peg(
    demands: Sequence[Demand], supplies: Sequence[Supply], in_time: Iterable[tuple[str, int | None]] = ()
) -> list[Peg]:
    """Give supplies to demands: the earlier need gets the earlier supply.

    Demands in `in_time` have what they need by their day already, and still have afterwards. So they step back first,
    each to the latest supply that is early enough (those with the latest need first, for their choice holds everybody
    else's); then the others take the earliest of what is left; then those in time take the earliest of the rest.
    Whatever is not met is a peg without a supply. The parts of each demand always add up to it.
    """
    kept = frozenset(in_time)
    ordered = sorted(demands, key=lambda d: (d.needed_on, d.rank))
    early = [d for d in ordered if d.key in kept]
    late = [d for d in ordered if d.key not in kept]
    stepping_back = _Pool(supplies)
    for demand in reversed(early):
        stepping_back.take(demand, latest_first=True, until=demand.needed_on)
    taken = {d.key: stepping_back.take(d, latest_first=False) for d in late}
    rest = _Pool(_without(supplies, [p for pegs in taken.values() for p in pegs]))
    taken |= {d.key: rest.take(d, latest_first=False) for d in early}
    return [one for demand in ordered for one in _whole(demand, taken[demand.key])]


def _without(supplies: Iterable[Supply], pegs: Iterable[Peg]) -> list[Supply]:
    gone: dict[tuple[str, int] | None, int] = {}
    for one in pegs:
        gone[one.supply] = gone.get(one.supply, 0) + one.quantity
    return [s._replace(quantity=s.quantity - gone.get(s.key, 0)) for s in supplies]


def _whole(demand: Demand, pegs: list[Peg]) -> list[Peg]:
    missing = demand.quantity - sum(one.quantity for one in pegs)
    return [*pegs, Peg(demand.key, None, missing)] if missing else pegs
