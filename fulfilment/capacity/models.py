"""Tables of working time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.guards import Guard, guard, trigger
from foundation.data.types import Json, Ref, UtcDateTime, state_check
from fulfilment.capacity.states import BOOKING_STATES


class WorkCalendar(Base):
    """Shifts by weekday and days that differ, as given: `{"0": [["07:00", "12:00"]]}` and `[["2026-12-24", []]]`."""

    __tablename__ = "shop_work_calendar"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    tz: Mapped[str] = mapped_column(String(40))
    weekly: Mapped[dict[str, Any]] = mapped_column(Json)
    exceptions: Mapped[list[Any]] = mapped_column(Json)


class WorkCentre(Base):
    """`plan_version` moves whenever its plan changes, under the locks of its units. It starts anywhere, so that a
    process never takes one database's work centre for another's."""

    __tablename__ = "shop_work_centre"
    __table_args__ = (
        UniqueConstraint("seller_ref", "code"),
        CheckConstraint("units > 0 AND batch_max > 0 AND (wip_limit IS NULL OR wip_limit > 0)", name="sizes_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(Text)
    seller_ref: Mapped[str] = mapped_column(Ref)
    calendar_id: Mapped[int] = mapped_column(ForeignKey(WorkCalendar.id))
    units: Mapped[int]
    rate_minor: Mapped[int]
    rate_currency: Mapped[str] = mapped_column(String(3))
    wip_limit: Mapped[int | None]
    batch_max: Mapped[int]
    plan_version: Mapped[int]


class WorkUnit(Base):
    """One machine or bench. Its id is unique over all work centres: bookings are guarded by it alone."""

    __tablename__ = "shop_work_unit"
    __table_args__ = (UniqueConstraint("work_centre_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    work_centre_id: Mapped[int] = mapped_column(ForeignKey(WorkCentre.id))
    number: Mapped[int]
    retired: Mapped[bool] = mapped_column(default=False)


class PlanChange(Base):
    """What one version of a work centre's plan changed: `[unit, start, end, taken]` rows, `taken` 1 or 0. Kept for a
    while, so that processes learn what moved; a version without a row is read anew."""

    __tablename__ = "shop_plan_change"

    work_centre_id: Mapped[int] = mapped_column(ForeignKey(WorkCentre.id), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    minutes: Mapped[list[Any]] = mapped_column(Json)


class Booking(Base):
    """Minutes [start_minute, end_minute) of a unit on its calendar's working-minute axis, and the same as instants.

    `minutes` is the planned length: an operation that ends early gives the rest back and gets it again when undone.
    """

    __tablename__ = "shop_booking"
    __table_args__ = (
        CheckConstraint("start_minute >= 0 AND end_minute > start_minute", name="runs_forwards"),
        state_check("state", BOOKING_STATES),
        Index("ix_shop_booking_unit", "unit_id", "start_minute"),
        Index("ix_shop_booking_line", "line_ref", "operation"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    work_centre_id: Mapped[int] = mapped_column(ForeignKey(WorkCentre.id), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(WorkUnit.id))
    start_minute: Mapped[int] = mapped_column(BigInteger)
    end_minute: Mapped[int] = mapped_column(BigInteger)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    minutes: Mapped[int]
    line_ref: Mapped[str] = mapped_column(Ref)
    operation: Mapped[int]
    checkout_id: Mapped[str | None] = mapped_column(Ref, index=True)
    state: Mapped[str] = mapped_column(String(20))
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


_OTHERS = "FROM shop_booking b WHERE b.unit_id = NEW.unit_id AND b.state <> 'displaced' AND b.id IS NOT NEW.id"
# Bookings of a unit do not overlap, so only those that begin within the new one and the last before it can meet it:
# two looks into the index instead of one over the unit's whole past.
_TAKEN = (
    f"WHEN NEW.state <> 'displaced' AND (EXISTS (SELECT 1 {_OTHERS}"
    " AND b.start_minute >= NEW.start_minute AND b.start_minute < NEW.end_minute)"
    f" OR (SELECT b.end_minute {_OTHERS} AND b.start_minute < NEW.start_minute"
    " ORDER BY b.start_minute DESC LIMIT 1) > NEW.start_minute)"
)
# Half-open intervals on the working-minute axis; a unit's id is unique over all work centres.
guard(
    Booking.__table__,
    trigger("shop_booking", "shop_booking_overlap_insert", "BEFORE INSERT", _TAKEN, "bookings overlap"),
    trigger("shop_booking", "shop_booking_overlap_update", "BEFORE UPDATE", _TAKEN, "bookings overlap"),
    Guard(
        "postgresql",
        "shop_booking_overlap",
        "shop_booking",
        # int8range(unit, unit) instead of the bare unit: gist knows ranges without the btree_gist extension.
        "ALTER TABLE shop_booking ADD CONSTRAINT shop_booking_overlap EXCLUDE USING gist"
        " (int8range(unit_id, unit_id, '[]') WITH &&, int8range(start_minute, end_minute) WITH &&)"
        " WHERE (state <> 'displaced') DEFERRABLE INITIALLY IMMEDIATE",
        "ALTER TABLE shop_booking DROP CONSTRAINT IF EXISTS shop_booking_overlap",
    ),
)
