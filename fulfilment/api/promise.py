"""The day: quoted while choosing, reserved at checkout, looked up afterwards, learned from."""

from typing import TYPE_CHECKING

from fulfilment.api import at_first_use
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
from fulfilment.promise.domain.keptness import Cost, Kept, PromiseRecord, Standing, Week
from fulfilment.promise.domain.pace import Paces

if TYPE_CHECKING:
    from fulfilment.promise.calibrating import choose_level, recalibrate
    from fulfilment.promise.calibrating import due as records_due
    from fulfilment.promise.pacing import measure as measure_pace
    from fulfilment.promise.records import promise_record
    from fulfilment.promise.service import (
        promises,
        quote,
        quote_many,
        release,
        release_expired,
        reservation,
        reserve,
    )
else:
    __getattr__ = at_first_use(
        __name__,
        {
            "fulfilment.promise.calibrating": ("choose_level", "recalibrate", "records_due=due"),
            "fulfilment.promise.pacing": ("measure_pace=measure",),
            "fulfilment.promise.records": ("promise_record",),
            "fulfilment.promise.service": (
                "promises",
                "quote",
                "quote_many",
                "release",
                "release_expired",
                "reservation",
                "reserve",
            ),
        },
    )

__all__ = [
    "Cost",
    "Delivery",
    "Destination",
    "Kept",
    "LineQuote",
    "Paces",
    "Plan",
    "PlanKind",
    "PromiseRecord",
    "PromiseView",
    "Quote",
    "Reason",
    "Reservation",
    "Standing",
    "Wanted",
    "WantedMade",
    "WantedStock",
    "Week",
    "choose_level",
    "measure_pace",
    "promise_record",
    "promises",
    "quote",
    "quote_many",
    "recalibrate",
    "records_due",
    "release",
    "release_expired",
    "reservation",
    "reserve",
]
