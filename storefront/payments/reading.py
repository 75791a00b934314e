"""What we read of the card company's objects: each reply becomes one small frozen value, or it is refused.

Field names and meanings: https://docs.stripe.com/api (Checkout Session, PaymentIntent, Refund, Dispute).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from foundation.plain.money import Money
from storefront.payments.domain import card_label


@dataclass(frozen=True)
class IntentReading:
    """`status`: requires_payment_method | requires_confirmation | requires_action | processing | requires_capture |
    canceled | succeeded."""

    id: str
    status: str
    received: Money
    livemode: bool
    customer: str | None
    method: str | None
    card: str | None
    error_code: str | None
    op: str | None
    payment_ref: str | None


@dataclass(frozen=True)
class SessionReading:
    """`status`: open | complete | expired; `payment_status`: paid | unpaid | no_payment_required."""

    id: str
    url: str | None
    status: str
    payment_status: str
    livemode: bool
    intent: IntentReading | None
    intent_id: str | None
    op: str | None
    payment_ref: str | None


@dataclass(frozen=True)
class RefundReading:
    """`status`: pending | requires_action | succeeded | failed | canceled."""

    id: str
    status: str
    amount: Money
    intent_id: str | None
    failure: str | None
    op: str | None
    refund_ref: str | None


@dataclass(frozen=True)
class DisputeReading:
    """`status`: needs_response | under_review | won | lost | warning_*."""

    id: str
    status: str
    reason: str
    amount: Money
    intent_id: str | None


def _id_of(value: Any) -> str | None:
    """An expandable field is an id or the object itself."""
    found: str | None = value["id"] if isinstance(value, Mapping) else value
    return found


def _money(minor: int | None, currency: str) -> Money:
    return Money(int(minor or 0), currency.upper())


def _meta(body: Mapping[str, Any], name: str) -> str | None:
    return (body.get("metadata") or {}).get(name)


def read_intent(body: Mapping[str, Any]) -> IntentReading:
    method = body.get("payment_method")
    error = body.get("last_payment_error") or {}
    return IntentReading(
        id=body["id"],
        status=body["status"],
        received=_money(body.get("amount_received"), body["currency"]),
        livemode=bool(body["livemode"]),
        customer=_id_of(body.get("customer")),
        method=_id_of(method),
        card=card_label(method) if isinstance(method, Mapping) else None,
        error_code=error.get("decline_code") or error.get("code"),
        op=_meta(body, "op"),
        payment_ref=_meta(body, "payment"),
    )


def read_session(body: Mapping[str, Any]) -> SessionReading:
    intent = body.get("payment_intent")
    return SessionReading(
        id=body["id"],
        url=body.get("url"),
        status=body["status"],
        payment_status=body["payment_status"],
        livemode=bool(body["livemode"]),
        intent=read_intent(intent) if isinstance(intent, Mapping) else None,
        intent_id=_id_of(intent),
        op=_meta(body, "op"),
        payment_ref=_meta(body, "payment"),
    )


def read_refund(body: Mapping[str, Any]) -> RefundReading:
    return RefundReading(
        id=body["id"],
        status=body["status"],
        amount=_money(body["amount"], body["currency"]),
        intent_id=_id_of(body.get("payment_intent")),
        failure=body.get("failure_reason"),
        op=_meta(body, "op"),
        refund_ref=_meta(body, "refund"),
    )


def read_dispute(body: Mapping[str, Any]) -> DisputeReading:
    return DisputeReading(
        id=body["id"],
        status=body["status"],
        reason=body["reason"],
        amount=_money(body["amount"], body["currency"]),
        intent_id=_id_of(body.get("payment_intent")),
    )
