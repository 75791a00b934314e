"""Where a production order and one of its operations can be."""

from __future__ import annotations

from foundation.plain.states import State, TransitionTable

PRODUCTION_ORDER = TransitionTable(
    "production order",
    "planned",
    {
        "planned": State("Planned", "neutral", ("firmed", "cancelled")),
        "firmed": State("Firm", "neutral", ("released", "cancelled")),
        "released": State("Released", "info", ("in_progress", "cancelled")),
        # Back to released when the very first start is taken back.
        # Cancelled while it is being made: only by a customer whose day the shop has moved.
        "in_progress": State("In progress", "info", ("completed", "released", "cancelled")),
        # Back to in progress when the last finish is taken back.
        "completed": State("Completed", "ok", ("closed", "in_progress")),
        "closed": State("Closed", "ok"),
        "cancelled": State("Cancelled", "neutral"),
    },
)
OPEN_ORDERS = ("released", "in_progress", "completed")

OPERATION = TransitionTable(
    "operation",
    "waiting",
    {
        "waiting": State("Waiting", "neutral", ("ready", "cancelled")),
        # Back to waiting when the predecessor's finish is taken back.
        "ready": State("Ready", "info", ("running", "waiting", "cancelled")),
        "running": State("Running", "info", ("done", "ready", "cancelled")),
        "done": State("Done", "ok", ("running", "ready")),
        "cancelled": State("Cancelled", "neutral"),
    },
)

VERDICTS = {"pass": "Passed", "rework": "To be reworked", "scrap": "Scrapped"}
