"""Endpoints and what was sent to them. A payload holds refs, codes, days and sums; never a name or an address."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.types import Json, Ref, UtcDateTime, state_check
from storefront.webhooks.states import DELIVERY, ENDPOINT


class WebhookEndpoint(Base):
    """A seller's address for some kinds of events. `secret` is kept sealed: every delivery is signed with it."""

    __tablename__ = "shop_webhook_endpoint"
    __table_args__ = (state_check("state", ENDPOINT),)

    ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    seller_ref: Mapped[str] = mapped_column(Ref, index=True)
    url: Mapped[str] = mapped_column(String(500))
    kinds: Mapped[list[Any]] = mapped_column(Json)
    secret: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20))
    mail_to: Mapped[str] = mapped_column(String(254))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    failing_since: Mapped[datetime | None] = mapped_column(UtcDateTime)


class WebhookDelivery(Base):
    """One event for one endpoint. `said` are the first bytes of the last answer."""

    __tablename__ = "shop_webhook_delivery"
    __table_args__ = (
        UniqueConstraint("endpoint_ref", "event_ref"),
        state_check("state", DELIVERY),
        Index("ix_shop_webhook_delivery_log", "endpoint_ref", "created_at"),
        Index("ix_shop_webhook_delivery_age", "created_at"),
    )

    ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    endpoint_ref: Mapped[str] = mapped_column(ForeignKey("shop_webhook_endpoint.ref"))
    event_ref: Mapped[str] = mapped_column(Ref)
    kind: Mapped[str] = mapped_column(String(40))
    payload: Mapped[dict[str, Any]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(20))
    attempts: Mapped[int] = mapped_column(Integer)
    status: Mapped[int | None] = mapped_column(Integer)
    took_ms: Mapped[int | None] = mapped_column(Integer)
    said: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class WebhookPlace(Base):
    """How far the timeline has been told: one row, moved on in the transaction that writes the deliveries."""

    __tablename__ = "shop_webhook_place"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    xid: Mapped[int] = mapped_column(BigInteger)
    entry: Mapped[int] = mapped_column(BigInteger)
