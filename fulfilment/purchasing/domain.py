"""Buying, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class SupplierIn:
    """`lead_days` are working days from writing the order to the goods on the dock."""

    code: str
    name: str
    lead_days: int


@dataclass(frozen=True)
class PurchaseOrderIn:
    """`lines` are (sku, quantity in the base unit, expected day); one line per item."""

    number: str
    supplier: str
    lines: tuple[tuple[str, int, date], ...]
    location: str


@dataclass(frozen=True)
class PurchaseLineView:
    """`claimed` of what is still to come already belongs to order lines."""

    sku: str
    name: str
    unit: str
    quantity: int
    received: int
    claimed: int
    expected: date


@dataclass(frozen=True)
class PurchaseOrderView:
    number: str
    supplier: str
    supplier_name: str
    location: str
    state: str
    late: bool
    lines: tuple[PurchaseLineView, ...]


@dataclass(frozen=True)
class MaterialRow:
    """One item of the buying page, in its base unit. `short` is what is awaited and on no purchase order, plus what
    is missing up to the reorder point."""

    sku: str
    name: str
    unit: str
    on_hand: int
    allocated: int
    awaited: int
    incoming: int
    short: int
    supplier: str | None
    next_day: date | None
