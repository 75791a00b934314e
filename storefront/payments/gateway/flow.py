"""From a payment to its page, and from a page to its payment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import stripe
from sqlalchemy import case, select

from foundation.data.work import Work
from foundation.plain.errors import Conflict, Gone, NotFound, Unavailable
from storefront.mount.current import ShopState
from storefront.payments.gateway.client import client_of
from storefront.payments.gateway.sending import send_and_look
from storefront.payments.models import Payment
from storefront.payments.reading import read_intent, read_session
from storefront.payments.service import requests
from storefront.payments.service.applying import apply_intent, apply_session
from storefront.payments.states import PAYMENT_CLOSED
from storefront.payments.wire.calls import fetch

TRY_AGAIN = "The payment page does not answer just now. Nothing was charged; please try again in a moment."


@dataclass(frozen=True)
class _Glance:
    state: str
    channel: str
    success_url: str
    session_id: str | None
    session_url: str | None
    intent_id: str | None
    expires_at: datetime | None
    create_request: str | None


def _glance(work: Work, payment_ref: str) -> _Glance:
    opened = case((Payment.channel == "session", "session_create"), else_="intent_create")
    row = work.session.execute(
        select(Payment, requests.latest_of(Payment.ref, opened)).where(Payment.ref == payment_ref)
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such payment.")
    return _seen(*row)


def _seen(payment: Payment, request_ref: str | None) -> _Glance:
    return _Glance(
        payment.state,
        payment.channel,
        payment.success_url,
        payment.session_id,
        payment.session_url,
        payment.intent_id,
        payment.expires_at,
        request_ref,
    )


def start(shop: ShopState, payment_ref: str) -> str:
    """The address to send the customer to: the hosted page, or the return page when it is paid already.

    Idempotent: two clicks get one page. Raises `Gone` when the page has closed (then `pay_now` opens another),
    `Conflict` when the payment failed, `Unavailable` while the card company does not answer."""
    seen = shop.glance(lambda work: _glance(work, payment_ref))
    if seen.expires_at is not None and shop.clock.now() >= seen.expires_at and seen.session_id is not None:
        settle(shop, payment_ref)
        seen = shop.glance(lambda work: _glance(work, payment_ref))
    if seen.session_url is None and seen.state not in PAYMENT_CLOSED and seen.create_request is not None:
        request_ref = seen.create_request
        state, seen = send_and_look(shop, request_ref, lambda payment: _seen(payment, request_ref))
        if state == "unknown":
            raise Unavailable(TRY_AGAIN)
    if seen.state in ("captured", "processing", "authorised"):
        return seen.success_url
    if seen.state in ("expired", "cancelled"):
        raise Gone("This payment page has closed. Nothing was charged; start again from your order.")
    if seen.state == "failed" or seen.session_url is None:
        raise Conflict("This payment could not be started. Nothing was charged; please try again from your order.")
    return seen.session_url


def settle(shop: ShopState, payment_ref: str, *, named: str | None = None) -> str:
    """Fetch the page (or the off-session charge) and `apply` it; returns the payment's state.

    `named` is the id that a webhook told us before our own reply arrived; the fetched object is believed only if it
    carries our metadata. Raises `Unavailable` while the card company does not answer."""
    seen = shop.glance(lambda work: _glance(work, payment_ref))
    known = (seen.session_id if seen.channel == "session" else seen.intent_id) or named
    if known is None:
        return seen.state
    try:
        if seen.channel == "session":
            return _settle_session(shop, payment_ref, known) or seen.state
        return _settle_charge(shop, payment_ref, known) or seen.state
    except stripe.StripeError as error:
        raise Unavailable(TRY_AGAIN) from error


def _settle_session(shop: ShopState, payment_ref: str, session_id: str) -> str | None:
    body = fetch(client_of(shop), "session", session_id)
    reading = read_session(body) if body is not None else None
    if reading is None or reading.payment_ref != payment_ref:
        return None

    def apply(work: Work) -> str:
        state = apply_session(work, payment_ref, reading)
        requests.adopt(work, reading.op, reading.id)
        return state

    return shop.write(apply)


def _settle_charge(shop: ShopState, payment_ref: str, intent_id: str) -> str | None:
    body = fetch(client_of(shop), "intent", intent_id)
    reading = read_intent(body) if body is not None else None
    if reading is None or reading.payment_ref != payment_ref:
        return None

    def apply(work: Work) -> str:
        state = apply_intent(work, payment_ref, reading, page_open=False)
        if state in ("captured", "processing"):
            requests.adopt(work, reading.op, reading.id)
        return state

    return shop.write(apply)
