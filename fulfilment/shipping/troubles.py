"""Parcels that want a person: no label, no scan, or a carrier who says that something is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from carriers.tracking import Place
from foundation.data.work import Work
from foundation.plain.scope import SellerScope
from fulfilment.production.reading import in_scope
from fulfilment.shipping.domain import Trouble, trouble_kind
from fulfilment.shipping.models import Shipment
from fulfilment.tracking.models import Scan, Tracker
from fulfilment.tracking.scans import to_event

_ON_THE_ROAD = ("handed_over", "in_transit")


def troubles(work: Work, scope: SellerScope, zone: ZoneInfo) -> list[Trouble]:
    """One for each parcel that is in trouble, the longest first; a shipment without its label is one. Two statements:
    what is on the road, and the scans of what is in trouble."""
    today = work.now().astimezone(zone).date()
    found: list[tuple[Shipment, Tracker | None, str, datetime]] = []
    for shipment, tracker in _candidates(work, scope):
        since = _since(shipment, tracker)
        status = tracker.status if tracker else "unknown"
        last = since.astimezone(zone).date() if shipment.state in _ON_THE_ROAD else None
        kind = "" if status == "delivered" else trouble_kind(shipment.state, status, last, today)
        if kind:
            found.append((shipment, tracker, kind, since))
    said = _last_words(work, [tracker.ref for _, tracker, _, _ in found if tracker])
    rows = [_trouble(*one, *said.get(one[1].ref if one[1] else "", ("", ""))) for one in found]
    return sorted(rows, key=lambda one: (one.since, one.shipment_ref, one.tracking_number))


def _candidates(work: Work, scope: SellerScope) -> Iterable[tuple[Shipment, Tracker | None]]:
    rows = work.session.execute(
        select(Shipment, Tracker)
        .outerjoin(Tracker, Tracker.shipment_ref == Shipment.ref)
        .where(Shipment.state.in_(("failed", *_ON_THE_ROAD)), *in_scope(scope, Shipment.seller_ref.expression))
    )
    return [(shipment, tracker) for shipment, tracker in rows]


def _since(shipment: Shipment, tracker: Tracker | None) -> datetime:
    if shipment.state == "failed":
        return shipment.created_at
    known = (shipment.created_at, shipment.handed_over_at, tracker.last_event_at if tracker else None)
    return max(at for at in known if at is not None)


def _last_words(work: Work, trackers: list[str]) -> dict[str, tuple[str, str]]:
    """Each tracker's last scan as (words, place)."""
    rows = work.session.scalars(
        select(Scan).where(Scan.tracker_ref.in_(trackers)).order_by(Scan.occurred_utc, Scan.received_at)
    )
    return {row.tracker_ref: (row.raw_text, str(to_event(row).location or Place())) for row in rows}


def _trouble(shipment: Shipment, tracker: Tracker | None, kind: str, since: datetime, said: str, place: str) -> Trouble:
    return Trouble(
        shipment_ref=shipment.ref,
        order_number=shipment.order_number,
        seller_ref=shipment.seller_ref,
        carrier=shipment.carrier,
        tracking_number=tracker.tracking_number if tracker else "",
        kind=kind,
        said=shipment.failure if kind == "label" else said,
        place=place,
        since=since,
    )
