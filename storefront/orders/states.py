"""The commercial order's own state, the two derived axes, and a line's progress: words and tones beside each."""

from __future__ import annotations

from foundation.plain.states import State, TransitionTable

ORDER = TransitionTable(
    "order",
    "awaiting_payment",
    {
        "awaiting_payment": State("Waiting for payment", "warn", ("placed", "abandoned")),
        # The card company's word is the last one: money may arrive after we gave the order up.
        "abandoned": State("Not paid", "neutral", ("awaiting_payment", "placed")),
        "placed": State("Placed", "ok", ("cancelled",)),
        "cancelled": State("Cancelled", "neutral"),
    },
)
CANCELLATION = TransitionTable(
    "cancellation",
    "asked",
    {
        "asked": State("Cancelling", "info", ("done", "refused")),
        "done": State("Cancelled", "ok"),
        "refused": State("Too late", "warn"),
    },
)
PAYMENT_AXIS: dict[str, State] = {
    "none": State("Not paid", "warn"),
    "authorised": State("Authorised", "info"),
    "partially_paid": State("Deposit paid", "info"),
    "paid": State("Paid", "ok"),
    "partially_refunded": State("Partly refunded", "neutral"),
    "refunded": State("Refunded", "neutral"),
    "disputed": State("Disputed", "bad"),
}
FULFILMENT_AXIS: dict[str, State] = {
    "unfulfilled": State("Not begun", "neutral"),
    "in_production": State("In the works", "info"),
    "partially_shipped": State("Partly on its way", "info"),
    "shipped": State("On its way", "info"),
    "delivered": State("Delivered", "ok"),
    "cancelled": State("Cancelled", "neutral"),
}
