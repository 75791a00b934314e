"""States of a promise. `at_risk` is the shop's own worry; the customer hears at `revised`, once per move."""

from foundation.plain.states import State, TransitionTable

PROMISE_STATES = TransitionTable(
    "promise",
    "reserved",
    {
        "reserved": State("Held", "info", ("committed",)),
        "committed": State("Promised", "ok", ("at_risk", "kept", "broken", "cancelled")),
        "at_risk": State("At risk", "warn", ("committed", "revised", "kept", "broken", "cancelled")),
        "revised": State("Moved", "warn", ("at_risk", "kept", "broken", "cancelled")),
        "kept": State("Kept", "ok"),
        "broken": State("Broken", "bad"),
        "cancelled": State("Cancelled", "neutral"),
    },
)
LIVE = ("reserved", "committed", "at_risk", "revised")
