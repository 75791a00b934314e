"""Read models of shipping."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from foundation.data.work import Work
from foundation.plain.errors import NotFound
from foundation.plain.scope import SellerScope
from fulfilment.orders import progress
from fulfilment.orders.models import FulfilmentOrder
from fulfilment.production.models import ProductionOrder
from fulfilment.production.reading import in_scope
from fulfilment.shipping.domain import ShipmentView, ToShipRow
from fulfilment.shipping.gate import blockers
from fulfilment.shipping.models import Shipment, ShipmentMember
from fulfilment.shipping.reading import parcels_by_order, views

_WAITING = ("requested", "labelled", "failed")


def to_ship(work: Work, scope: SellerScope) -> list[ToShipRow]:
    """Every packed fulfilment order, the longest packed first, with what keeps it from leaving."""
    orders = work.session.scalars(
        select(FulfilmentOrder)
        .where(FulfilmentOrder.state == "packed", *in_scope(scope, FulfilmentOrder.seller_ref.expression))
        .options(selectinload(FulfilmentOrder.lines))
        .order_by(FulfilmentOrder.packed_at, FulfilmentOrder.ref)
    ).all()
    refs = [order.ref for order in orders]
    stopped = blockers(work, orders)
    parcels = parcels_by_order(work, refs)
    shipments_ = _waiting_shipments(work, refs)
    promised = _promised(work, refs)
    return [
        ToShipRow(
            fulfilment_order_ref=order.ref,
            order_ref=order.order_ref,
            order_number=order.order_number,
            seller_ref=order.seller_ref,
            location=order.location,
            delivery_class=order.delivery_class,
            titles=tuple(_title(line.title, line.quantity) for line in progress.live(order)),
            parcels=tuple(parcels.get(order.ref, ())),
            blockers=stopped[order.ref],
            travels_with=_company(order, list(orders)),
            shipment=shipments_.get(order.ref),
            promised=promised.get(order.ref),
        )
        for order in orders
    ]


def _title(title: str, quantity: int) -> str:
    return title if quantity == 1 else f"{quantity} × {title}"


def _company(order: FulfilmentOrder, all_orders: list[FulfilmentOrder]) -> tuple[str, ...]:
    if order.plan_kind != "together":
        return (order.ref,)
    key = (order.order_ref, order.seller_ref)
    return tuple(sorted(other.ref for other in all_orders if (other.order_ref, other.seller_ref) == key))


def _waiting_shipments(work: Work, refs: list[str]) -> dict[str, ShipmentView]:
    """The newest shipment of each fulfilment order that has not left yet."""
    rows = work.session.execute(
        select(ShipmentMember.fulfilment_order_ref, Shipment)
        .join(Shipment, Shipment.ref == ShipmentMember.shipment_ref)
        .where(ShipmentMember.fulfilment_order_ref.in_(refs), Shipment.state.in_(_WAITING))
        .order_by(Shipment.ref)
    ).all()
    seen = views(work, list({shipment.ref: shipment for _, shipment in rows}.values()))
    return {ref: seen[shipment.ref] for ref, shipment in rows}


def _promised(work: Work, refs: list[str]) -> dict[str, date]:
    """The day promised for made parts; stocked ones leave as soon as they are packed."""
    rows = work.session.execute(
        select(ProductionOrder.fulfilment_order_ref, ProductionOrder.promised).where(
            ProductionOrder.fulfilment_order_ref.in_(refs)
        )
    )
    return dict(rows.all())


def shipments(work: Work, scope: SellerScope, *, limit: int = 200) -> list[ShipmentView]:
    """The newest shipments first."""
    rows = work.session.scalars(
        select(Shipment)
        .where(*in_scope(scope, Shipment.seller_ref.expression))
        .order_by(Shipment.created_at.desc(), Shipment.ref.desc())
        .limit(limit)
    ).all()
    seen = views(work, rows)
    return [seen[row.ref] for row in rows]


def shipment(work: Work, scope: SellerScope, ref: str) -> ShipmentView:
    """One shipment with its parcels and scans; raises `NotFound` outside `scope`."""
    row = work.session.get(Shipment, ref)
    if row is None:
        raise NotFound("There is no such shipment.")
    scope.require(row.seller_ref, "shipment")
    return views(work, [row])[ref]
