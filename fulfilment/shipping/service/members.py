"""A shipment with everything that travels in it, locked from the top down."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import NotFound
from foundation.plain.scope import SellerScope
from fulfilment.orders import progress
from fulfilment.orders.models import FulfilmentOrder
from fulfilment.shipping.models import Shipment, ShipmentMember
from fulfilment.warehouse.models import Parcel


def at_ramp(work: Work, scope: SellerScope, ref: str) -> tuple[Shipment, list[FulfilmentOrder]]:
    """The shipment and its fulfilment orders, these locked first. Raises `NotFound` outside `scope`."""
    seller = work.session.scalar(select(Shipment.seller_ref).where(Shipment.ref == ref))
    if seller is None:
        raise NotFound("There is no such shipment.")
    scope.require(seller, "shipment")
    refs = work.session.scalars(
        select(ShipmentMember.fulfilment_order_ref).where(ShipmentMember.shipment_ref == ref)
    ).all()
    orders = progress.locked(work, scope, refs)
    shipment = work.session.scalars(
        select(Shipment).where(Shipment.ref == ref).with_for_update().execution_options(populate_existing=True)
    ).one()
    return shipment, orders


def parcels_of(work: Work, ref: str) -> list[Parcel]:
    """The parcels of a shipment in the order in which they were packed."""
    return list(work.session.scalars(select(Parcel).where(Parcel.shipment_ref == ref).order_by(Parcel.ref)))


def line_refs(orders: Sequence[FulfilmentOrder]) -> tuple[str, ...]:
    """The live lines that travel, each once."""
    return tuple(dict.fromkeys(line.line_ref for order in orders for line in progress.live(order)))
