"""Read models and plain decisions of stock: what is free, what to take from where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple

Band = Literal["in_stock", "low", "incoming", "none"]
AllocationState = Literal["allocated", "awaited", "issued"]
LOW = 3  # pieces: where an item without a reorder point of its own counts as low


@dataclass(frozen=True)
class Availability:
    """What a shopper may still buy of one item. `incoming` are free quantities of purchase orders by expected day."""

    sku: str
    saleable: int
    incoming: tuple[tuple[date, int], ...]
    band: Band


@dataclass(frozen=True)
class LevelRow:
    """One shelf: an item at a location in one condition. `saleable` is zero unless the condition is good."""

    sku: str
    name: str
    unit: str
    location: str
    condition: str
    on_hand: int
    reserved: int
    allocated: int
    saleable: int
    reorder_point: int
    bin: str


@dataclass(frozen=True)
class MovementRow:
    """One line of the append-only ledger; `quantity` is signed."""

    at: datetime
    location: str
    condition: str
    quantity: int
    kind: str
    reference: str


@dataclass(frozen=True)
class ClaimRow:
    """Who holds a quantity: a checkout (reserved) or an order line (allocated, awaited)."""

    line_ref: str
    operation: int | None
    quantity: int
    location: str | None
    state: str
    expected: date | None
    expires_at: datetime | None


@dataclass(frozen=True)
class ItemPage:
    """All there is to see of one item."""

    sku: str
    name: str
    unit: str
    kind: str
    bin: str
    levels: tuple[LevelRow, ...]
    movements: tuple[MovementRow, ...]
    reservations: tuple[ClaimRow, ...]
    allocations: tuple[ClaimRow, ...]


@dataclass(frozen=True)
class AllocationView:
    """A claim of an order line. `awaited`: it comes on `expected` with a purchase order if it is `on_order`; if not,
    that is the day on which it could be here if it were ordered when that was asked."""

    ref: str
    line_ref: str
    operation: int | None
    sku: str
    name: str
    unit: str
    quantity: int
    location: str | None
    bin: str
    state: AllocationState
    expected: date | None
    on_order: bool = False


class Need(NamedTuple):
    """A wish for `quantity` of `sku`, for a line, consumed by `operation` (None: the line itself is the goods).

    `buyable`: what is neither here nor on order may be bought for it (materials with a supplier).
    """

    line_ref: str
    operation: int | None
    sku: str
    quantity: int
    buyable: bool = False


class Source(NamedTuple):
    """Where a quantity may come from: a shelf (`level_id`) now, a purchase order line on `expected`, or neither."""

    level_id: int | None
    po_line_id: int | None
    free: int
    expected: date | None


class Take(NamedTuple):
    """Part of a need met from one source; both ids None: still to be bought, due `expected`."""

    need: Need
    level_id: int | None
    po_line_id: int | None
    quantity: int
    expected: date | None


class Purse:
    """What is free of each item, taken from as needs are met: what the first line took, the second does not see.

    `buy_day` is when a buyable item could be here if it were ordered now. Since every claim stands on its source, a
    source's `free` is never negative and the cumulative availability never falls: the first day on which the takes
    add up is the day from which the quantity stays available.
    """

    def __init__(self, sources: Mapping[str, Sequence[Source]], buy_day: Mapping[str, date]) -> None:
        self._sources, self._buy_day = sources, buy_day
        self._taken: dict[str, dict[int, int]] = {}  # by SKU and position of the source
        self._first: dict[Need, tuple[list[Take] | None, dict[int, int]]] = {}  # met while nothing of it was taken

    def copy(self) -> Purse:
        twin = Purse(self._sources, self._buy_day)
        twin._first = self._first
        twin._taken = self._taken.copy()  # what is taken of an item is another mapping each time
        return twin

    def left(self, sku: str) -> list[tuple[int, Source, int]]:
        """(position, source, still free) of one item, shelves first, then by the day of arrival."""
        taken = self._taken.get(sku, {})
        return [(at, source, source.free - taken.get(at, 0)) for at, source in enumerate(self._sources.get(sku, ()))]

    def meet(self, need: Need) -> list[Take] | None:
        """Meet `need` from shelves (one whole shelf before several in part), then from arrivals, earliest first, then
        by buying; None, and nothing taken, when it cannot be met."""
        taken = self._taken.get(need.sku)
        if taken:
            takes, self._taken[need.sku] = self._met(need, taken)
            return takes
        first = self._first.get(need)
        if first is None:
            first = self._first[need] = self._met(need, {})
        takes, self._taken[need.sku] = first
        return takes

    def _met(self, need: Need, taken: dict[int, int]) -> tuple[list[Take] | None, dict[int, int]]:
        """What meets it, and what is taken of it then."""
        _, _, sku, missing, buyable = need
        whole, takes, after = self._whole_shelf(sku, missing, taken), list[Take](), dict(taken)
        for at, (level, line, free, expected) in enumerate(self._sources.get(sku, ())):
            if whole is not None and whole != at:
                continue
            gone = after.get(at, 0)
            part = free - gone
            if part > 0:
                part = part if part < missing else missing
                missing -= part
                after[at] = gone + part
                takes.append(Take(need, level, line, part, expected))
                if not missing:
                    break
        if missing:
            if not buyable or sku not in self._buy_day:
                return None, taken
            takes.append(Take(need, None, None, missing, self._buy_day[sku]))
        return takes, after

    def _whole_shelf(self, sku: str, quantity: int, taken: Mapping[int, int]) -> int | None:
        """The position of the first shelf that has it all."""
        for at, (level, _, free, _) in enumerate(self._sources.get(sku, ())):
            if level is None:
                return None
            if free - taken.get(at, 0) >= quantity:
                return at
        return None


def band_of(saleable: int, incoming: Iterable[tuple[date, int]], reorder_point: int) -> Band:
    """The word for a shelf: `low` at or under its reorder point (three where it has none)."""
    if saleable > max(reorder_point, LOW):
        return "in_stock"
    if saleable > 0:
        return "low"
    return "incoming" if any(quantity > 0 for _, quantity in incoming) else "none"
