"""A claim and its photos. Its words are the customer's message of the same name: they are kept, shown, exported and
forgotten with the other messages."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.types import Ref, UtcDateTime, state_check
from storefront.claims.states import CLAIM


class Claim(Base):
    """One line that something is wrong with; a line waits for one answer at a time. `ref` is the id of the form and of
    the customer's message, `reply_ref` of the answer's; `replacement_ref` is the order that makes it good."""

    __tablename__ = "shop_claim"
    __table_args__ = (
        state_check("state", CLAIM),
        CheckConstraint("wish IN ('again', 'part', 'refund')", name="wish_known"),
        CheckConstraint("pieces >= 1", name="pieces_positive"),
        CheckConstraint("refund_minor IS NULL OR refund_minor > 0", name="refund_positive"),
        CheckConstraint("(state = 'refund') = (refund_minor IS NOT NULL)", name="refund_is_paid"),
        CheckConstraint("(state IN ('again', 'part')) = (replacement_ref IS NOT NULL)", name="good_is_sent"),
        Index(
            "ix_shop_claim_waiting",
            "line_ref",
            unique=True,
            sqlite_where=text("state = 'asked'"),
            postgresql_where=text("state = 'asked'"),
        ),
        Index("ix_shop_claim_line", "line_ref"),
    )

    ref: Mapped[str] = mapped_column(String(40), primary_key=True)
    order_ref: Mapped[str] = mapped_column(ForeignKey("shop_order.order_ref"), index=True)
    line_ref: Mapped[str] = mapped_column(ForeignKey("shop_order_line.line_ref"))
    wish: Mapped[str] = mapped_column(String(20))
    pieces: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(20))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by: Mapped[str] = mapped_column(String(80), default="")
    reply_ref: Mapped[str] = mapped_column(String(40), default="")
    refund_minor: Mapped[int | None] = mapped_column(BigInteger)
    replacement_ref: Mapped[str | None] = mapped_column(ForeignKey("shop_order.order_ref"), unique=True)


class ClaimPhoto(Base):
    """What it looks like. Its bytes are in the blob store under `claims/<ref>.<kind>`."""

    __tablename__ = "shop_claim_photo"
    __table_args__ = (
        CheckConstraint("kind IN ('png', 'jpeg', 'webp')", name="kind_known"),
        CheckConstraint("size > 0", name="size_positive"),
    )

    ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    claim_ref: Mapped[str] = mapped_column(ForeignKey("shop_claim.ref"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    size: Mapped[int] = mapped_column(Integer)
