"""States of a booking."""

from foundation.plain.states import State, TransitionTable

BOOKING_STATES = TransitionTable(
    "booking",
    "reserved",
    {
        "reserved": State("Held for a checkout", "info", ("firm", "displaced")),
        "firm": State("Planned", "neutral", ("frozen", "displaced")),
        "frozen": State("Started", "ok", ("firm", "displaced")),
        "displaced": State("To be planned anew", "warn", ("firm",)),
    },
)
