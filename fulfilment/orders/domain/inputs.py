"""What comes in through the door of orders, and what cancelling answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from foundation.plain.money import Money
from fulfilment.api.workspec import WorkSpec
from fulfilment.promise.domain import Destination

SupplyMethod = Literal["stock", "make_to_order", "backorder"]
PlanKind = Literal["each", "together"]


@dataclass(frozen=True)
class AcceptLine:
    """One paid order line. `spec` is there exactly when `supply_method` is `make_to_order`; `summary` is the pairs of
    label and choice that the traveller prints; `holds` are kinds of `orders.states.HOLD_KINDS`."""

    line_ref: str
    sku: str
    title: str
    quantity: int
    supply_method: SupplyMethod
    seller_ref: str
    delivery_class: str
    spec: WorkSpec | None = None
    summary: tuple[tuple[str, str], ...] = ()
    drawing: dict[str, Any] | None = None
    holds: tuple[str, ...] = ()


@dataclass(frozen=True)
class AcceptOrder:
    """A paid order, handed over by the storefront's outbox. `currency` is that of the WorkSpecs' costs."""

    order_ref: str
    order_number: str
    checkout_id: str
    plan_kind: PlanKind
    destination: Destination
    lines: tuple[AcceptLine, ...]
    currency: str = "EUR"


@dataclass(frozen=True)
class Accepted:
    """The fulfilment orders an order was split into; a repeated accept answers the same."""

    order_ref: str
    fulfilment_orders: tuple[str, ...]


@dataclass(frozen=True)
class Cancellability:
    """Whether a line may still be cancelled, in a sentence; `until` is when its work is booked to begin.

    `committed_cost` is what the materials already issued for it cost: nothing, as long as it is allowed.
    """

    allowed: bool
    sentence: str
    until: datetime | None
    committed_cost: Money


@dataclass(frozen=True)
class Cancelled:
    """What a cancellation freed; the same again when asked again."""

    line_ref: str
    quantity: int
    committed_cost: Money


@dataclass(frozen=True)
class Supply:
    """Pieces of a stocked line found at one location; `expected` is their day when they are not there yet."""

    line_ref: str
    location: str
    quantity: int
    awaited: bool = False
    expected: str = ""


@dataclass(frozen=True)
class PlannedLine:
    line_ref: str
    quantity: int


@dataclass(frozen=True)
class PlannedOrder:
    """A fulfilment order before it has a name."""

    seller_ref: str
    supply_method: str
    location: str
    ship_group: str
    delivery_class: str
    lines: tuple[PlannedLine, ...] = field(default=())
