"""The day: quoted while choosing, reserved at checkout, looked up afterwards."""

from fulfilment.promise.domain import (
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
from fulfilment.promise.service import (
    promises,
    quote,
    quote_many,
    release,
    release_expired,
    reservation,
    reserve,
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
    "promises",
    "quote",
    "quote_many",
    "release",
    "release_expired",
    "reservation",
    "reserve",
]
