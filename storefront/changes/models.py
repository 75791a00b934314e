"""What a change costs: the commercial half of a change request, beside fulfilment's own row of the same reference."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.types import Json, Ref, UtcDateTime


class ChangePrice(Base):
    """A change as it was offered: from which snapshot to which, the line's sum before and after, the fee in it.

    `changed` are the inputs that differ, in words. `top_up_minor` of it was asked for at once; `payment_ref` is where.
    `repriced_at`: the order's sums follow it; `money_back_at`: what was paid for nothing is on its way back.
    """

    __tablename__ = "shop_change_price"
    __table_args__ = (
        CheckConstraint("fee_minor >= 0 AND top_up_minor >= 0", name="sums_not_negative"),
        Index("ix_shop_change_price_order", "order_ref"),
    )

    ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    order_ref: Mapped[str] = mapped_column(Ref)
    line_ref: Mapped[str] = mapped_column(Ref)
    was_snapshot: Mapped[str] = mapped_column(String(80))
    snapshot: Mapped[str] = mapped_column(String(80))
    changed: Mapped[list[Any]] = mapped_column(Json)
    was_minor: Mapped[int] = mapped_column(BigInteger)
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    fee_minor: Mapped[int] = mapped_column(BigInteger)
    top_up_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    currency: Mapped[str] = mapped_column(String(3))
    payment_ref: Mapped[str | None] = mapped_column(Ref, index=True)
    obligation_ref: Mapped[str | None] = mapped_column(Ref)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    repriced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    money_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
