"""A withdrawal as it was declared: it stands, whatever follows from it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.types import Ref, UtcDateTime


class Withdrawal(Base):
    """One line that a customer withdrew from; a line is withdrawn from once. `state` is how far the money is,
    `condition` how the goods came back: one of the shelf's, `kept` where they stay with the customer, empty while they
    are away."""

    __tablename__ = "shop_withdrawal"
    __table_args__ = (
        CheckConstraint("state IN ('declared', 'settled')", name="state_known"),
        CheckConstraint("refund_minor IS NULL OR refund_minor >= 0", name="refund_not_negative"),
        CheckConstraint("condition IN ('', 'good', 'quality_control', 'damaged', 'kept')", name="condition_known"),
    )

    line_ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    order_ref: Mapped[str] = mapped_column(ForeignKey("shop_order.order_ref"), index=True)
    declaration: Mapped[str] = mapped_column(Ref)
    state: Mapped[str] = mapped_column(String(20))
    declared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by: Mapped[str] = mapped_column(String(80), default="")
    refund_minor: Mapped[int | None] = mapped_column(BigInteger)
    received_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    received_by: Mapped[str] = mapped_column(String(80), default="", server_default="")
    condition: Mapped[str] = mapped_column(String(20), default="", server_default="")
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
