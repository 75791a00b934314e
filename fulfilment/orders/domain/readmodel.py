"""What the console and the customer's page read of an order's fulfilment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from foundation.plain.states import Tone
from fulfilment.production.domain.readmodel import ProductionOrderView
from fulfilment.promise.domain import Destination
from fulfilment.shipping.domain import ParcelView, ShipmentView


@dataclass(frozen=True)
class HoldView:
    """A live block. `gate` is what it closes: `start` or `dispatch`."""

    kind: str
    gate: str
    reason: str
    line_ref: str
    placed_at: datetime


@dataclass(frozen=True)
class FulfilmentLineView:
    """A line, or the part of it that this fulfilment order carries. `made` counts completed-and-passed pieces."""

    line_ref: str
    sku: str
    title: str
    quantity: int
    picked: int
    made: int
    packed: int
    shipped: int
    cancelled: bool
    summary: tuple[tuple[str, str], ...]
    drawing: dict[str, Any] | None


@dataclass(frozen=True)
class FulfilmentOrderView:
    """What one seller sends from one place in one go. `blockers` are the sentences that keep it from leaving."""

    ref: str
    seller_ref: str
    supply_method: str
    location: str
    delivery_class: str
    state: str
    label: str
    tone: Tone
    holds: tuple[HoldView, ...]
    lines: tuple[FulfilmentLineView, ...]
    production: tuple[ProductionOrderView, ...]
    parcels: tuple[ParcelView, ...]
    shipments: tuple[ShipmentView, ...]
    blockers: tuple[str, ...]


@dataclass(frozen=True)
class OrderFulfilment:
    """Everything that happens to one order between payment and door, as far as `scope` may see it."""

    order_ref: str
    order_number: str
    plan_kind: str
    destination: Destination
    fulfilment_orders: tuple[FulfilmentOrderView, ...]
