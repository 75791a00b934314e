"""Tables of stock. Counters on a level are moved by conditional UPDATEs only; CHECKs stand behind them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.guards import append_only
from foundation.data.types import Ref, UtcDateTime, state_check
from fulfilment.items.models import Item, Location
from fulfilment.purchasing.models import PurchaseOrderLine
from fulfilment.stock.states import CLAIM_STATES, COUNT_STATES


class StockLevel(Base):
    """An item at a location in one condition, in the item's base unit."""

    __tablename__ = "shop_stock_level"
    __table_args__ = (
        UniqueConstraint("item_id", "location_id", "condition"),
        CheckConstraint("condition IN ('good', 'quality_control', 'damaged')", name="condition_known"),
        CheckConstraint("on_hand >= 0", name="on_hand_not_negative"),
        CheckConstraint("reserved >= 0 AND allocated >= 0", name="claims_not_negative"),
        CheckConstraint("reserved + allocated <= on_hand", name="never_oversold"),
        CheckConstraint("condition = 'good' OR reserved + allocated = 0", name="only_good_is_claimed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey(Item.id))
    location_id: Mapped[int] = mapped_column(ForeignKey(Location.id), index=True)
    condition: Mapped[str] = mapped_column(String(20))
    on_hand: Mapped[int] = mapped_column(default=0)
    reserved: Mapped[int] = mapped_column(default=0)
    allocated: Mapped[int] = mapped_column(default=0)


class StockMovement(Base):
    """The ledger: appended to, never changed (a trigger refuses). The sum per level is its `on_hand`."""

    __tablename__ = "shop_stock_movement"
    __table_args__ = (
        CheckConstraint("quantity <> 0", name="moves_something"),
        Index("ix_shop_stock_movement_reference", "reference"),  # costing asks what an operation took
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    level_id: Mapped[int] = mapped_column(ForeignKey(StockLevel.id), index=True)
    quantity: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))  # receipt, adjustment, issue, return
    reference: Mapped[str] = mapped_column(String(200))
    value_minor: Mapped[int | None] = mapped_column(BigInteger)  # signed like `quantity`; None: no price was known
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ItemValue(Base):
    """What all of an item on all shelves has cost: the purse of the moving average.

    Receipts add what was paid, issues take their share: `value_minor` is `opening_minor`, which is what lay there
    before any price was known, and the sum of the movements' values. `last_minor` for `last_per` base units is the
    average when there last was something: it values what is found again.
    """

    __tablename__ = "shop_item_value"
    __table_args__ = (
        CheckConstraint("value_minor >= 0 AND last_minor >= 0 AND last_per > 0", name="not_negative"),
        CheckConstraint("opening_minor >= 0", name="opening_not_negative"),
    )

    item_id: Mapped[int] = mapped_column(ForeignKey(Item.id), primary_key=True, autoincrement=False)
    value_minor: Mapped[int] = mapped_column(BigInteger)
    opening_minor: Mapped[int] = mapped_column(BigInteger)
    last_minor: Mapped[int] = mapped_column(BigInteger)
    last_per: Mapped[int] = mapped_column(BigInteger)


class StockCount(Base):
    """A count of one place. Its sheet is blind: nobody sees what the books say before they have counted."""

    __tablename__ = "shop_stock_count"
    __table_args__ = (state_check("state", COUNT_STATES),)

    ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey(Location.id))
    state: Mapped[str] = mapped_column(String(20))
    opened_by: Mapped[str] = mapped_column(String(80))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_by: Mapped[str] = mapped_column(String(80), default="")
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class StockCountLine(Base):
    """One shelf of a count. `book` is what the books said in the moment of counting: goods may move until the count is
    posted, and the difference stays what it was. `version` tells two counters of one shelf apart."""

    __tablename__ = "shop_stock_count_line"
    __table_args__ = (
        UniqueConstraint("count_ref", "level_id"),
        CheckConstraint("counted >= 0 AND version >= 0", name="not_negative"),
        CheckConstraint("(counted IS NULL) = (book IS NULL)", name="counted_against_the_books"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    count_ref: Mapped[str] = mapped_column(ForeignKey(StockCount.ref))
    level_id: Mapped[int] = mapped_column(ForeignKey(StockLevel.id))
    counted: Mapped[int | None]
    book: Mapped[int | None]
    counted_by: Mapped[str] = mapped_column(String(80), default="")
    counted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=0)


class Claim(Base):
    """A quantity held for a line: a reservation before payment, an allocation after it.

    It stands on a shelf (`level_id`), on a purchase order line, or on neither: then it is still to be bought.
    """

    __tablename__ = "shop_stock_claim"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="holds_something"),
        CheckConstraint("level_id IS NULL OR po_line_id IS NULL", name="one_source"),
        state_check("state", CLAIM_STATES),
        Index("ix_shop_stock_claim_item_state", "item_id", "state"),
    )

    id: Mapped[str] = mapped_column(Ref, primary_key=True)
    checkout_id: Mapped[str | None] = mapped_column(Ref, index=True)
    line_ref: Mapped[str] = mapped_column(Ref, index=True)
    operation: Mapped[int | None]
    item_id: Mapped[int] = mapped_column(ForeignKey(Item.id))
    level_id: Mapped[int | None] = mapped_column(ForeignKey(StockLevel.id), index=True)
    po_line_id: Mapped[int | None] = mapped_column(ForeignKey(PurchaseOrderLine.id), index=True)
    quantity: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    expected: Mapped[date | None]
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


append_only(StockMovement.__table__)
