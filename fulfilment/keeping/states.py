"""Where a repair of the plan can be."""

from foundation.plain.states import State, TransitionTable

REPAIR = TransitionTable(
    "repair",
    "waiting",
    {
        "waiting": State("Waiting", "neutral", ("improving", "done", "failed")),
        # Right-shifted, and some promise is more likely broken than kept: the solver looks for a better plan.
        "improving": State("Looking for a better plan", "info", ("done", "failed")),
        "done": State("Done", "ok"),
        "failed": State("Needs you", "bad", ("waiting",)),
    },
)
UNDER_WAY = ("waiting", "improving")
SHUT = ("waiting",)  # nobody reserves on the work centres of these

ANSWERS = {"accepted": "Accepted", "changed": "Changed", "cancelled": "Cancelled"}
