"""The card company's own side of a charge: customers, saved methods, intents, charges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from foundation.data.work import Work
from storefront.payments.sandbox import shapes
from storefront.payments.sandbox.cards import BY_CODE, Card
from storefront.payments.sandbox.models import SandboxObject
from storefront.payments.sandbox.refusals import declined, invalid, missing
from storefront.payments.sandbox.store import Body, change, epoch, get, new_object_id, put, tell

SMALLEST = 50


def new_customer(work: Work) -> str:
    body: Body = {
        "id": new_object_id("customer"),
        "object": "customer",
        "created": epoch(work),
        "livemode": False,
        "metadata": {},
    }
    put(work, "customer", body)
    return str(body["id"])


def new_method(work: Work, card: Card, customer: str | None) -> str:
    body = shapes.method(new_object_id("method"), epoch(work), card, customer)
    put(work, "method", body, {"card": card.code})
    return str(body["id"])


def new_intent(work: Work, amount: int, currency: str, data: Mapping[str, Any]) -> SandboxObject:
    if amount < SMALLEST:
        raise invalid("Amount must be at least 50 cents.", param="amount", code="amount_too_small")
    return put(work, "intent", shapes.intent(new_object_id("intent"), epoch(work), amount, currency, data))


def succeed(work: Work, intent: SandboxObject, method: str, *, copies: int = 1, hidden: Body | None = None) -> Body:
    """Take the money: a charge, and the intent with it."""
    charge = shapes.charge(new_object_id("charge"), epoch(work), intent.body, paid=True)
    put(work, "charge", charge, hidden)
    body = change(
        intent,
        status="succeeded",
        payment_method=method,
        latest_charge=charge["id"],
        amount_received=intent.body["amount"],
        last_payment_error=None,
        next_action=None,
    )
    tell(work, "payment_intent.succeeded", body, copies=copies)
    return body


def refuse(work: Work, intent: SandboxObject, decline: str, *, copies: int = 1) -> Body:
    """The bank said no; the intent waits for another method."""
    code = "authentication_required" if decline == "authentication_required" else "card_declined"
    body = change(
        intent,
        status="requires_payment_method",
        payment_method=None,
        next_action=None,
        last_payment_error={"type": "card_error", "code": code, "decline_code": decline, "message": "Declined."},
    )
    tell(work, "payment_intent.payment_failed", body, copies=copies)
    return body


def create_intent(work: Work, params: Body) -> Body:
    """POST /v1/payment_intents: an off-session charge of a saved method. Raises `ApiError` 402 on a decline."""
    intent = new_intent(work, params["amount"], params["currency"], params)
    if not params.get("confirm"):
        return dict(intent.body)
    method = get(work, "method", str(params.get("payment_method", "")))
    if method is None:
        raise missing("payment_method", str(params.get("payment_method", "")))
    if method.body["customer"] != params.get("customer"):
        raise invalid("The payment method belongs to another customer.", param="payment_method")
    later = BY_CODE[method.hidden["card"]].later
    if later == "approve":
        return succeed(work, intent, method.id)
    raise declined(later, refuse(work, intent, later))


def cancel_intent(work: Work, id_: str, _params: Body) -> Body:
    """POST /v1/payment_intents/:id/cancel"""
    intent = get(work, "intent", id_)
    if intent is None:
        raise missing("payment_intent", id_)
    if intent.body["status"] in ("succeeded", "canceled", "processing"):
        raise invalid("This PaymentIntent can no longer be canceled.", code="payment_intent_unexpected_state")
    body = change(intent, status="canceled", canceled_at=epoch(work))
    tell(work, "payment_intent.canceled", body)
    return body
