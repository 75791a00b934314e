"""What is missing, when that bites, and whose promise it threatens: decided on plain values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class PegView:
    """A quantity of an item that a line holds, and the supply it stands on.

    `source` is `shelf`, `order` (a purchase order, `number`) or `nothing` (still to be bought). `here_on` is the day it
    is on the dock (None: it lies here, or nobody knows), `needed_on` the last day that is early enough. `spare_days`
    is the buffer of the promise.
    """

    sku: str
    line_ref: str
    order_number: str
    title: str
    operation: int | None
    quantity: int
    source: str
    number: str
    place: str
    here_on: date | None
    needed_on: date | None
    promised: date | None
    spare_days: int
    reserved: bool

    @property
    def late(self) -> bool:
        """It comes after the day it is needed, or nobody knows when."""
        if self.source == "shelf" or self.needed_on is None:
            return False
        return self.here_on is None or self.here_on > self.needed_on

    @property
    def late_days(self) -> int:
        """Calendar days; 0 when it is in time or no day is known."""
        if not self.late or self.here_on is None or self.needed_on is None:
            return 0
        return (self.here_on - self.needed_on).days

    @property
    def breaks(self) -> bool:
        """More than the promise's buffer can take."""
        return self.late and (self.here_on is None or self.late_days > self.spare_days)


@dataclass(frozen=True)
class ItemPegs:
    """All that is held of one item, the earliest need first."""

    sku: str
    name: str
    unit: str
    supplier: str | None
    pegs: tuple[PegView, ...]


@dataclass(frozen=True)
class Shortage:
    """An item that does not come in time for everybody. `bites_on` is the first day on which somebody stands without
    it; `to_buy` of `missing` is on no purchase order. `pegs` are the late ones, the earliest need first."""

    sku: str
    name: str
    unit: str
    supplier: str | None
    missing: int
    to_buy: int
    drafted: int
    bites_on: date
    pegs: tuple[PegView, ...]

    @property
    def broken(self) -> int:
        """Orders whose promise it breaks unless something happens."""
        return len({peg.line_ref for peg in self.pegs if peg.breaks})

    @property
    def threatened(self) -> int:
        return len({peg.line_ref for peg in self.pegs})


def shortage(item: ItemPegs, drafted: int) -> Shortage | None:
    """None when everybody gets it in time."""
    late = tuple(peg for peg in item.pegs if peg.late and peg.needed_on is not None)
    if not late:
        return None
    return Shortage(
        sku=item.sku,
        name=item.name,
        unit=item.unit,
        supplier=item.supplier,
        missing=sum(peg.quantity for peg in late),
        to_buy=sum(peg.quantity for peg in late if peg.source == "nothing"),
        drafted=drafted,
        bites_on=min(peg.needed_on for peg in late if peg.needed_on is not None),
        pegs=late,
    )


def pressing(items: Iterable[Shortage]) -> list[Shortage]:
    """Broken promises first, then by the day it bites."""
    return sorted(items, key=lambda one: (not one.broken, one.bites_on, one.sku))
