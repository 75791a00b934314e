"""Tables of the time logs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.guards import append_only
from foundation.data.types import Ref, UtcDateTime


class TimeLog(Base):
    """One stretch of one person at one operation, open while `ended_at` is empty. `minutes` is what counts, as measured
    or as corrected. Operations that are begun together share `run_ref` and divide the run's minutes by `weight`, the
    minutes planned for each. `void`: the tap that began it was taken back. `rate_minor` is what an hour there cost when
    it began, in minor units of the work centre's currency; rows from before it was kept have none."""

    __tablename__ = "shop_time_log"
    __table_args__ = (
        CheckConstraint("minutes >= 0", name="minutes_not_negative"),
        CheckConstraint("weight > 0", name="weight_positive"),
        CheckConstraint("(ended_at IS NULL) = (minutes IS NULL)", name="counted_when_ended"),
        Index("ix_shop_time_log_day", "seller_ref", "started_at"),
        Index(
            "uq_shop_time_log_open",
            "operation_ref",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    operation_ref: Mapped[str] = mapped_column(ForeignKey("shop_operation.ref"), index=True)
    seller_ref: Mapped[str] = mapped_column(Ref)
    line_ref: Mapped[str] = mapped_column(Ref, index=True)
    work_centre: Mapped[str] = mapped_column(String(40))
    person: Mapped[str] = mapped_column(String(80))
    run_ref: Mapped[str] = mapped_column(Ref, index=True)
    weight: Mapped[int] = mapped_column(Integer)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    minutes: Mapped[int | None] = mapped_column(Integer)
    void: Mapped[bool] = mapped_column(Boolean, default=False)
    rate_minor: Mapped[int | None] = mapped_column(Integer)


class TimeCorrection(Base):
    """Minutes changed by hand: what they were, what they are, who says so and why."""

    __tablename__ = "shop_time_correction"

    ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    log_ref: Mapped[str] = mapped_column(ForeignKey("shop_time_log.ref"), index=True)
    was: Mapped[int] = mapped_column(Integer)
    minutes: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(Text)
    person: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


append_only(TimeCorrection.__table__)
