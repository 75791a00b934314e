"""Verbs of the warehouse."""

from fulfilment.warehouse.service.packing import pack
from fulfilment.warehouse.service.picking import pick

__all__ = ["pack", "pick"]
