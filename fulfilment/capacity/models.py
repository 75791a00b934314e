"""Tables of working time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.guards import Guard, guard, trigger
from foundation.data.types import Json, Ref, UtcDateTime, state_check
from fulfilment.capacity.states import BOOKING_STATES
from fulfilment.crews.models import CrewMember


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
    process never takes one database's work centre for another's. Who has the `skill` stands by all the time or while
    setting up (`attended`); without a skill it needs nobody."""

    __tablename__ = "shop_work_centre"
    __table_args__ = (
        UniqueConstraint("seller_ref", "code"),
        CheckConstraint("units > 0 AND batch_max > 0 AND (wip_limit IS NULL OR wip_limit > 0)", name="sizes_positive"),
        CheckConstraint("attended IN ('all', 'setup')", name="attended_known"),
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
    skill: Mapped[str] = mapped_column(String(40), default="", server_default="")
    attended: Mapped[str] = mapped_column(String(10), default="all", server_default="all")


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
    `person_id` stands by from `attended_from` until `attended_until`, in minutes since 1970: people are in one place at
    a time, whatever calendar they work by. `attended` is how many working minutes of theirs that is; `whole` work is
    not left lying when a shift ends. `pieces` of one `batch` lie in a load together: one booking has its minutes, the
    others ride along on the same ones.
    """

    __tablename__ = "shop_booking"
    __table_args__ = (
        CheckConstraint("start_minute >= 0 AND end_minute > start_minute", name="runs_forwards"),
        state_check("state", BOOKING_STATES),
        Index("ix_shop_booking_unit", "unit_id", "start_minute"),
        Index("ix_shop_booking_line", "line_ref", "operation"),
        Index(
            "ix_shop_booking_person",
            "person_id",
            "attended_from",
            sqlite_where=text("person_id IS NOT NULL"),
            postgresql_where=text("person_id IS NOT NULL"),
        ),
        CheckConstraint("(person_id IS NULL) = (attended_from IS NULL)", name="attended_by_somebody"),
        CheckConstraint("(attended_from IS NULL) = (attended_until IS NULL)", name="attendance_ends"),
        CheckConstraint("attended_until > attended_from", name="attendance_runs_forwards"),
        CheckConstraint("pieces > 0 AND attended >= 0", name="pieces_positive"),
        CheckConstraint("NOT rides OR (batch <> '' AND person_id IS NULL)", name="rides_in_a_batch"),
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
    person_id: Mapped[int | None] = mapped_column(ForeignKey(CrewMember.id))
    attended_from: Mapped[int | None] = mapped_column(BigInteger)
    attended_until: Mapped[int | None] = mapped_column(BigInteger)
    attended: Mapped[int] = mapped_column(default=0, server_default="0")
    whole: Mapped[bool] = mapped_column(default=False, server_default=false())
    batch: Mapped[str] = mapped_column(String(120), default="", server_default="")
    pieces: Mapped[int] = mapped_column(default=1, server_default="1")
    rides: Mapped[bool] = mapped_column(default=False, server_default=false())


_LIVE = "b.state <> 'displaced' AND NOT b.rides AND b.id IS NOT NEW.id"


def _taken(whose: str, start: str, end: str) -> str:
    """When the new row's interval meets another of the same unit or person. Their bookings do not overlap, so only
    those that begin within the new one and the last before it can meet it: two looks into the index instead of one
    over the whole past."""
    others = f"FROM shop_booking b WHERE b.{whose} = NEW.{whose} AND {_LIVE}"
    return (
        f"WHEN NEW.state <> 'displaced' AND NOT NEW.rides AND NEW.{whose} IS NOT NULL AND (EXISTS (SELECT 1 {others}"
        f" AND b.{start} >= NEW.{start} AND b.{start} < NEW.{end})"
        f" OR (SELECT b.{end} {others} AND b.{start} < NEW.{start}"
        f" ORDER BY b.{start} DESC LIMIT 1) > NEW.{start})"
    )


def _apart(name: str, whose: str, start: str, end: str) -> Guard:
    """The same on PostgreSQL: half-open intervals of one unit or person keep apart."""
    return Guard(
        "postgresql",
        name,
        "shop_booking",
        # int8range(unit, unit) instead of the bare unit: gist knows ranges without the btree_gist extension.
        f"ALTER TABLE shop_booking ADD CONSTRAINT {name} EXCLUDE USING gist"
        f" (int8range({whose}, {whose}, '[]') WITH &&, int8range({start}, {end}) WITH &&)"
        f" WHERE (state <> 'displaced' AND NOT rides AND {whose} IS NOT NULL) DEFERRABLE INITIALLY IMMEDIATE",
        f"ALTER TABLE shop_booking DROP CONSTRAINT IF EXISTS {name}",
    )


_UNIT = _taken("unit_id", "start_minute", "end_minute")
_PERSON = _taken("person_id", "attended_from", "attended_until")
# Units on the working-minute axis (a unit's id is unique over all work centres), people by the clock.
guard(
    Booking.__table__,
    trigger("shop_booking", "shop_booking_overlap_insert", "BEFORE INSERT", _UNIT, "bookings overlap"),
    trigger("shop_booking", "shop_booking_overlap_update", "BEFORE UPDATE", _UNIT, "bookings overlap"),
    _apart("shop_booking_overlap", "unit_id", "start_minute", "end_minute"),
    trigger("shop_booking", "shop_booking_person_insert", "BEFORE INSERT", _PERSON, "a person in two places"),
    trigger("shop_booking", "shop_booking_person_update", "BEFORE UPDATE", _PERSON, "a person in two places"),
    _apart("shop_booking_person", "person_id", "attended_from", "attended_until"),
)
