"""What somebody is writing about a product, and what was published of it before."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.types import Json, Ref, UtcDateTime


class ProductDraft(Base):
    """The one draft of a product: a sheet as it was typed, right or wrong. `rev` moves on with every save."""

    __tablename__ = "shop_product_draft"
    __table_args__ = (CheckConstraint("rev >= 1", name="rev_positive"),)

    product_id: Mapped[str] = mapped_column(ForeignKey("shop_product.id"), primary_key=True)
    sheet: Mapped[dict[str, Any]] = mapped_column(Json)
    rev: Mapped[int] = mapped_column(Integer)
    saved_by: Mapped[str] = mapped_column(String(80))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ProductVersion(Base):
    """A sheet as it was published, numbered from 1; 0 is how the product stood before the first publication here."""

    __tablename__ = "shop_product_version"
    __table_args__ = (
        UniqueConstraint("product_id", "number"),
        CheckConstraint("number >= 0", name="number_not_negative"),
    )

    id: Mapped[str] = mapped_column(Ref, primary_key=True)
    product_id: Mapped[str] = mapped_column(ForeignKey("shop_product.id"))
    number: Mapped[int] = mapped_column(Integer)
    sheet: Mapped[dict[str, Any]] = mapped_column(Json)
    note: Mapped[str] = mapped_column(String(120), default="")
    published_by: Mapped[str] = mapped_column(String(80))
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
