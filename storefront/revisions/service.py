"""Keeps what the customer chose, and says so in the timeline."""

from __future__ import annotations

from foundation.data.work import Work
from fulfilment.api import keeping
from storefront.timeline.service import append


def accept(work: Work, order_ref: str, line_ref: str) -> None:
    """The customer agrees to the new day. Raises `NotFound` where none has moved, `Conflict` once another answer
    stands."""
    moved = keeping.revisions(work, order_ref).get(line_ref)
    keeping.answer_revision(work, order_ref, line_ref, "accepted")
    if moved is not None and moved.answer is None:
        append(work, order_ref, [line_ref], "day_accepted", work.now(), {"now": moved.now.isoformat()})


def cancelled(work: Work, order_ref: str, line_ref: str) -> None:
    """The customer took the line back because its day moved; nothing happens where none did."""
    if line_ref in keeping.revisions(work, order_ref):
        keeping.answer_revision(work, order_ref, line_ref, "cancelled")
