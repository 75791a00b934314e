"""States of a purchase order."""

from foundation.plain.states import State, TransitionTable

PURCHASE_ORDER_STATES = TransitionTable(
    "purchase order",
    "open",
    {
        "open": State("On its way", "info", ("received",)),
        "received": State("Received", "ok"),
    },
)
