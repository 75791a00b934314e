"""Verbs of production, called from the door and from the neighbours (orders, quality)."""

from fulfilment.production.service.batches import BatchResult, finish_batch, start_batch, undo_batch
from fulfilment.production.service.floor import begin_others, finish_operation, start_operation
from fulfilment.production.service.moving import move_card
from fulfilment.production.service.pausing import pause_operation, resume_operation
from fulfilment.production.service.undo import undo

__all__ = [
    "BatchResult",
    "begin_others",
    "finish_batch",
    "finish_operation",
    "move_card",
    "pause_operation",
    "resume_operation",
    "start_batch",
    "start_operation",
    "undo",
    "undo_batch",
]
