"""The table of exceptions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.types import Ref, UtcDateTime
from fulfilment.capacity.models import WorkCentre, WorkUnit


class CalendarException(Base):
    """A unit (or, with `unit_id` None, every unit of the work centre) is not there from `starts_at` to `ends_at`.

    `ends_at` is the expected end until somebody says that it is back (`closed_at`), and the real one after that.
    """

    __tablename__ = "shop_calendar_exception"
    __table_args__ = (
        CheckConstraint("ends_at >= starts_at", name="runs_forwards"),
        Index("ix_shop_calendar_exception_centre", "work_centre_id", "ends_at"),
    )

    id: Mapped[str] = mapped_column(Ref, primary_key=True)
    work_centre_id: Mapped[int] = mapped_column(ForeignKey(WorkCentre.id))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey(WorkUnit.id))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text)
    reported_by: Mapped[str] = mapped_column(String(80))
    client_id: Mapped[str] = mapped_column(String(80), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[str] = mapped_column(String(80), default="")
