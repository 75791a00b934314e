"""Verbs of tracking."""

from fulfilment.tracking.service.ingest import ingest
from fulfilment.tracking.service.trackers import due_polls, follow

__all__ = ["due_polls", "follow", "ingest"]
