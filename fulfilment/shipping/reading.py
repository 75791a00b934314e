"""From rows to shipments as people read them, in a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from carriers.reduce import PROGRESS, order_events
from carriers.tracking import Place
from foundation.data.work import Work
from fulfilment.orders import progress
from fulfilment.orders.models import FulfilmentOrder
from fulfilment.shipping.domain import ParcelView, ScanView, ShipmentView
from fulfilment.shipping.models import Shipment, ShipmentMember
from fulfilment.shipping.states import SHIPMENT
from fulfilment.tracking.models import Scan, Tracker
from fulfilment.tracking.scans import to_event
from fulfilment.warehouse.models import Parcel


def parcel_view(parcel: Parcel) -> ParcelView:
    return ParcelView(
        ref=parcel.ref,
        fulfilment_order_ref=parcel.fulfilment_order_ref,
        length_mm=parcel.length_mm,
        width_mm=parcel.width_mm,
        height_mm=parcel.height_mm,
        weight_g=parcel.weight_g,
        shipment_ref=parcel.shipment_ref,
        tracking_number=parcel.tracking_number,
        label_blob=parcel.label_blob,
    )


def parcels_by_order(work: Work, refs: Sequence[str]) -> dict[str, list[ParcelView]]:
    """One statement."""
    found: dict[str, list[ParcelView]] = defaultdict(list)
    for parcel in work.session.scalars(
        select(Parcel).where(Parcel.fulfilment_order_ref.in_(refs)).order_by(Parcel.ref)
    ):
        found[parcel.fulfilment_order_ref].append(parcel_view(parcel))
    return found


def views(work: Work, shipments: Sequence[Shipment]) -> dict[str, ShipmentView]:
    """Each shipment by its ref. Six statements for however many."""
    refs = [shipment.ref for shipment in shipments]
    orders: dict[str, list[FulfilmentOrder]] = defaultdict(list)
    for ref, order in work.session.execute(
        select(ShipmentMember.shipment_ref, FulfilmentOrder)
        .join(ShipmentMember.order)
        .where(ShipmentMember.shipment_ref.in_(refs))
        .order_by(FulfilmentOrder.ref)
    ):
        orders[ref].append(order)
    parcels: dict[str, list[ParcelView]] = defaultdict(list)
    for parcel in work.session.scalars(select(Parcel).where(Parcel.shipment_ref.in_(refs)).order_by(Parcel.ref)):
        parcels[parcel.shipment_ref or ""].append(parcel_view(parcel))
    trackers: dict[str, list[Tracker]] = defaultdict(list)
    for tracker in work.session.scalars(
        select(Tracker).where(Tracker.shipment_ref.in_(refs)).order_by(Tracker.tracking_number)
    ):
        trackers[tracker.shipment_ref or ""].append(tracker)
    scans = _scans(work, [tracker for some in trackers.values() for tracker in some])
    _load_lines(work, [order for some in orders.values() for order in some])
    return {s.ref: _view(s, orders[s.ref], parcels[s.ref], trackers[s.ref], scans) for s in shipments}


def _load_lines(work: Work, orders: Iterable[FulfilmentOrder]) -> None:
    """Fill `lines` of all of them with one statement instead of one each."""
    refs = [order.ref for order in orders]
    work.session.scalars(
        select(FulfilmentOrder).where(FulfilmentOrder.ref.in_(refs)).options(selectinload(FulfilmentOrder.lines))
    ).all()


def _view(
    row: Shipment,
    orders: Sequence[FulfilmentOrder],
    parcels: Sequence[ParcelView],
    trackers: Sequence[Tracker],
    scans: dict[str, list[ScanView]],
) -> ShipmentView:
    state = SHIPMENT.states[row.state]
    lines = dict.fromkeys(line.line_ref for order in orders for line in progress.live(order))
    slowest = min(trackers, key=lambda t: PROGRESS[t.status], default=None)  # type: ignore[index]
    return ShipmentView(
        ref=row.ref,
        seller_ref=row.seller_ref,
        order_ref=row.order_ref,
        order_number=row.order_number,
        line_refs=tuple(lines),
        fulfilment_order_refs=tuple(order.ref for order in orders),
        state=row.state,
        label=state.label,
        tone=state.tone,
        carrier=row.carrier,
        service=row.service,
        two_person=row.two_person,
        tracking_number=parcels[0].tracking_number if parcels else "",
        status=slowest.status if slowest else "unknown",
        eta=max((t.eta for t in trackers if t.eta), default=None),
        failure=row.failure,
        attempt=row.attempt,
        label_media_type=row.label_media_type,
        parcels=tuple(parcels),
        scans=tuple(scan for tracker in trackers for scan in scans.get(tracker.ref, [])),
        created_at=row.created_at,
        handed_over_at=row.handed_over_at,
        delivered_at=row.delivered_at,
        checked_at=max((t.checked_at for t in trackers if t.checked_at), default=None),
    )


def _scans(work: Work, trackers: Sequence[Tracker]) -> dict[str, list[ScanView]]:
    """Each tracker's scans, newest first, by its ref."""
    rows: dict[str, list[Scan]] = defaultdict(list)
    for row in work.session.scalars(select(Scan).where(Scan.tracker_ref.in_([t.ref for t in trackers]))):
        rows[row.tracker_ref].append(row)
    numbers = {tracker.ref: tracker.tracking_number for tracker in trackers}
    return {
        ref: [
            ScanView(
                status=event.status,
                text=event.raw_text,
                place=str(event.location or Place()),
                occurred_at=event.occurred_utc,
                local=event.occurred_local,
                precision=event.precision,
                tracking_number=numbers[ref],
            )
            for event in reversed(order_events(to_event(row) for row in some))
        ]
        for ref, some in rows.items()
    }
