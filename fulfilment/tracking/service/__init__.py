"""Verbs of tracking."""

from fulfilment.tracking.service.ingest import catch_up, ingest
from fulfilment.tracking.service.trackers import due_polls

__all__ = ["catch_up", "due_polls", "ingest"]
