"""Tables of buying."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.types import UtcDateTime, state_check
from fulfilment.items.models import Item, Location
from fulfilment.purchasing.states import PURCHASE_ORDER_STATES


class Supplier(Base):
    __tablename__ = "shop_supplier"
    __table_args__ = (CheckConstraint("lead_days >= 0", name="lead_days_not_negative"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(Text)
    lead_days: Mapped[int]


class PurchaseOrder(Base):
    __tablename__ = "shop_purchase_order"
    __table_args__ = (state_check("state", PURCHASE_ORDER_STATES),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey(Supplier.id))
    location_id: Mapped[int] = mapped_column(ForeignKey(Location.id))
    state: Mapped[str] = mapped_column(String(20))
    placed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PurchaseOrderLine(Base):
    """`claimed` of what is still to come belongs to lines of orders: the same purse as a shelf, only later."""

    __tablename__ = "shop_purchase_order_line"
    __table_args__ = (
        UniqueConstraint("order_id", "item_id"),
        CheckConstraint("quantity > 0 AND received >= 0 AND claimed >= 0", name="not_negative"),
        CheckConstraint("received + claimed <= quantity", name="never_claimed_twice"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey(PurchaseOrder.id))
    item_id: Mapped[int] = mapped_column(ForeignKey(Item.id), index=True)
    quantity: Mapped[int]
    received: Mapped[int] = mapped_column(default=0)
    claimed: Mapped[int] = mapped_column(default=0)
    expected: Mapped[date]


class GoodsReceipt(Base):
    """One line of a delivery note, booked once."""

    __tablename__ = "shop_goods_receipt"
    __table_args__ = (UniqueConstraint("line_id", "document_line"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey(PurchaseOrderLine.id))
    document_line: Mapped[str] = mapped_column(String(80))
    quantity: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
