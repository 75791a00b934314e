"""Tables of tracking: one tracker per carrier and number, every scan ever told, the carrier's own headers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.data.base import Base
from foundation.data.types import Json, Ref, UtcDateTime


class Tracker(Base):
    """What is known of one number. `shipment_ref` None: somebody told us about a number that is not (yet) ours."""

    __tablename__ = "shop_tracker"
    __table_args__ = (
        UniqueConstraint("carrier", "tracking_number"),
        Index("ix_shop_tracker_due", "next_poll_at"),
    )

    ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    carrier: Mapped[str] = mapped_column(String(40))
    tracking_number: Mapped[str] = mapped_column(String(60))
    shipment_ref: Mapped[str | None] = mapped_column(Ref, index=True)
    ship_date: Mapped[date | None] = mapped_column(Date)
    status: Mapped[str] = mapped_column(String(30))
    reopened: Mapped[bool] = mapped_column(Boolean, default=False)
    decided_by: Mapped[str] = mapped_column(String(40), default="")
    eta: Mapped[date | None] = mapped_column(Date)
    pushed: Mapped[bool] = mapped_column(Boolean, default=False)
    polls: Mapped[int] = mapped_column(Integer, default=0)
    next_poll_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_event_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    delivered_on: Mapped[date | None] = mapped_column(Date)
    last_error: Mapped[str] = mapped_column(Text, default="")
    headers: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    scans: Mapped[list[Scan]] = relationship(back_populates="tracker")


class Scan(Base):
    """One scan, once: unique by its fingerprint. Local time and offset are kept as the carrier gave them."""

    __tablename__ = "shop_tracking_event"
    __table_args__ = (UniqueConstraint("tracker_ref", "fingerprint"),)

    id: Mapped[str] = mapped_column(Ref, primary_key=True)
    tracker_ref: Mapped[str] = mapped_column(ForeignKey("shop_tracker.ref"), index=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(30))
    reason: Mapped[str | None] = mapped_column(String(80))
    raw_code: Mapped[str] = mapped_column(String(80))
    raw_text: Mapped[str] = mapped_column(Text)
    # A wall clock without a zone, as ISO 8601 text: a column of instants would have to invent an offset for it.
    occurred_local: Mapped[str | None] = mapped_column(String(40))
    utc_offset: Mapped[str | None] = mapped_column(String(6))
    occurred_utc: Mapped[datetime | None] = mapped_column(UtcDateTime)
    precision: Mapped[str] = mapped_column(String(10))
    tz_source: Mapped[str] = mapped_column(String(20))
    place: Mapped[dict[str, str] | None] = mapped_column(Json)
    piece: Mapped[str | None] = mapped_column(String(60))
    source: Mapped[str] = mapped_column(String(20))
    is_return: Mapped[bool] = mapped_column(Boolean)
    action_required: Mapped[bool] = mapped_column(Boolean)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)

    tracker: Mapped[Tracker] = relationship(back_populates="scans")
