"""Every five minutes: whatever a crash, a lost reply or a lost message left open is brought to its end."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import timedelta

import stripe
from sqlalchemy import or_, select

from foundation.data import inbox
from foundation.data.work import Work
from foundation.plain.errors import DomainError
from storefront.mount.current import ShopState
from storefront.payments.gateway.client import client_of
from storefront.payments.gateway.flow import settle
from storefront.payments.gateway.sending import look_up, send
from storefront.payments.gateway.webhooks import process_event
from storefront.payments.models import GatewayCursor, Payment, Refund
from storefront.payments.service import requests
from storefront.payments.wire.calls import Body, events_since

log = logging.getLogger(__name__)

EVENTS = "events"
FIRST_LOOK_BACK = timedelta(days=3)
OVERLAP = timedelta(minutes=15)  # events are not listed strictly in order; the inbox drops what was seen
SETTLED_AFTER = timedelta(minutes=2)


def reconcile(shop: ShopState) -> int:
    """Bring everything unfinished forward; returns how many things were looked at. One that fails does not stop the
    rest, and comes again in five minutes."""
    jobs: list[tuple[str, Callable[[], object]]] = []
    for ref, resendable in shop.read(requests.stale):
        jobs.append((ref, lambda ref=ref, again=resendable: send(shop, ref) if again else look_up(shop, ref)))  # type: ignore[misc]
    for ref in shop.read(_unsettled):
        jobs.append((ref, lambda ref=ref: settle(shop, ref)))  # type: ignore[misc]  # a default that binds
    for refund_id in shop.read(_waiting_refunds):
        event = {"type": "refund.updated", "data": {"object": {"id": refund_id}}}
        jobs.append((refund_id, lambda event=event: process_event(shop, event)))  # type: ignore[misc]
    jobs.append((EVENTS, lambda: fill_gaps(shop)))
    for name, job in jobs:
        try:
            job()
        except (DomainError, stripe.StripeError) as error:
            log.warning("reconciling %s: %s", name, error)
    return len(jobs)


def _unsettled(work: Work) -> list[str]:
    """Open payments whose page should have closed, and those that the bank is still working on."""
    soon = work.now() - SETTLED_AFTER
    return list(
        work.session.scalars(
            select(Payment.ref)
            .where(
                or_(
                    Payment.state.in_(("processing", "authorised")) & (Payment.created_at < soon),
                    Payment.state.in_(("pending", "requires_customer")) & (Payment.expires_at < work.now()),
                )
            )
            .order_by(Payment.created_at)
            .limit(200)
        )
    )


def _waiting_refunds(work: Work) -> list[str]:
    rows = select(Refund.external_id).where(Refund.state == "pending", Refund.external_id.is_not(None)).limit(200)
    return [row for row in work.session.scalars(rows) if row is not None]


def fill_gaps(shop: ShopState) -> int:
    """Put every event that no webhook brought into the inbox, as if it had come; returns how many were missing."""
    now = shop.clock.now()
    earliest = int((now - FIRST_LOOK_BACK).timestamp())
    since = shop.read(lambda work: _cursor(work)) or earliest
    events = list(events_since(client_of(shop), max(earliest, since - int(OVERLAP.total_seconds()))))
    return shop.write(lambda work: _take_in(work, shop.settings.stripe_account, events, int(now.timestamp())))


def _cursor(work: Work) -> int | None:
    return work.session.scalar(select(GatewayCursor.position).where(GatewayCursor.name == EVENTS))


def _take_in(work: Work, account: str, events: list[Body], position: int) -> int:
    missing = 0
    for event in reversed(events):
        body = json.dumps(event).encode()
        stored = inbox.store(work, "stripe", event.get("account") or account, event["id"], {"source": "list"}, body)
        missing += stored is not None
    cursor = work.session.get(GatewayCursor, EVENTS)
    if cursor is None:
        work.session.add(GatewayCursor(name=EVENTS, position=position))
    else:
        cursor.position = max(cursor.position, position)
    work.session.flush()
    return missing
