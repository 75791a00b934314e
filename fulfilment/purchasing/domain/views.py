"""What is handed in to buying, and what its pages read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from foundation.plain.money import Money
from foundation.plain.states import Tone


@dataclass(frozen=True)
class SupplierIn:
    """`lead_days` are working days from sending the order to the goods on the dock; None: nobody has said."""

    code: str
    name: str
    lead_days: int | None
    email: str = ""


@dataclass(frozen=True)
class TermIn:
    """A line of a price list: from `valid_from` on, `price` for `price_per` base units, in whole packs of `pack`, at
    least `minimum`. Quantities in base units."""

    supplier: str
    sku: str
    price: Money
    price_per: int
    valid_from: date
    pack: int = 1
    minimum: int = 0
    their_sku: str = ""


@dataclass(frozen=True)
class PurchaseOrderIn:
    """`lines` are (sku, quantity in the base unit, expected day); one line per item."""

    number: str
    supplier: str
    lines: tuple[tuple[str, int, date], ...]
    location: str


@dataclass(frozen=True)
class DraftIn:
    """An order that nobody has sent: `lines` are (sku, quantity in the base unit), one line per item."""

    supplier: str
    location: str
    lines: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class PurchaseLineView:
    """`wanted` was written; `quantity` of it is counted on (none of a draft, of a cancelled order what came).
    `claimed` of what is still to come already belongs to order lines. `price` is for `price_per` base units."""

    sku: str
    name: str
    unit: str
    wanted: int
    quantity: int
    received: int
    claimed: int
    expected: date
    price: Money | None
    price_per: int
    their_sku: str
    late: bool

    @property
    def to_come(self) -> int:
        return self.quantity - self.received

    @property
    def cost(self) -> Money | None:
        return self.price.share(self.wanted, self.price_per) if self.price is not None else None


@dataclass(frozen=True)
class PurchaseOrderView:
    """`lead_days` and `email` are the supplier's; `label` and `tone` say the state."""

    number: str
    supplier: str
    supplier_name: str
    email: str
    lead_days: int | None
    location: str
    location_name: str
    state: str
    label: str
    tone: Tone
    late: bool
    placed_at: datetime
    sent_at: datetime | None
    note: str
    their_number: str
    lines: tuple[PurchaseLineView, ...]


@dataclass(frozen=True)
class ReceiptRow:
    """One line of a delivery note as it was booked."""

    at: datetime
    sku: str
    name: str
    unit: str
    quantity: int
    document_line: str
    value: Money | None


@dataclass(frozen=True)
class LatestReceipt:
    """A line of a delivery note with the purchase order it came for."""

    number: str
    supplier_name: str
    row: ReceiptRow


@dataclass(frozen=True)
class ChangeRow:
    """One thing that happened to an order: a state, or a day that moved."""

    at: datetime
    what: str
    reason: str
    actor: str


@dataclass(frozen=True)
class PurchaseOrderPage:
    order: PurchaseOrderView
    receipts: tuple[ReceiptRow, ...]
    changes: tuple[ChangeRow, ...]


@dataclass(frozen=True)
class MaterialRow:
    """One item of the buying page, in its base unit. `short` is what is awaited and on no purchase order, plus what
    is missing up to the reorder point; `drafted` of it is written into drafts."""

    sku: str
    name: str
    unit: str
    on_hand: int
    allocated: int
    awaited: int
    incoming: int
    short: int
    drafted: int
    supplier: str | None
    next_day: date | None


@dataclass(frozen=True)
class TermRow:
    """One line of a price list; `current` is the one that counts today, `live` that one and those still to come."""

    sku: str
    name: str
    unit: str
    valid_from: date
    price: Money
    price_per: int
    pack: int
    minimum: int
    their_sku: str
    current: bool
    live: bool


@dataclass(frozen=True)
class SupplierRow:
    """A supplier in the list: how many items come from them, how many orders are under way."""

    code: str
    name: str
    email: str
    lead_days: int | None
    items: int
    open_orders: int


@dataclass(frozen=True)
class SupplierPage:
    """`items` are (sku, name, unit) that come from them, `terms` their price list with its history, newest first."""

    supplier: SupplierRow
    items: tuple[tuple[str, str, str], ...]
    terms: tuple[TermRow, ...]
