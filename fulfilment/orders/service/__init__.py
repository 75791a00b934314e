"""Verbs of fulfilment orders."""

from fulfilment.orders.service.accept import accept_order
from fulfilment.orders.service.accept_many import AcceptedMany, accept_orders
from fulfilment.orders.service.cancel import cancel_line
from fulfilment.orders.service.holds import place_hold, release_hold

__all__ = ["AcceptedMany", "accept_order", "accept_orders", "cancel_line", "place_hold", "release_hold"]
