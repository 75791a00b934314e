"""Fulfilment orders: accept a paid order, hold it, cancel a line while it is free, look at all of it.

`accept_order`, `place_hold`, `release_hold`, `cancel_line` are idempotent and take no scope: the storefront's outbox
calls them for an order as a whole.
"""

from fulfilment.orders.domain import (
    Accepted,
    AcceptLine,
    AcceptOrder,
    Cancellability,
    Cancelled,
    FulfilmentLineView,
    FulfilmentOrderView,
    HoldView,
    OrderFulfilment,
)
from fulfilment.orders.queries import cancellable, fulfilment_of
from fulfilment.orders.service import AcceptedMany, accept_order, accept_orders, cancel_line, place_hold, release_hold
from fulfilment.orders.states import FULFILMENT_ORDER

__all__ = [
    "FULFILMENT_ORDER",
    "AcceptLine",
    "AcceptOrder",
    "Accepted",
    "AcceptedMany",
    "Cancellability",
    "Cancelled",
    "FulfilmentLineView",
    "FulfilmentOrderView",
    "HoldView",
    "OrderFulfilment",
    "accept_order",
    "accept_orders",
    "cancel_line",
    "cancellable",
    "fulfilment_of",
    "place_hold",
    "release_hold",
]
