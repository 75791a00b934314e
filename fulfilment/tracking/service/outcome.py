"""What a parcel's changed status does to its shipment, its fulfilment orders and the promise."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from carriers.tracking import TrackingEvent
from foundation.data.audit import move
from foundation.data.work import Work
from fulfilment.api.events import ShipmentDelivered, ShipmentScanned
from fulfilment.orders import progress
from fulfilment.orders.models import FulfilmentLine, FulfilmentOrder
from fulfilment.promise import service as promise
from fulfilment.shipping.models import Shipment, ShipmentMember
from fulfilment.shipping.service.handover import leave
from fulfilment.shipping.service.members import line_refs
from fulfilment.shipping.states import SHIPMENT
from fulfilment.tracking.domain import MOVING, shipment_state
from fulfilment.tracking.models import Tracker

ACTOR = "carrier"


def apply(
    work: Work,
    tracker: Tracker,
    scan: TrackingEvent | None,
    shipment: Shipment,
    orders: Sequence[FulfilmentOrder],
) -> None:
    """Move the shipment and its orders to where the set of parcels stands, and tell."""
    work.session.flush()
    if tracker.status in MOVING and shipment.state == "labelled":
        leave(work, shipment, orders, ACTOR)  # on the road without anybody's tap: believe the road
    before = shipment.state
    statuses = work.session.scalars(select(Tracker.status).where(Tracker.shipment_ref == shipment.ref)).all()
    wanted = shipment_state(list(statuses))
    if wanted is not None and wanted != shipment.state and shipment.state in ("handed_over", "in_transit", "delivered"):
        move(work, shipment, SHIPMENT, wanted, subject=shipment.ref, actor=ACTOR)
    delivered_now = shipment.state == "delivered" and before != "delivered"
    shipment.delivered_at = tracker.delivered_at if shipment.state == "delivered" else None
    _follow_orders(work, shipment, orders)
    kind = ShipmentDelivered if delivered_now else ShipmentScanned
    work.emit(_event(kind, work, tracker, scan, shipment, orders))
    if delivered_now:
        _keep_promises(work, orders)


def _follow_orders(work: Work, shipment: Shipment, orders: Sequence[FulfilmentOrder]) -> None:
    """A fulfilment order is delivered when every shipment that carries it is."""
    for order in orders:
        others = work.session.scalars(
            select(Shipment.state)
            .join(ShipmentMember, ShipmentMember.shipment_ref == Shipment.ref)
            .where(
                ShipmentMember.fulfilment_order_ref == order.ref,
                Shipment.ref != shipment.ref,
                Shipment.state.not_in(("failed", "cancelled")),
            )
        ).all()
        delivered = shipment.state == "delivered" and all(state == "delivered" for state in others)
        if delivered and order.state == "shipped":
            progress.shift(work, order, "delivered", ACTOR)
        elif not delivered and order.state == "delivered":
            progress.shift(work, order, "shipped", ACTOR, "the carrier took its delivery back")
    work.session.flush()


def _event(
    kind: type[ShipmentScanned],
    work: Work,
    tracker: Tracker,
    scan: TrackingEvent | None,
    shipment: Shipment,
    orders: Sequence[FulfilmentOrder],
) -> ShipmentScanned:
    return kind(
        shipment.order_ref,
        line_refs(orders),
        work.now(),
        shipment.ref,
        shipment.carrier,
        tracker.tracking_number,
        tracker.status,
        scan.raw_text if scan else "",
        str(scan.location) if scan and scan.location else "",
        scan.occurred_utc if scan else None,
        tracker.eta,
    )


def _keep_promises(work: Work, orders: Sequence[FulfilmentOrder]) -> None:
    """A line's promise ends when all of it has arrived, on the day the last parcel did."""
    for line_ref in line_refs(orders):
        rows = work.session.execute(
            select(FulfilmentOrder.ref, FulfilmentOrder.state)
            .join(FulfilmentLine, FulfilmentLine.fulfilment_order_ref == FulfilmentOrder.ref)
            .where(FulfilmentLine.line_ref == line_ref)
        ).all()
        if any(state not in ("delivered", "cancelled") for _, state in rows):
            continue
        day = work.session.scalars(
            select(Tracker.delivered_on)
            .join(ShipmentMember, ShipmentMember.shipment_ref == Tracker.shipment_ref)
            .where(ShipmentMember.fulfilment_order_ref.in_([ref for ref, _ in rows]), Tracker.delivered_on.is_not(None))
            .order_by(Tracker.delivered_on.desc())
            .limit(1)
        ).first()
        promise.keep(work, line_ref, day or work.now().date())
