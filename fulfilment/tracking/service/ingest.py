"""Ingest: what a carrier says becomes scans, their set becomes a status, a changed status becomes an event."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from carriers.reduce import ParcelState, reduce_status
from carriers.tracking import TrackingEvent, TrackResult
from foundation.data.work import Work
from foundation.plain.scope import EVERY_SELLER
from fulfilment.orders import progress
from fulfilment.orders.models import FulfilmentOrder
from fulfilment.shipping.models import Shipment, ShipmentMember
from fulfilment.tracking.domain import MOVING
from fulfilment.tracking.models import Tracker
from fulfilment.tracking.scans import headers, keep, keep_header, stored, to_event
from fulfilment.tracking.service.outcome import apply
from fulfilment.tracking.service.trackers import follow, schedule, tracker_of

Affected = tuple[Shipment, list[FulfilmentOrder]]


def ingest(work: Work, carrier_code: str, results: Sequence[TrackResult], source: str) -> int:
    """Take in what a carrier answered (`source` "poll") or pushed ("webhook"); returns how many scans are new.

    One bad number never loses the others; a number that is not ours is kept. The state is that of the set of scans,
    whatever order and however often they come. Emits `ShipmentScanned` and `ShipmentDelivered` on a change only.
    """
    affected = _affected(work, carrier_code, [result.number for result in results])
    new = 0
    for result in sorted(results, key=lambda r: r.number):
        tracker = tracker_of(work, carrier_code, result.number)
        tracker.checked_at = work.now()
        tracker.polls += source == "poll"
        tracker.pushed = tracker.pushed or source == "webhook"
        if result.error is not None:
            tracker.last_error = result.error.sentence
        else:
            new += _take_in(work, tracker, result, affected)
        schedule(work, tracker)
    work.session.flush()
    return new


def _affected(work: Work, carrier: str, numbers: Sequence[str]) -> dict[str, Affected]:
    """The shipments these numbers belong to, with their fulfilment orders locked before any tracker is."""
    rows = work.session.execute(
        select(ShipmentMember.shipment_ref, ShipmentMember.fulfilment_order_ref)
        .join(Tracker, Tracker.shipment_ref == ShipmentMember.shipment_ref)
        .where(Tracker.carrier == carrier, Tracker.tracking_number.in_(numbers))
        .distinct()
    ).all()
    if not rows:
        return {}
    orders = {o.ref: o for o in progress.locked(work, EVERY_SELLER, sorted({ref for _, ref in rows}))}
    shipments = work.session.scalars(
        select(Shipment)
        .where(Shipment.ref.in_({ref for ref, _ in rows}))
        .order_by(Shipment.ref)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {s.ref: (s, [orders[member] for ref, member in rows if ref == s.ref]) for s in shipments}


def _take_in(work: Work, tracker: Tracker, result: TrackResult, affected: dict[str, Affected]) -> int:
    was = (tracker.status, tracker.decided_by if tracker.status == "exception" else "")
    new = keep(work, tracker, result.events)
    keep_header(tracker, result.header)
    events = [to_event(row) for row in stored(work, tracker)]
    state = reduce_status(events, headers(tracker))
    tracker.last_error = ""
    if new:
        tracker.last_event_at = work.now()
    if result.eta is not None:
        tracker.eta = result.eta.latest.date()
    _adopt(work, tracker, state)
    found = affected.get(tracker.shipment_ref or "")
    if found is not None and was != (tracker.status, tracker.decided_by if tracker.status == "exception" else ""):
        apply(work, tracker, _deciding(events, state), *found)
    return new


def catch_up(
    work: Work, carrier: str, numbers: Sequence[str], shipment: Shipment, orders: list[FulfilmentOrder]
) -> None:
    """Follow the numbers of a new label; what was heard of them before they were ours counts now."""
    for tracker in follow(work, carrier, numbers, shipment.ref):
        events = [to_event(row) for row in stored(work, tracker)]
        state = reduce_status(events, headers(tracker))
        _adopt(work, tracker, state)
        schedule(work, tracker)
        work.session.flush()
        if tracker.status in MOVING:
            apply(work, tracker, _deciding(events, state), shipment, orders)


def _adopt(work: Work, tracker: Tracker, state: ParcelState) -> None:
    # A label we booked is at least known to the carrier; silence does not take that back.
    known = state.status not in ("unknown", "not_found")
    tracker.status = state.status if known or tracker.shipment_ref is None else "pre_transit"
    tracker.reopened, tracker.decided_by = state.reopened, state.decided_by
    scan = state.delivered
    if tracker.status != "delivered":
        tracker.delivered_at, tracker.delivered_on = None, None
    elif scan is None:
        tracker.delivered_at, tracker.delivered_on = _header_instant(work, tracker)
    else:
        tracker.delivered_at = scan.occurred_utc or scan.received_at
        tracker.delivered_on = (scan.occurred_local or tracker.delivered_at).date()


def _header_instant(work: Work, tracker: Tracker) -> tuple[datetime, date]:
    """Delivered by the carrier's own word without a scan: the word's instant is all there is."""
    said = headers(tracker)
    at = said[0].as_of if said else work.now()
    return at, at.date()


def _deciding(events: Sequence[TrackingEvent], state: ParcelState) -> TrackingEvent | None:
    return next((event for event in events if event.fingerprint == state.decided_by), None)
