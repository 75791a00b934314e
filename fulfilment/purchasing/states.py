"""States of a purchase order."""

from foundation.plain.states import State, TransitionTable

PURCHASE_ORDER_STATES = TransitionTable(
    "purchase order",
    "draft",
    {
        "draft": State("Draft", "neutral", ("sent", "cancelled")),
        "sent": State("Sent", "info", ("confirmed", "part_received", "received", "cancelled")),
        "confirmed": State("Confirmed", "info", ("part_received", "received", "cancelled")),
        # Received from here too when the supplier will not send the rest.
        "part_received": State("Part received", "info", ("received",)),
        "received": State("Received", "ok"),
        "cancelled": State("Cancelled", "neutral"),
    },
)
COMING = ("sent", "confirmed", "part_received")  # what is counted on: its lines are supply
