"""Verbs of tracking."""

from __future__ import annotations

from collections.abc import Sequence

from carriers.tracking import TrackResult
from foundation.data.work import Work
from fulfilment.shipping.domain import Poll


def due_polls(work: Work, *, limit: int = 200) -> list[Poll]:
    raise NotImplementedError


def ingest(work: Work, carrier_code: str, results: Sequence[TrackResult], source: str) -> int:
    raise NotImplementedError
