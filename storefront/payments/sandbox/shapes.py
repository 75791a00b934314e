"""Bodies as the API of the pinned version shows them: every key we read, and no key it does not have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from storefront.payments.sandbox.cards import Card

Body = dict[str, Any]


def session(id_: str, created: int, params: Mapping[str, Any], amount: int, currency: str, url: str) -> Body:
    return {
        "id": id_,
        "object": "checkout.session",
        "amount_subtotal": amount,
        "amount_total": amount,
        "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"),
        "created": created,
        "currency": currency,
        "customer": None,
        "customer_creation": params.get("customer_creation", "if_required"),
        "expires_at": params.get("expires_at", created + 86_400),
        "livemode": False,
        "metadata": params.get("metadata", {}),
        "mode": params["mode"],
        "payment_intent": None,
        "payment_method_types": ["card", "sepa_debit"],
        "payment_status": "unpaid",
        "status": "open",
        "success_url": params.get("success_url"),
        "ui_mode": "hosted_page",
        "url": url,
    }


def intent(id_: str, created: int, amount: int, currency: str, data: Mapping[str, Any]) -> Body:
    return {
        "id": id_,
        "object": "payment_intent",
        "amount": amount,
        "amount_capturable": 0,
        "amount_received": 0,
        "canceled_at": None,
        "capture_method": "automatic",
        "confirmation_method": "automatic",
        "created": created,
        "currency": currency,
        "customer": data.get("customer"),
        "description": data.get("description"),
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": data.get("metadata", {}),
        "next_action": None,
        "payment_method": None,
        "payment_method_types": ["card", "sepa_debit"],
        "setup_future_usage": data.get("setup_future_usage"),
        "status": "requires_payment_method",
    }


def method(id_: str, created: int, card: Card, customer: str | None) -> Body:
    body: Body = {
        "id": id_,
        "object": "payment_method",
        "created": created,
        "customer": customer,
        "livemode": False,
        "metadata": {},
        "type": "sepa_debit" if card.brand == "sepa" else "card",
    }
    if card.brand == "sepa":
        body["sepa_debit"] = {"last4": card.last4}
    else:
        body["card"] = {"brand": card.brand, "last4": card.last4, "exp_month": 12, "exp_year": 2034}
    return body


def charge(id_: str, created: int, intent_body: Mapping[str, Any], *, paid: bool) -> Body:
    return {
        "id": id_,
        "object": "charge",
        "amount": intent_body["amount"],
        "amount_captured": intent_body["amount"] if paid else 0,
        "amount_refunded": 0,
        "captured": paid,
        "created": created,
        "currency": intent_body["currency"],
        "disputed": False,
        "livemode": False,
        "metadata": intent_body["metadata"],
        "paid": paid,
        "payment_intent": intent_body["id"],
        "refunded": False,
        "status": "succeeded" if paid else "pending",
    }


def refund(id_: str, created: int, charge_body: Mapping[str, Any], params: Mapping[str, Any], amount: int) -> Body:
    return {
        "id": id_,
        "object": "refund",
        "amount": amount,
        "charge": charge_body["id"],
        "created": created,
        "currency": charge_body["currency"],
        "metadata": params.get("metadata", {}),
        "payment_intent": charge_body["payment_intent"],
        "reason": params.get("reason"),
        "status": "pending",
    }


def dispute(id_: str, created: int, charge_body: Mapping[str, Any]) -> Body:
    return {
        "id": id_,
        "object": "dispute",
        "amount": charge_body["amount"],
        "charge": charge_body["id"],
        "created": created,
        "currency": charge_body["currency"],
        "livemode": False,
        "metadata": {},
        "payment_intent": charge_body["payment_intent"],
        "reason": "fraudulent",
        "status": "needs_response",
    }


def event(id_: str, created: int, kind: str, body: Mapping[str, Any], api_version: str) -> Body:
    return {
        "id": id_,
        "object": "event",
        "api_version": api_version,
        "created": created,
        "data": {"object": dict(body)},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": kind,
    }
