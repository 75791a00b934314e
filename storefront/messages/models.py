"""What customer and shop wrote to each other, and what the house noted for itself. All of it may be erased."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.types import Ref, UtcDateTime


class OrderMessage(Base):
    """One message. `writer` says whose it is; `read_at` when the other side saw it."""

    __tablename__ = "shop_order_message"
    __table_args__ = (
        CheckConstraint("writer IN ('customer', 'shop')", name="writer_known"),
        Index("ix_shop_order_message_thread", "order_ref", "id"),
        Index("ix_shop_order_message_unread", "writer", "read_at"),
    )

    id: Mapped[str] = mapped_column(Ref, primary_key=True)
    order_ref: Mapped[str] = mapped_column(ForeignKey("shop_order.order_ref"))
    writer: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(80), default="")
    body: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Note(Base):
    """A note of the house on an order, or on a customer by their e-mail address. No customer reads it."""

    __tablename__ = "shop_note"
    __table_args__ = (
        CheckConstraint("(order_ref IS NULL) <> (email IS NULL)", name="on_one_thing"),
        Index("ix_shop_note_order", "order_ref"),
        Index("ix_shop_note_email", "email"),
    )

    id: Mapped[str] = mapped_column(Ref, primary_key=True)
    order_ref: Mapped[str | None] = mapped_column(ForeignKey("shop_order.order_ref"))
    email: Mapped[str | None] = mapped_column(String(254))
    seller_ref: Mapped[str] = mapped_column(Ref, default="")
    body: Mapped[str] = mapped_column(Text)
    written_by: Mapped[str] = mapped_column(String(80))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
