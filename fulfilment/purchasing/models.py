"""Tables of buying."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.guards import append_only
from foundation.data.types import UtcDateTime, state_check
from fulfilment.items.models import Item, Location
from fulfilment.purchasing.states import PURCHASE_ORDER_STATES


class Supplier(Base):
    """`lead_days` None: nobody has said how long they take, so nothing can be promised on buying there."""

    __tablename__ = "shop_supplier"
    __table_args__ = (CheckConstraint("lead_days >= 0", name="lead_days_not_negative"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(Text)
    lead_days: Mapped[int | None]
    email: Mapped[str] = mapped_column(String(254), default="")


class SupplierTerm(Base):
    """One line of a supplier's price list from a day on; a new price is a new row, so that the old one stays known.

    `price_minor` buys `price_per` base units. They sell whole packs of `pack` base units, at least `minimum` of them.
    """

    __tablename__ = "shop_supplier_term"
    __table_args__ = (
        CheckConstraint("pack > 0 AND minimum >= 0", name="pack_positive"),
        CheckConstraint("price_minor >= 0 AND price_per > 0", name="price_not_negative"),
        Index("ix_shop_supplier_term_item", "item_id", "supplier_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey(Supplier.id))
    item_id: Mapped[int] = mapped_column(ForeignKey(Item.id))
    valid_from: Mapped[date]
    their_sku: Mapped[str] = mapped_column(String(80))
    pack: Mapped[int]
    minimum: Mapped[int]
    price_minor: Mapped[int] = mapped_column(BigInteger)
    price_per: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PurchaseOrder(Base):
    __tablename__ = "shop_purchase_order"
    __table_args__ = (state_check("state", PURCHASE_ORDER_STATES),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey(Supplier.id))
    location_id: Mapped[int] = mapped_column(ForeignKey(Location.id))
    state: Mapped[str] = mapped_column(String(20))
    placed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(Text, default="")
    their_number: Mapped[str] = mapped_column(String(80), default="")


class PurchaseOrderLine(Base):
    """`wanted` is what was written, `quantity` what is counted on: none of a draft, of a cancelled order what came.

    So whoever looks for supply reads `quantity - received - claimed` and need not know states. `claimed` of what is
    still to come belongs to lines of orders: the same purse as a shelf, only later.
    """

    __tablename__ = "shop_purchase_order_line"
    __table_args__ = (
        UniqueConstraint("order_id", "item_id"),
        CheckConstraint("wanted > 0 AND quantity >= 0 AND received >= 0 AND claimed >= 0", name="not_negative"),
        CheckConstraint("received + claimed <= quantity", name="never_claimed_twice"),
        CheckConstraint("price_minor >= 0 AND price_per > 0", name="price_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey(PurchaseOrder.id))
    item_id: Mapped[int] = mapped_column(ForeignKey(Item.id), index=True)
    wanted: Mapped[int]
    quantity: Mapped[int]
    received: Mapped[int] = mapped_column(default=0)
    claimed: Mapped[int] = mapped_column(default=0)
    expected: Mapped[date]
    price_minor: Mapped[int | None] = mapped_column(BigInteger)
    price_per: Mapped[int] = mapped_column(default=1)
    currency: Mapped[str | None] = mapped_column(String(3))
    told_late: Mapped[date | None]  # the last day on which its orders were told that it has not come


class GoodsReceipt(Base):
    """One line of a delivery note, booked once, at the price it was bought for."""

    __tablename__ = "shop_goods_receipt"
    __table_args__ = (UniqueConstraint("line_id", "document_line"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey(PurchaseOrderLine.id))
    document_line: Mapped[str] = mapped_column(String(80))
    quantity: Mapped[int]
    value_minor: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


append_only(SupplierTerm.__table__)
