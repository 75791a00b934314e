"""The webhooks' verbs: take a delivery in, and later say what it means."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from datetime import datetime

from carriers.base import Carrier
from carriers.errors import CarrierError
from foundation.data import inbox
from foundation.data.inbox import InboxMessage
from foundation.data.outbox import Message
from foundation.data.work import Work
from foundation.plain.errors import NotFound
from fulfilment.api.shipping import ingest
from storefront.hooks.domain import verify_stripe
from storefront.mount.current import ShopState
from storefront.payments.gateway import is_live
from storefront.payments.gateway.webhooks import process_event
from storefront.payments.sandbox.webhooks import webhook_secret

log = logging.getLogger(__name__)

STRIPE = "stripe"
# What is kept of a delivery's headers: enough to verify it again, no cookies and no addresses.
KEPT_HEADERS = ("content-type", "user-agent")


def receive_stripe(shop: ShopState, headers: Mapping[str, str], raw: bytes) -> bool:
    """Verify and store a message of the card company; False when it was here before. Raises `Forbidden`, `Invalid`."""
    settings = shop.settings
    delivery = verify_stripe(
        headers.get("Stripe-Signature"),
        raw,
        webhook_secret(settings),
        shop.clock.now(),
        livemode=is_live(settings),
        account=settings.stripe_account,
    )
    kept = _kept(headers, "stripe-signature")
    stored = shop.write(lambda work: inbox.store(work, STRIPE, delivery.account, delivery.event_id, kept, raw))
    return stored is not None


def receive_carrier(shop: ShopState, code: str, headers: Mapping[str, str], raw: bytes) -> bool:
    """Verify and store a carrier's message; False for a repetition. Raises `NotFound`, `Forbidden`, `TooLarge`."""
    receipt = _carrier(shop, code).verify(headers, raw, shop.clock.now())
    key = receipt.delivery_key if len(receipt.delivery_key) <= 160 else hashlib.sha256(raw).hexdigest()
    stored = shop.write(lambda work: inbox.store(work, receipt.provider, code, key, _kept(headers), raw))
    return stored is not None


def _kept(headers: Mapping[str, str], *more: str) -> dict[str, str]:
    return {name.lower(): value[:500] for name, value in headers.items() if name.lower() in (*KEPT_HEADERS, *more)}


def _carrier(shop: ShopState, code: str) -> Carrier:
    carrier: Carrier | None = shop.carriers.get(code)
    if carrier is None:
        raise NotFound("This shop does not work with that carrier.")
    return carrier


def process_inbox(shop: ShopState, message: Message) -> None:
    """Understand one stored delivery. Payload: inbox, provider. A message nobody understands is kept as `unknown`;
    while a partner does not answer, the error goes to the outbox and the delivery is tried again."""
    id_ = message.payload["inbox"]
    found = shop.read(lambda work: _stored(work, id_))
    if found is None:
        return
    provider, account, headers, body, received_at = found
    if provider == STRIPE:
        state, outcome = process_event(shop, json.loads(body))
    else:
        state, outcome = _process_scan(shop, account, headers, body, received_at)
    shop.write(lambda work: inbox.settle(work, id_, state, outcome))


def _stored(work: Work, id_: str) -> tuple[str, str, dict[str, str], bytes, datetime] | None:
    """None when there is nothing left to do: gone, or processed before."""
    row = work.session.get(InboxMessage, id_)
    if row is None or row.state == "processed":
        return None
    return row.provider, row.account, dict(row.headers), bytes(row.body), row.received_at


def _process_scan(
    shop: ShopState, code: str, headers: Mapping[str, str], body: bytes, received_at: datetime
) -> tuple[str, str]:
    """Read a scan and hand it on. A body that was not signed is not believed: the carrier itself is asked."""
    carrier = _carrier(shop, code)
    try:
        hook = carrier.parse_webhook(headers, body, received_at)
    except CarrierError as error:
        log.warning("a message of %s could not be read: %s", code, error)
        return "unknown", error.sentence
    results = list(hook.results) if hook.trusted else []
    if hook.refetch:
        results += carrier.track(hook.refetch)
    new = shop.write(lambda work: ingest(work, code, results, "webhook"))
    return "processed", f"{new} new"


OUTBOX: Mapping[str, Callable[[ShopState, Message], None]] = {"process_inbox": process_inbox}
