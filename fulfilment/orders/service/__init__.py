"""Verbs of fulfilment orders."""

from fulfilment.orders.service.accept import accept_order
from fulfilment.orders.service.cancel import cancel_line
from fulfilment.orders.service.holds import place_hold, release_hold

__all__ = ["accept_order", "cancel_line", "place_hold", "release_hold"]
