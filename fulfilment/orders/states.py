"""Where a fulfilment order can be, and what may hold it."""

from __future__ import annotations

from foundation.plain.states import State, TransitionTable

FULFILMENT_ORDER = TransitionTable(
    "fulfilment order",
    "planned",
    {
        "planned": State("Planned", "neutral", ("in_progress", "cancelled")),
        # Back to planned when the first tap is taken back: nothing has been done then, and the line is free again.
        "in_progress": State("In progress", "info", ("packed", "planned", "cancelled")),
        # Back to in progress when a packing tap is taken back or a packed line is cancelled before its label.
        "packed": State("Packed", "info", ("shipped", "in_progress", "cancelled")),
        "shipped": State("Shipped", "ok", ("delivered",)),
        # Back to shipped when the carrier takes its delivery back: scanned at the wrong door, still on the road.
        "delivered": State("Delivered", "ok", ("shipped",)),
        "cancelled": State("Cancelled", "neutral"),
    },
)

START, DISPATCH = "start", "dispatch"
GATES = (START, DISPATCH)

# kind -> (gate it closes unless told otherwise, the sentence shown when nobody gave a reason)
HOLD_KINDS: dict[str, tuple[str, str]] = {
    "balance_due": (DISPATCH, "The balance is not paid yet; this leaves the house once it is."),
    "dispute": (DISPATCH, "The payment is disputed; wait until somebody has decided."),
    "change_pending": (START, "The customer is changing this piece; wait until the change is settled."),
    "material_short": (START, "Something is missing on the shelf; count again or order more."),
}
