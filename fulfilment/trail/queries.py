"""From refs to what they are called, whose they are and which order they belong to. One statement for all of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import literal, select, union_all

from foundation.data.work import Work
from fulfilment.changes.models import Change
from fulfilment.items.models import Location
from fulfilment.orders.models import FulfilmentOrder
from fulfilment.production.models import Operation, ProductionOrder
from fulfilment.purchasing.models import PurchaseOrder
from fulfilment.shipping.models import Shipment


@dataclass(frozen=True)
class Place:
    """Where something belongs. `order_number` "" where it belongs to no order, `name` "" where its kind says enough."""

    ref: str
    seller_ref: str
    order_number: str
    name: str


def places(work: Work, refs: Collection[str]) -> dict[str, Place]:
    """The places of those of `refs` that are fulfilment's; the others are left out."""
    if not refs:
        return {}
    rows = work.session.execute(union_all(*_each(list(refs))))
    return {row.ref: Place(row.ref, row.seller_ref, row.number, row.name) for row in rows}


def subjects(work: Work, order_number: str) -> list[str]:
    """The refs of everything that fulfilment has of an order. One statement."""
    made, step = ProductionOrder, Operation
    kinds: tuple[Any, ...] = (FulfilmentOrder, Shipment, made)
    found: list[Any] = [select(kind.ref.label("ref")).where(kind.order_number == order_number) for kind in kinds]
    of_step = select(step.ref).join(made, made.ref == step.production_order_ref)
    found.append(of_step.where(made.order_number == order_number))
    of_change = select(Change.ref).join(FulfilmentOrder, FulfilmentOrder.order_ref == Change.order_ref)
    found.append(of_change.where(FulfilmentOrder.order_number == order_number))
    return list(work.session.scalars(union_all(*found)))


def _each(refs: list[str]) -> list[Any]:
    nothing = literal("")
    made, step = ProductionOrder, Operation
    orders: list[tuple[Any, Any]] = [(FulfilmentOrder, FulfilmentOrder.location), (Shipment, Shipment.carrier)]
    found: list[Any] = [
        select(kind.ref.label("ref"), kind.seller_ref, kind.order_number.label("number"), name.label("name"))
        for kind, name in orders
    ]
    found.append(select(made.ref, made.seller_ref, made.order_number, nothing))
    of_step = select(step.ref, made.seller_ref, made.order_number, step.name)
    found.append(of_step.join(made, made.ref == step.production_order_ref))
    of_change = select(Change.ref, Change.seller_ref, FulfilmentOrder.order_number, nothing).distinct()
    found.append(of_change.join(FulfilmentOrder, FulfilmentOrder.order_ref == Change.order_ref))
    bought = select(PurchaseOrder.number, Location.seller_ref, nothing, nothing)
    keys = [FulfilmentOrder.ref, Shipment.ref, made.ref, step.ref, Change.ref, PurchaseOrder.number]
    found.append(bought.join(Location, Location.id == PurchaseOrder.location_id))
    return [one.where(key.in_(refs)) for one, key in zip(found, keys, strict=True)]
