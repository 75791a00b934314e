"""What was repriced together, so that it can be taken back together."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.types import Json, Ref, UtcDateTime


class PriceChange(Base):
    """One press of *Change prices*: [book, sku, was, now] in minor units each."""

    __tablename__ = "shop_price_change"
    __table_args__ = (CheckConstraint("undone_at IS NULL OR undone_at >= changed_at", name="undone_after"),)

    ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    currency: Mapped[str] = mapped_column(String(3))
    sellers: Mapped[list[str]] = mapped_column(Json)
    entries: Mapped[list[list[object]]] = mapped_column(Json)
    changed_by: Mapped[str] = mapped_column(String(80))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
