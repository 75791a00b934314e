"""Handing over: the parcels leave the house."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from foundation.data.audit import move
from foundation.data.work import Work
from foundation.plain.errors import Conflict
from foundation.plain.scope import SellerScope
from fulfilment.api.events import ShipmentHandedOver
from fulfilment.orders import progress
from fulfilment.orders.models import FulfilmentOrder
from fulfilment.orders.taps import record, repeated
from fulfilment.production.models import ProductionOrder
from fulfilment.production.service.bench import shift_order
from fulfilment.shipping.models import Shipment
from fulfilment.shipping.service.members import at_ramp, line_refs, parcels_of
from fulfilment.shipping.states import SHIPMENT


def hand_over(work: Work, scope: SellerScope, shipment_ref: str, *, client_id: str, person: str) -> None:
    """The carrier has taken the parcels. Idempotent per `client_id`.

    Raises `Conflict` with the hold's sentence while dispatch is held, `IllegalTransition` for a shipment without a
    label, `NotFound` outside `scope`. Emits `ShipmentHandedOver`.
    """
    shipment, orders = at_ramp(work, scope, shipment_ref)
    if repeated(work, client_id, "hand_over", shipment_ref) is not None:
        return
    reasons = progress.dispatch_reasons(work, orders)
    if reasons:
        raise Conflict(next(iter(reasons.values()))[0])
    was = shipment.state
    leave(work, shipment, orders, person)
    record(work, client_id, "hand_over", shipment_ref, person=person, was=was, now=shipment.state, result={})


def leave(work: Work, shipment: Shipment, orders: Sequence[FulfilmentOrder], actor: str) -> None:
    """The move itself: by a tap, or because the carrier has scanned what nobody tapped."""
    move(work, shipment, SHIPMENT, "handed_over", subject=shipment.ref, actor=actor)
    shipment.handed_over_at = work.now()
    for order in orders:
        progress.shift(work, order, "shipped", actor)
        for line in progress.live(order):
            line.shipped = line.packed
    for production in work.session.scalars(
        select(ProductionOrder).where(
            ProductionOrder.fulfilment_order_ref.in_([order.ref for order in orders]),
            ProductionOrder.state == "completed",
        )
    ):
        shift_order(work, production, "closed", actor)
    work.session.flush()
    parcels = parcels_of(work, shipment.ref)
    number = parcels[0].tracking_number if parcels else ""
    work.emit(
        ShipmentHandedOver(shipment.order_ref, line_refs(orders), work.now(), shipment.ref, shipment.carrier, number)
    )
