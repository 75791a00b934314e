"""Reads the floor that a repair plans on."""

from fulfilment.keeping.reading.floor import open_floor
from fulfilment.keeping.reading.orders import open_orders

__all__ = ["open_floor", "open_orders"]
