"""Tables of costing."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.guards import append_only
from foundation.data.types import Ref, UtcDateTime


class OverheadRate(Base):
    """A seller's surcharges from a day on, in basis points of material and of labour. A new rate is a new row: what was
    finished before keeps the rate of its day."""

    __tablename__ = "shop_overhead_rate"
    __table_args__ = (
        CheckConstraint("material_bp >= 0 AND labour_bp >= 0", name="not_negative"),
        Index("ix_shop_overhead_rate_seller", "seller_ref", "valid_from"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    seller_ref: Mapped[str] = mapped_column(Ref)
    valid_from: Mapped[date]
    material_bp: Mapped[int]
    labour_bp: Mapped[int]
    person: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


append_only(OverheadRate.__table__)
