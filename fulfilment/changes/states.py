"""Where a change request can be."""

from __future__ import annotations

from foundation.plain.states import State, TransitionTable

CHANGE = TransitionTable(
    "change",
    "drafted",
    {
        # A late one stays here until the seller has said yes or no; any other is held in the same moment.
        "drafted": State("Asked for", "info", ("reserved", "expired", "refused")),
        "reserved": State("Held", "info", ("awaiting_payment", "applied", "expired", "refused")),
        "awaiting_payment": State("Waiting for payment", "warn", ("applied", "expired", "refused")),
        "applied": State("Done", "ok"),
        "expired": State("Let go", "neutral"),
        "refused": State("Not done", "warn"),
    },
)
LIVE = ("drafted", "reserved", "awaiting_payment")
HELD = ("reserved", "awaiting_payment")
