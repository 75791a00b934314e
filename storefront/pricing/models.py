"""Price books and their entries."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.types import Ref, UtcDateTime
from foundation.data.versions import watch


class PriceBook(Base):
    """One list of prices in one currency."""

    __tablename__ = "shop_price_book"

    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    currency: Mapped[str] = mapped_column(String(3))
    seller_ref: Mapped[str] = mapped_column(Ref)


class PriceEntry(Base):
    """What one piece of a SKU costs during a time. Minor units; the currency is the book's, kept beside for reading."""

    __tablename__ = "shop_price_entry"
    __table_args__ = (
        CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
        CheckConstraint("compare_at_minor IS NULL OR compare_at_minor >= 0", name="compare_at_not_negative"),
        CheckConstraint("valid_from IS NULL OR valid_to IS NULL OR valid_to > valid_from", name="ends_after_it_begins"),
        Index("ix_shop_price_entry_sku", "sku", "currency"),
        # One standing price and one per beginning; a NULL beginning is kept unique by the service's own look-up.
        Index("uq_shop_price_entry_book", "book", "sku", "valid_from", unique=True),
    )

    id: Mapped[str] = mapped_column(Ref, primary_key=True)
    book: Mapped[str] = mapped_column(ForeignKey("shop_price_book.code"))
    sku: Mapped[str] = mapped_column(String(80))
    currency: Mapped[str] = mapped_column(String(3))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    compare_at_minor: Mapped[int | None] = mapped_column(BigInteger)
    valid_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    valid_to: Mapped[datetime | None] = mapped_column(UtcDateTime)


watch(PriceEntry.__table__, "book", "sku", "currency", "amount_minor", "compare_at_minor", "valid_from", "valid_to")
