"""Every verdict ever given: a later one never overwrites it, an undo marks it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.types import Ref, UtcDateTime


class Inspection(Base):
    """A verdict over `pieces` of a production order."""

    __tablename__ = "shop_inspection"
    __table_args__ = (CheckConstraint("verdict IN ('pass', 'rework', 'scrap')", name="verdict_known"),)

    ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    operation_ref: Mapped[str] = mapped_column(ForeignKey("shop_operation.ref"), index=True)
    line_ref: Mapped[str] = mapped_column(Ref)
    verdict: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text)
    pieces: Mapped[int] = mapped_column(Integer)
    person: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone: Mapped[bool] = mapped_column(Boolean, default=False)
