"""Verbs of changes: asked for, held, carried out or let go. They flush and never commit."""

from fulfilment.changes.service.applying import apply_change
from fulfilment.changes.service.ending import drop_change, expire_changes, refuse_change
from fulfilment.changes.service.holding import ask_late, grant_change, hold_change, wait_for_payment
from fulfilment.changes.service.splitting import split_line

__all__ = [
    "apply_change",
    "ask_late",
    "drop_change",
    "expire_changes",
    "grant_change",
    "hold_change",
    "refuse_change",
    "split_line",
    "wait_for_payment",
]
