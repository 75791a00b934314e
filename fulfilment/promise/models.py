"""Tables of the promise."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.guards import append_only
from foundation.data.types import Json, Ref, UtcDateTime, state_check
from foundation.data.versions import watch
from fulfilment.items.models import Item, Location
from fulfilment.promise.states import LIVE, PROMISE_STATES
from fulfilment.purchasing.models import Supplier

_LIVE = text("state IN ({})".format(", ".join(f"'{state}'" for state in LIVE)))


class PromiseReservation(Base):
    """What a checkout holds: claims and bookings carry its id. `fingerprint` tells the same wish from another;
    `answer` is the reservation as it was told to the shopper."""

    __tablename__ = "shop_reservation"

    checkout_id: Mapped[str] = mapped_column(Ref, primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    answer: Mapped[dict[str, Any]] = mapped_column(Json)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Promise(Base):
    """The day given for one line; at most one live promise a line."""

    __tablename__ = "shop_promise"
    __table_args__ = (
        Index("uq_shop_promise_live", "line_ref", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        state_check("state", PROMISE_STATES),
        Index("ix_shop_promise_finished", "made", "actual"),
    )

    id: Mapped[str] = mapped_column(Ref, primary_key=True)
    line_ref: Mapped[str] = mapped_column(Ref)
    checkout_id: Mapped[str] = mapped_column(Ref, index=True)
    order_ref: Mapped[str | None] = mapped_column(Ref, index=True)
    state: Mapped[str] = mapped_column(String(20))
    promised: Mapped[date]
    median: Mapped[date]
    quoted: Mapped[date]  # the day first given; calibration compares it with `actual`
    basis: Mapped[str] = mapped_column(String(12))
    ready_at: Mapped[datetime] = mapped_column(UtcDateTime)
    method: Mapped[str] = mapped_column(String(20))
    made: Mapped[bool]  # made to order: another buffer, another place to leave from
    plan_kind: Mapped[str] = mapped_column(String(10))
    sku: Mapped[str | None] = mapped_column(String(120))
    earliest: Mapped[date | None]  # the door as planned, without buffer
    load: Mapped[int | None]  # of the work centres, per mille, when it was planned
    slack: Mapped[int | None]  # minutes from the planned end to the cut-off
    share: Mapped[int | None]  # per mille of such promises that shall be kept
    calibration: Mapped[int | None]  # `CalibrationFit` behind the buffer; 0 is the prior
    seller_ref: Mapped[str] = mapped_column(Ref)
    country: Mapped[str] = mapped_column(String(2))
    postcode: Mapped[str] = mapped_column(String(12))
    revised_from: Mapped[date | None]
    reason: Mapped[str | None] = mapped_column(Text)
    actual: Mapped[date | None]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PromiseRevision(Base):
    """Every move of a day, with its reason; appended to, never changed."""

    __tablename__ = "shop_promise_revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    promise_id: Mapped[str] = mapped_column(ForeignKey(Promise.id), index=True)
    was: Mapped[date]
    now: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class CalibrationRow(Base):
    """What quotes read of the shop's record, for one scope: made or stock, a product where it has a record of its own,
    the measured paces, the share that the seller wants to keep. `since` counts what was finished after the last fit."""

    __tablename__ = "shop_calibration"
    __table_args__ = (CheckConstraint("version >= 0 AND since >= 0", name="counts_up"),)

    scope: Mapped[str] = mapped_column(String(140), primary_key=True)
    version: Mapped[int] = mapped_column(default=0)
    since: Mapped[int] = mapped_column(default=0)
    fitted: Mapped[dict[str, Any] | None] = mapped_column(Json)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class CalibrationFit(Base):
    """Every fit there was: a promise names the one that it was given with. Appended to, never changed."""

    __tablename__ = "shop_calibration_fit"

    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(String(140), index=True)
    fitted: Mapped[dict[str, Any]] = mapped_column(Json)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Transit(Base):
    """Business days on the road, by longest matching postcode prefix."""

    __tablename__ = "shop_transit"
    __table_args__ = (
        UniqueConstraint("carrier_kind", "country", "postcode_prefix"),
        CheckConstraint("days >= 0", name="days_not_negative"),
        CheckConstraint("carrier_kind IN ('parcel', 'two_person')", name="carrier_kind_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    carrier_kind: Mapped[str] = mapped_column(String(20))
    country: Mapped[str] = mapped_column(String(2))
    postcode_prefix: Mapped[str] = mapped_column(String(12))
    days: Mapped[int]


class Holiday(Base):
    """A day on which nothing is delivered in a country."""

    __tablename__ = "shop_holiday"

    country: Mapped[str] = mapped_column(String(2), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)


append_only(PromiseRevision.__table__)
append_only(CalibrationFit.__table__)

# What every plan reads and nobody changes while it sells; the columns are those that plans read.
watch(Location.__table__, "seller_ref", "kind", "country", "cutoff", "tz")
watch(Transit.__table__, "carrier_kind", "country", "postcode_prefix", "days")
watch(Holiday.__table__, "country", "day")
watch(CalibrationRow.__table__, "scope", "fitted")
watch(
    Item.__table__,
    *("sku", "name", "seller_ref", "unit", "kind", "delivery_class", "safety_stock", "reorder_point", "supplier"),
)
watch(Supplier.__table__, "code", "lead_days")
