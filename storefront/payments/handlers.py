"""What the worker calls: one plain function a message, each idempotent, each opening its own transactions."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from foundation.data.outbox import Message
from foundation.data.work import Work
from foundation.plain.errors import Unavailable
from storefront.mount.current import ShopState
from storefront.payments.gateway.flow import settle
from storefront.payments.gateway.reconcile import reconcile
from storefront.payments.gateway.sending import send
from storefront.payments.sandbox.webhooks import sandbox_later, sandbox_webhook
from storefront.payments.service import requests
from storefront.payments.service.balances import plan_balance
from storefront.payments.service.opening import close_payment
from storefront.payments.states import PAYMENT_OPEN, REQUEST_UNSURE

_WITH_CUSTOMER = ("new", "pending", "requires_customer")
NO_ANSWER = "The card company has not answered yet; the same request is sent again."


def take_balance(shop: ShopState, message: Message) -> None:
    """Charge the saved card for one obligation. Payload: obligation_ref. Raises `Unavailable` while unanswered."""
    request_ref = shop.write(lambda work: plan_balance(work, message.payload["obligation_ref"]))
    if request_ref is not None and send(shop, request_ref) == "unknown":
        raise Unavailable(NO_ANSWER)


def send_refund(shop: ShopState, message: Message) -> None:
    """Send one planned refund. Payload: request_ref, payment_ref. Raises `Unavailable` while unanswered, and while
    another request about this payment is: nothing is built on an unknown one."""
    request_ref, payment_ref = message.payload["request_ref"], message.payload["payment_ref"]
    if shop.read(lambda work: requests.unsure_of(work, payment_ref, but=request_ref)):
        raise Unavailable(NO_ANSWER)
    if send(shop, request_ref) == "unknown":
        raise Unavailable(NO_ANSWER)


def expire_payment(shop: ShopState, message: Message) -> None:
    """Close a payment page that was given up. Payload: payment_ref. What the page became meanwhile is applied first,
    so a customer who paid in the last second has paid."""
    payment_ref = message.payload["payment_ref"]
    request_ref = shop.read(lambda work: _create_request(work, payment_ref))
    if request_ref is not None and send(shop, request_ref) == "unknown":
        raise Unavailable(NO_ANSWER)
    if settle(shop, payment_ref) not in _WITH_CUSTOMER:
        return
    planned = shop.write(lambda work: _plan_expiry(work, payment_ref))
    if planned is not None and send(shop, planned) == "unknown":
        raise Unavailable(NO_ANSWER)
    if settle(shop, payment_ref) in _WITH_CUSTOMER:
        raise Unavailable("The payment page is still open; it is closed again in a moment.")


def _create_request(work: Work, payment_ref: str) -> str | None:
    request = requests.latest(work, payment_ref, "session_create")
    return request.ref if request is not None and request.state in REQUEST_UNSURE else None


def _plan_expiry(work: Work, payment_ref: str) -> str | None:
    payment = requests.locked_payment(work, payment_ref)
    if payment.session_id is None:
        if payment.state in PAYMENT_OPEN:
            close_payment(work, payment, "cancelled", "there never was a page")
        return None
    earlier = requests.latest(work, payment_ref, "session_expire")
    if earlier is not None and earlier.state in ("planned", *REQUEST_UNSURE):
        return earlier.ref
    return requests.plan(work, "session_expire", payment_ref, {}, op=work.new_id(), target=payment.session_id)


OUTBOX: Mapping[str, Callable[[ShopState, Message], None]] = {
    "take_balance": take_balance,
    "send_refund": send_refund,
    "expire_payment": expire_payment,
    "sandbox_webhook": sandbox_webhook,
    "sandbox_later": sandbox_later,
}
PERIODIC: tuple[tuple[str, int, Callable[[ShopState], object]], ...] = (("reconcile_payments", 300, reconcile),)
