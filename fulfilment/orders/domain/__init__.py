"""Plain decisions and values of fulfilment orders."""

from fulfilment.orders.domain.inputs import (
    Accepted,
    AcceptLine,
    AcceptOrder,
    Cancellability,
    Cancelled,
    PlannedLine,
    PlannedOrder,
    Supply,
)
from fulfilment.orders.domain.readmodel import FulfilmentLineView, FulfilmentOrderView, HoldView, OrderFulfilment
from fulfilment.orders.domain.sourcing import delivery_class, source

__all__ = [
    "AcceptLine",
    "AcceptOrder",
    "Accepted",
    "Cancellability",
    "Cancelled",
    "FulfilmentLineView",
    "FulfilmentOrderView",
    "HoldView",
    "OrderFulfilment",
    "PlannedLine",
    "PlannedOrder",
    "Supply",
    "delivery_class",
    "source",
]
