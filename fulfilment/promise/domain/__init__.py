"""The promise as plain values: what is wanted, what the house can do, and the day that follows from both."""

from fulfilment.promise.domain.wanted import (
    Delivery,
    Destination,
    LineQuote,
    Plan,
    PlanKind,
    PromiseView,
    Quote,
    Reason,
    Reservation,
    Wanted,
    WantedMade,
    WantedStock,
)

__all__ = [
    "Delivery",
    "Destination",
    "LineQuote",
    "Plan",
    "PlanKind",
    "PromiseView",
    "Quote",
    "Reason",
    "Reservation",
    "Wanted",
    "WantedMade",
    "WantedStock",
]
