"""Every verdict ever given: a later one never overwrites it, an undo marks it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.types import Json, Ref, UtcDateTime


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
    checks: Mapped[list[Any] | None] = mapped_column(Json)  # [point, what was found], as the plan was on that day


class InspectionPhoto(Base):
    """A photo of what the inspector saw. Its bytes are in the blob store under `inspections/<ref>.<kind>`."""

    __tablename__ = "shop_inspection_photo"
    __table_args__ = (
        CheckConstraint("kind IN ('png', 'jpeg', 'webp')", name="kind_known"),
        CheckConstraint("size > 0", name="size_positive"),
    )

    ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    inspection_ref: Mapped[str] = mapped_column(ForeignKey("shop_inspection.ref"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    size: Mapped[int] = mapped_column(Integer)


class QualityPlan(Base):
    """What an inspector looks at on one product of a seller; `sku` "" is every product without a plan of its own."""

    __tablename__ = "shop_quality_plan"
    __table_args__ = (UniqueConstraint("seller_ref", "sku"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    seller_ref: Mapped[str] = mapped_column(Ref)
    sku: Mapped[str] = mapped_column(String(80))
    points: Mapped[list[Any]] = mapped_column(Json)
