"""The sandbox's side of webhooks: signed as the real ones are, sent to the shop's real endpoint over real HTTP."""

from __future__ import annotations

import hashlib
import hmac
import json

import requests
import stripe

from foundation.data.outbox import Message
from foundation.data.runner import forbid_network_in_transaction
from foundation.data.work import Work
from foundation.plain.errors import Unavailable
from storefront.mount.config import Settings
from storefront.mount.current import ShopState
from storefront.payments.sandbox.models import SandboxObject
from storefront.payments.sandbox.paying import finish_debit
from storefront.payments.sandbox.returns import finish_refund, open_dispute
from storefront.payments.sandbox.store import get
from storefront.payments.sandbox.transport import base_url

TIMEOUT_S = (3.05, 10.0)
HOOK_PATH = "/hooks/stripe"


def webhook_secret(settings: Settings) -> str:
    """The given secret, or for the sandbox one derived from the shop's own: nothing to configure, nothing to guess."""
    if settings.stripe_webhook_secret:
        return settings.stripe_webhook_secret
    derived = hmac.new(settings.secret.encode(), b"shop.sandbox.webhooks", hashlib.sha256).hexdigest()
    return f"whsec_{derived}"


def signed(settings: Settings, body: str, timestamp: int) -> dict[str, str]:
    """The headers of a genuine delivery (https://docs.stripe.com/webhooks#verify-manually)."""
    signature = stripe.WebhookSignature.generate_signature_header(body, webhook_secret(settings), timestamp)
    return {"Stripe-Signature": signature, "Content-Type": "application/json; charset=utf-8"}


def sandbox_webhook(shop: ShopState, message: Message) -> None:
    """Deliver one event. Payload: event. Raises `Unavailable` unless the endpoint took it: then it is sent again."""
    event = shop.read(lambda work: work.session.get_one(SandboxObject, message.payload["event"]).body)
    body = json.dumps(event)
    headers = signed(shop.settings, body, int(shop.clock.now().timestamp()))
    forbid_network_in_transaction()
    url = base_url(shop.settings) + HOOK_PATH
    try:
        answer = requests.post(url, data=body.encode(), headers=headers, timeout=TIMEOUT_S)
    except requests.RequestException as error:
        raise Unavailable("The shop's webhook endpoint does not answer; the event is sent again.") from error
    if not answer.ok:
        raise Unavailable(f"The shop's webhook endpoint answered {answer.status_code}; the event is sent again.")


def sandbox_later(shop: ShopState, message: Message) -> None:
    """What a bank does in its own time. Payload: do (finish_debit | finish_refund | open_dispute), id."""
    do, id_ = message.payload["do"], message.payload["id"]

    def act(work: Work) -> None:
        if do == "finish_debit":
            finish_debit(work, id_)
        elif do == "open_dispute":
            open_dispute(work, id_)
        else:
            refund = get(work, "refund", id_)
            if refund is not None and refund.body["status"] == "pending":
                finish_refund(work, refund)

    shop.write(act)
