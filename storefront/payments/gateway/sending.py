"""Sends a planned request: mark it sent, talk, conclude. Nothing is locked while we talk."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from foundation.data.work import Work
from storefront.mount.current import ShopState
from storefront.payments.gateway.client import client_of
from storefront.payments.models import GatewayRequest, Payment
from storefront.payments.service import requests
from storefront.payments.service.concluding import conclude, concluded
from storefront.payments.states import REQUEST
from storefront.payments.wire.calls import Outcome, Rejected, Succeeded, find_by_op, perform

T = TypeVar("T")


def send(shop: ShopState, request_ref: str) -> str:
    """Send it if it has no answer yet; returns its state: succeeded | declined | rejected | unknown."""
    return send_and_look(shop, request_ref, lambda _: None)[0]


def send_and_look(shop: ShopState, request_ref: str, look: Callable[[Payment], T]) -> tuple[str, T]:
    """The same, and what there is to see of the payment after it."""
    call = shop.write(lambda work: requests.mark_sent(work, request_ref))
    if call is None:
        state = shop.read(lambda work: work.session.get_one(GatewayRequest, request_ref).state)
        state = state if REQUEST.final(state) else look_up(shop, request_ref)
        return state, shop.read(lambda work: look(_payment_of(work, request_ref)))
    outcome = perform(client_of(shop), call)

    def answered(work: Work) -> tuple[str, T]:
        payment, state = concluded(work, request_ref, outcome)
        return state, look(payment)

    return shop.write(answered)


def _payment_of(work: Work, request_ref: str) -> Payment:
    return work.session.get_one(Payment, work.session.get_one(GatewayRequest, request_ref).payment_ref)


def look_up(shop: ShopState, request_ref: str) -> str:
    """After 23 hours without an answer the key may be forgotten: list what was made since and match `metadata.op`.

    Found: it succeeded. Not found: it never happened, and the next try is a new request."""
    operation, since, intent = shop.read(lambda work: _question(work, request_ref))
    found = find_by_op(client_of(shop), operation, request_ref, since, intent)
    outcome: Outcome = (
        Succeeded(found)
        if found is not None
        else Rejected("never_arrived", "No answer for 23 hours, and nothing made.")
    )
    return shop.write(lambda work: conclude(work, request_ref, outcome))


def _question(work: Work, request_ref: str) -> tuple[str, int, str | None]:
    request = work.session.get_one(GatewayRequest, request_ref)
    payment = work.session.get_one(Payment, request.payment_ref)
    born = request.first_sent_at or request.created_at
    return request.operation, int(born.timestamp()) - 60, payment.intent_id
