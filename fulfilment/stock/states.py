"""States of a claim on stock."""

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
