"""Read models of fulfilment orders."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from foundation.data.work import Work
from foundation.plain.errors import NotFound
from foundation.plain.scope import EVERY_SELLER, SellerScope
from fulfilment.orders import progress
from fulfilment.orders.cancelling import line_progress
from fulfilment.orders.domain import (
    Cancellability,
    FulfilmentLineView,
    FulfilmentOrderView,
    HoldView,
    OrderFulfilment,
)
from fulfilment.orders.domain.cancelling import cancellability
from fulfilment.orders.models import AcceptedOrder, FulfilmentLine, FulfilmentOrder
from fulfilment.orders.states import FULFILMENT_ORDER
from fulfilment.production.domain.readmodel import ProductionOrderView
from fulfilment.production.facts import gather
from fulfilment.production.models import ProductionOrder
from fulfilment.production.reading import in_scope, load, order_view
from fulfilment.promise.domain import Destination
from fulfilment.shipping.domain import ParcelView, ShipmentView
from fulfilment.shipping.gate import blockers
from fulfilment.shipping.models import Shipment, ShipmentMember
from fulfilment.shipping.reading import parcels_by_order, views


def fulfilment_of(work: Work, scope: SellerScope, order_ref: str) -> OrderFulfilment:
    """All of an order's fulfilment that `scope` may see; raises `NotFound` when that is nothing."""
    accepted = work.session.get(AcceptedOrder, order_ref)
    orders = _orders(work, scope, order_ref)
    if accepted is None or not orders:
        raise NotFound("There is no such order in the workshop or the warehouse.")
    refs = [order.ref for order in orders]
    stopped = blockers(work, orders)
    holds = _holds(work, orders)
    production = _production(work, order_ref)
    parcels = parcels_by_order(work, refs)
    shipped = _shipments(work, refs)
    return OrderFulfilment(
        order_ref=order_ref,
        order_number=accepted.order_number,
        plan_kind=accepted.plan_kind,
        destination=Destination(accepted.country, accepted.postcode),
        fulfilment_orders=tuple(
            _view(
                order,
                holds.get(order.ref, []),
                production.get(order.ref, []),
                parcels.get(order.ref, []),
                shipped.get(order.ref, []),
                stopped[order.ref],
            )
            for order in orders
        ),
    )


def _orders(work: Work, scope: SellerScope, order_ref: str) -> list[FulfilmentOrder]:
    return list(
        work.session.scalars(
            select(FulfilmentOrder)
            .where(FulfilmentOrder.order_ref == order_ref, *in_scope(scope, FulfilmentOrder.seller_ref.expression))
            .options(selectinload(FulfilmentOrder.lines))
            .order_by(FulfilmentOrder.ref)
        )
    )


def _holds(work: Work, orders: list[FulfilmentOrder]) -> dict[str, list[HoldView]]:
    by_line: dict[str, list[str]] = defaultdict(list)
    for order in orders:
        for line in order.lines:
            by_line[line.line_ref].append(order.ref)
    found: dict[str, list[HoldView]] = defaultdict(list)
    for hold in progress.open_holds(work, by_line):
        for ref in by_line[hold.line_ref]:
            found[ref].append(HoldView(hold.kind, hold.gate, hold.reason, hold.line_ref, hold.placed_at))
    return found


def _production(work: Work, order_ref: str) -> dict[str, list[ProductionOrderView]]:
    rows = load(work, EVERY_SELLER, ProductionOrder.order_ref == order_ref)
    if not rows:
        return {}
    facts = gather(work, rows)
    found: dict[str, list[ProductionOrderView]] = defaultdict(list)
    for row in rows:
        found[row.fulfilment_order_ref].append(order_view(row, facts))
    return found


def _shipments(work: Work, refs: list[str]) -> dict[str, list[ShipmentView]]:
    rows = work.session.execute(
        select(ShipmentMember.fulfilment_order_ref, Shipment)
        .join(Shipment, Shipment.ref == ShipmentMember.shipment_ref)
        .where(ShipmentMember.fulfilment_order_ref.in_(refs), Shipment.state != "cancelled")
        .order_by(Shipment.ref)
    ).all()
    seen = views(work, list({shipment.ref: shipment for _, shipment in rows}.values()))
    found: dict[str, list[ShipmentView]] = defaultdict(list)
    for ref, shipment in rows:
        found[ref].append(seen[shipment.ref])
    return found


def _view(
    order: FulfilmentOrder,
    holds: list[HoldView],
    production: list[ProductionOrderView],
    parcels: list[ParcelView],
    shipments: list[ShipmentView],
    stopped: tuple[str, ...],
) -> FulfilmentOrderView:
    state = FULFILMENT_ORDER.states[order.state]
    return FulfilmentOrderView(
        ref=order.ref,
        seller_ref=order.seller_ref,
        supply_method=order.supply_method,
        location=order.location,
        delivery_class=order.delivery_class,
        state=order.state,
        label=state.label,
        tone=state.tone,
        holds=tuple(holds),
        lines=tuple(_line(line) for line in order.lines),
        production=tuple(production),
        parcels=tuple(parcels),
        shipments=tuple(shipments),
        blockers=stopped,
    )


def _line(line: FulfilmentLine) -> FulfilmentLineView:
    return FulfilmentLineView(
        line_ref=line.line_ref,
        sku=line.sku,
        title=line.title,
        quantity=line.quantity,
        picked=line.picked,
        made=line.made,
        packed=line.packed,
        shipped=line.shipped,
        cancelled=line.cancelled,
        summary=tuple((label, value) for label, value in line.summary),
        drawing=line.drawing,
    )


def cancellable(work: Work, order_ref: str) -> dict[str, Cancellability]:
    """Whether each line may still be cancelled, by its ref; empty for an order that was never accepted."""
    orders = _orders(work, EVERY_SELLER, order_ref)
    return {ref: cancellability(line) for ref, line in line_progress(work, order_ref, orders).items()}
