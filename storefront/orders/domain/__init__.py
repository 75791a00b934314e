"""What an order's status is, how its way is told, what a cancelled line gets back. Plain values only."""

from storefront.orders.domain.status import (
    PROGRESS,
    LineMoney,
    back_with,
    fulfilment_status,
    line_progress,
    refund_for,
)
from storefront.orders.domain.track import Next, Parcel, Piece, Step, Track, next_event, track

__all__ = [
    "PROGRESS",
    "LineMoney",
    "Next",
    "Parcel",
    "Piece",
    "Step",
    "Track",
    "back_with",
    "fulfilment_status",
    "line_progress",
    "next_event",
    "refund_for",
    "track",
]
