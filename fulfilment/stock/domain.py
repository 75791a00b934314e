"""Read models and plain decisions of stock: what is free, what to take from where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

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
    """A claim of an order line. `awaited`: it hangs on a purchase order (or one to be written) due `expected`."""

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


@dataclass(frozen=True)
class Need:
    """A wish for `quantity` of `sku`, for a line, consumed by `operation` (None: the line itself is the goods).

    `buyable`: what is neither here nor on order may be bought for it (materials with a supplier).
    """

    line_ref: str
    operation: int | None
    sku: str
    quantity: int
    buyable: bool = False


@dataclass(frozen=True)
class Source:
    """Where a quantity may come from: a shelf (`level_id`) now, a purchase order line on `expected`, or neither."""

    level_id: int | None
    po_line_id: int | None
    free: int
    expected: date | None


@dataclass(frozen=True)
class Take:
    """Part of a need met from one source; both ids None: still to be bought, due `expected`."""

    need: Need
    level_id: int | None
    po_line_id: int | None
    quantity: int
    expected: date | None


def allot(needs: Sequence[Need], sources: dict[str, list[Source]], buy_day: dict[str, date]) -> list[Take] | Need:
    """Meet every need from shelves first (one shelf whole before many in part), then from what arrives, earliest
    first, then by buying. Returns the takes, or the first need that cannot be met; `sources` is not changed.

    Needs that share an item are met from one purse: what the first took, the second does not see.
    """
    left = {sku: [[s, s.free] for s in some] for sku, some in sources.items()}
    takes: list[Take] = []
    for need in needs:
        met = _meet(need, left.get(need.sku, []), buy_day.get(need.sku))
        if met is None:
            return need
        takes += met
    return takes


def _meet(need: Need, purse: list[list], buy: date | None) -> list[Take] | None:  # type: ignore[type-arg]
    whole = [entry for entry in purse if entry[0].level_id is not None and entry[1] >= need.quantity]
    missing, takes = need.quantity, []
    for entry in whole[:1] or purse:
        source, free = entry
        taken = min(free, missing)
        if taken > 0:
            entry[1] -= taken
            missing -= taken
            takes.append(Take(need, source.level_id, source.po_line_id, taken, source.expected))
    if missing and not (need.buyable and buy is not None):
        return None
    if missing:
        takes.append(Take(need, None, None, missing, buy))
    return takes


def band_of(saleable: int, incoming: Iterable[tuple[date, int]], reorder_point: int) -> Band:
    """The word for a shelf: `low` at or under its reorder point (three where it has none)."""
    if saleable > max(reorder_point, LOW):
        return "in_stock"
    if saleable > 0:
        return "low"
    return "incoming" if any(quantity > 0 for _, quantity in incoming) else "none"
