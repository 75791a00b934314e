"""A checkout: one cart on its way to becoming one order. Personal data stands in the Contact alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.types import Json, Ref, UtcDateTime


class Checkout(Base):
    """`checkout_id` is the key of the reservation. `shown` is the offer the shopper last saw; `open` ends with it."""

    __tablename__ = "shop_checkout"
    __table_args__ = (
        CheckConstraint("plan_kind IN ('each', 'together')", name="plan_known"),
        Index(
            "uq_shop_checkout_open",
            "cart_ref",
            unique=True,
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
        ),
    )

    checkout_id: Mapped[str] = mapped_column(Ref, primary_key=True)
    cart_ref: Mapped[str] = mapped_column(Ref, index=True)
    contact_ref: Mapped[str] = mapped_column(Ref)
    plan_kind: Mapped[str] = mapped_column(String(10))
    shown: Mapped[dict[str, Any] | None] = mapped_column(Json)
    order_ref: Mapped[str | None] = mapped_column(Ref, unique=True)
    is_open: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
