"""Where a pick list and one of its tasks can be."""

from __future__ import annotations

from foundation.plain.states import State, TransitionTable

PICK_LIST = TransitionTable(
    "pick list",
    "open",
    {
        "open": State("To pick", "neutral", ("picking", "picked", "cancelled")),
        "picking": State("Picking", "info", ("picked", "cancelled")),
        "picked": State("Picked", "ok", ("cancelled",)),
        "cancelled": State("Cancelled", "neutral"),
    },
)

PICK_TASK = TransitionTable(
    "pick",
    "open",
    {
        "open": State("To pick", "neutral", ("picked", "short", "cancelled")),
        "picked": State("Picked", "ok", ("cancelled",)),
        "short": State("Short", "warn", ("picked", "cancelled")),
        "cancelled": State("Cancelled", "neutral"),
    },
)
