"""A claim's states: words and tones beside each. What was answered stays answered."""

from __future__ import annotations

from foundation.plain.states import State, TransitionTable

CLAIM = TransitionTable(
    "claim",
    "asked",
    {
        "asked": State("We look at it", "info", ("again", "part", "refund", "refused")),
        "again": State("A new one comes", "ok"),
        "part": State("A part comes", "ok"),
        "refund": State("Paid back", "ok"),
        "refused": State("Not agreed", "neutral"),
    },
)
