"""From the timeline to deliveries. The timeline's row is the outbox row: it is written in the transaction in which the
thing happened, and read here in the order in which transactions became visible, each once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, exists, select

from foundation.data.sql import changed
from foundation.data.work import Work
from storefront.mount.current import ShopState
from storefront.orders.models import Order, OrderLine
from storefront.timeline.domain import Entry, Place
from storefront.timeline.queries import after, tail
from storefront.webhooks.domain import lines_for
from storefront.webhooks.events import payload_of
from storefront.webhooks.models import WebhookDelivery, WebhookEndpoint, WebhookPlace
from storefront.webhooks.states import DELIVERY

SEND = "send_webhook"
TIMELINE = "timeline"
KEPT = timedelta(days=30)
PAUSED = "Not sent: the endpoint was paused."


def tell(shop: ShopState) -> int:
    """Leave a delivery for every endpoint that wants what has happened since; how many. A shop without endpoints only
    reads."""
    if not shop.read(_anybody):
        return 0
    return shop.write(fan_out)


def _anybody(work: Work) -> bool:
    return bool(work.session.scalar(select(exists().where(WebhookEndpoint.state != "removed"))))


def fan_out(work: Work) -> int:
    """One batch. The place is locked, so that two workers take turns."""
    row = work.session.get(WebhookPlace, TIMELINE, with_for_update=True)
    if row is None:
        begin_here(work)
        return 0
    fresh = after(work, Place(row.xid, row.entry))
    if not fresh:
        return 0
    listening = work.session.scalars(select(WebhookEndpoint).where(WebhookEndpoint.state != "removed")).all()
    told = _deliveries(work, fresh, listening)
    row.xid, row.entry = fresh[-1].place.xid, fresh[-1].place.id
    work.session.flush()
    return told


def begin_here(work: Work) -> None:
    """From now on: what happened before anybody listened is not told."""
    now = tail(work)
    row = work.session.get(WebhookPlace, TIMELINE)
    if row is None:
        work.session.add(WebhookPlace(name=TIMELINE, xid=now.xid, entry=now.id))
    else:
        row.xid, row.entry = now.xid, now.id
    work.session.flush()


def _deliveries(work: Work, fresh: Sequence[Entry], listening: Sequence[WebhookEndpoint]) -> int:
    refs = sorted({entry.order_ref for entry in fresh})
    numbers = dict(work.session.execute(select(Order.order_ref, Order.number).where(Order.order_ref.in_(refs))).all())
    sellers: dict[str, dict[str, str]] = {ref: {} for ref in refs}
    lines = select(OrderLine.order_ref, OrderLine.line_ref, OrderLine.seller_ref).where(OrderLine.order_ref.in_(refs))
    for order_ref, line_ref, seller in work.session.execute(lines):
        sellers[order_ref][line_ref] = seller
    count = 0
    for entry in fresh:
        for endpoint in listening:
            mine = lines_for(sellers[entry.order_ref], entry.line_refs, endpoint.seller_ref)
            if mine is None or (endpoint.kinds and entry.kind not in endpoint.kinds):
                continue
            payload = payload_of(
                entry.kind,
                entry.at.isoformat(),
                numbers.get(entry.order_ref, ""),
                entry.order_ref,
                mine,
                entry.data,
            )
            deliver(work, endpoint, str(entry.place), entry.kind, payload)
            count += 1
    return count


def deliver(work: Work, endpoint: WebhookEndpoint, event_ref: str, kind: str, payload: dict[str, object]) -> str:
    """Log a delivery and leave its first attempt for the worker; a paused endpoint's is logged to be replayed."""
    ref, sleeping = work.new_id(), endpoint.state != "active"
    work.session.add(
        WebhookDelivery(
            ref=ref,
            endpoint_ref=endpoint.ref,
            event_ref=event_ref,
            kind=kind,
            payload=payload,
            state="failed" if sleeping else DELIVERY.initial,
            attempts=0,
            said=PAUSED if sleeping else "",
            created_at=work.now(),
        )
    )
    work.session.flush()
    if not sleeping:
        work.enqueue(SEND, {"delivery": ref, "attempt": 1}, key=f"{ref}:1")
    return ref


def forget_deliveries(work: Work) -> int:
    """Delete the log of a month ago."""
    old = delete(WebhookDelivery).where(WebhookDelivery.created_at < work.now() - KEPT)
    return changed(work.session.execute(old))
