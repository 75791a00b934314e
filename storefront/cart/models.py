"""The cart's rows. A cart belongs to whoever holds its signed cookie; it knows no person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.types import Ref, UtcDateTime


class Cart(Base):
    """One visitor's cart. `country` and `plan_kind` are what the page asks about."""

    __tablename__ = "shop_cart"
    __table_args__ = (CheckConstraint("plan_kind IN ('each', 'together')", name="plan_known"),)

    cart_ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    country: Mapped[str] = mapped_column(String(2))
    plan_kind: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CartLineRow(Base):
    """One line. Its `line_ref` is minted here and kept for life; `removed_at` lets a removal be undone."""

    __tablename__ = "shop_cart_line"
    __table_args__ = (
        CheckConstraint("quantity BETWEEN 1 AND 99", name="quantity_in_range"),
        Index("ix_shop_cart_line_cart", "cart_ref", "added_at"),
    )

    line_ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    cart_ref: Mapped[str] = mapped_column(ForeignKey("shop_cart.cart_ref"))
    sku: Mapped[str] = mapped_column(String(80))
    snapshot_ref: Mapped[str | None] = mapped_column(String(80))
    quantity: Mapped[int] = mapped_column(Integer)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
