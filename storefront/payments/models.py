"""The money tables. Amounts are minor units; every balance is the sum of its ledger entries."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.guards import append_only
from foundation.data.types import Json, Ref, UtcDateTime, state_check
from storefront.payments.states import DISPUTE, OBLIGATION, PAYMENT, REFUND, REQUEST

ExternalId = String(255)  # an id of the card company, at most 255 characters by its own word


class Obligation(Base):
    """One thing the customer owes: goods in full, a deposit, the rest of a made piece, or a change."""

    __tablename__ = "shop_payment_obligation"
    __table_args__ = (
        state_check("state", OBLIGATION),
        CheckConstraint("kind IN ('full', 'deposit', 'balance', 'adjustment')", name="kind_known"),
        CheckConstraint("trigger_on IN ('checkout', 'quality_passed')", name="trigger_known"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
    )

    ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    order_ref: Mapped[str] = mapped_column(Ref, index=True)
    position: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(12))
    label: Mapped[str] = mapped_column(String(200))
    line_refs: Mapped[list[str]] = mapped_column(Json)
    amount_minor: Mapped[int] = mapped_column(Integer)
    tax_minor: Mapped[int] = mapped_column(Integer)
    currency: Mapped[str] = mapped_column(String(3))
    trigger_on: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    scheduled_for: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Payment(Base):
    """One try to take money for one or more obligations, on a hosted page or off-session from the saved card."""

    __tablename__ = "shop_payment"
    __table_args__ = (
        state_check("state", PAYMENT),
        CheckConstraint("kind IN ('checkout', 'balance', 'adjustment')", name="kind_known"),
        CheckConstraint("channel IN ('session', 'off_session')", name="channel_known"),
    )

    ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    order_ref: Mapped[str] = mapped_column(Ref, index=True)
    order_number: Mapped[str] = mapped_column(String(40))
    contact_ref: Mapped[str] = mapped_column(Ref)
    kind: Mapped[str] = mapped_column(String(12))
    channel: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(20), index=True)
    amount_minor: Mapped[int] = mapped_column(Integer)
    currency: Mapped[str] = mapped_column(String(3))
    success_url: Mapped[str] = mapped_column(Text)
    cancel_url: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    session_id: Mapped[str | None] = mapped_column(ExternalId, unique=True)
    session_url: Mapped[str | None] = mapped_column(Text)
    intent_id: Mapped[str | None] = mapped_column(ExternalId, unique=True)
    customer_id: Mapped[str | None] = mapped_column(ExternalId)
    method_id: Mapped[str | None] = mapped_column(ExternalId)
    card: Mapped[str | None] = mapped_column(String(60))
    livemode: Mapped[bool] = mapped_column(Boolean)
    sentence: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PaymentShare(Base):
    """How much of a payment is for which obligation; at most one live payment per obligation, by this index."""

    __tablename__ = "shop_payment_share"
    __table_args__ = (
        Index(
            "uq_shop_payment_share_live",
            "obligation_ref",
            unique=True,
            sqlite_where=text("live"),
            postgresql_where=text("live"),
        ),
    )

    payment_ref: Mapped[str] = mapped_column(ForeignKey("shop_payment.ref"), primary_key=True)
    obligation_ref: Mapped[str] = mapped_column(ForeignKey("shop_payment_obligation.ref"), primary_key=True)
    amount_minor: Mapped[int] = mapped_column(Integer)
    live: Mapped[bool] = mapped_column(Boolean)


class Refund(Base):
    """Money going back from one payment; a refund of one line may need two payments, so `key` groups them."""

    __tablename__ = "shop_payment_refund"
    __table_args__ = (
        state_check("state", REFUND),
        UniqueConstraint("key", "payment_ref"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
    )

    ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    order_ref: Mapped[str] = mapped_column(Ref, index=True)
    payment_ref: Mapped[str] = mapped_column(ForeignKey("shop_payment.ref"), index=True)
    line_ref: Mapped[str | None] = mapped_column(Ref)
    key: Mapped[str] = mapped_column(String(160))
    amount_minor: Mapped[int] = mapped_column(Integer)
    currency: Mapped[str] = mapped_column(String(3))
    state: Mapped[str] = mapped_column(String(20), index=True)
    external_id: Mapped[str | None] = mapped_column(ExternalId, unique=True)
    sentence: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class GatewayRequest(Base):
    """Written before anything is sent: the exact request, its key and its API version, and what became of it."""

    __tablename__ = "shop_gateway_request"
    __table_args__ = (
        state_check("state", REQUEST),
        UniqueConstraint("operation", "external_id"),
        Index("ix_shop_gateway_request_open", "state", "last_sent_at"),
    )

    ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    operation: Mapped[str] = mapped_column(String(30))
    payment_ref: Mapped[str] = mapped_column(ForeignKey("shop_payment.ref"), index=True)
    refund_ref: Mapped[str | None] = mapped_column(ForeignKey("shop_payment_refund.ref"), index=True)
    target: Mapped[str | None] = mapped_column(ExternalId)
    params: Mapped[str] = mapped_column(Text)
    api_version: Mapped[str] = mapped_column(String(40))
    idempotency_key: Mapped[str] = mapped_column(String(120), unique=True)
    state: Mapped[str] = mapped_column(String(20))
    attempts: Mapped[int] = mapped_column(Integer)
    first_sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    external_id: Mapped[str | None] = mapped_column(ExternalId)
    error_code: Mapped[str | None] = mapped_column(String(80))
    error_text: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LedgerEntry(Base):
    """One movement of real money, signed from the shop's side. Appended, never changed."""

    __tablename__ = "shop_payment_ledger"
    __table_args__ = (
        UniqueConstraint("external_id", "kind"),
        CheckConstraint(
            "kind IN ('capture', 'refund', 'refund_returned', 'dispute', 'dispute_returned')", name="kind_known"
        ),
    )

    ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    order_ref: Mapped[str] = mapped_column(Ref, index=True)
    payment_ref: Mapped[str] = mapped_column(ForeignKey("shop_payment.ref"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    amount_minor: Mapped[int] = mapped_column(Integer)
    currency: Mapped[str] = mapped_column(String(3))
    external_id: Mapped[str] = mapped_column(ExternalId)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Dispute(Base):
    """A cardholder's bank contests a payment."""

    __tablename__ = "shop_payment_dispute"
    __table_args__ = (state_check("state", DISPUTE),)

    external_id: Mapped[str] = mapped_column(ExternalId, primary_key=True)
    order_ref: Mapped[str] = mapped_column(Ref, index=True)
    payment_ref: Mapped[str] = mapped_column(ForeignKey("shop_payment.ref"), index=True)
    amount_minor: Mapped[int] = mapped_column(Integer)
    currency: Mapped[str] = mapped_column(String(3))
    reason: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(20))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class GatewayCursor(Base):
    """How far the gap-fill of events has read, in the card company's own seconds."""

    __tablename__ = "shop_gateway_cursor"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int] = mapped_column(Integer)


append_only(LedgerEntry.__table__)
