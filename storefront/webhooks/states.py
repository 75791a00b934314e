"""An endpoint's and a delivery's states: words and tones beside each."""

from __future__ import annotations

from foundation.plain.states import State, TransitionTable

ENDPOINT = TransitionTable(
    "webhook",
    "active",
    {
        "active": State("Active", "ok", ("paused", "removed")),
        "paused": State("Paused", "warn", ("active", "removed")),
        "removed": State("Removed", "neutral"),
    },
)
DELIVERY = TransitionTable(
    "delivery",
    "waiting",
    {
        "waiting": State("Waiting", "neutral", ("delivered", "failing", "failed")),
        "delivered": State("Delivered", "ok", ("waiting",)),
        "failing": State("Tried again soon", "warn", ("waiting", "delivered", "failed")),
        "failed": State("Given up", "bad", ("waiting",)),
    },
)
