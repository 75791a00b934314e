"""Verbs of production, called from the door and from the neighbours (orders, quality)."""

from fulfilment.production.service.floor import finish_operation, start_operation
from fulfilment.production.service.undo import undo

__all__ = ["finish_operation", "start_operation", "undo"]
