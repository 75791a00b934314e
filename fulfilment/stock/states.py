"""States of a claim on stock, and of a count."""

from foundation.plain.states import State, TransitionTable

CLAIM_STATES = TransitionTable(
    "claim",
    "reserved",
    {
        "reserved": State("Held for a checkout", "info", ("allocated",)),
        "allocated": State("Set aside", "ok", ("issued",)),
        "issued": State("Taken", "neutral", ("allocated",)),
    },
)

COUNT_STATES = TransitionTable(
    "count",
    "open",
    {
        "open": State("Counting", "info", ("posted", "dropped")),
        "posted": State("Posted", "ok"),
        "dropped": State("Dropped", "neutral"),
    },
)
