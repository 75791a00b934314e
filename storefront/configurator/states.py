"""The life of a model version."""

from foundation.plain.states import State, TransitionTable

MODEL_VERSION = TransitionTable(
    "model version",
    "draft",
    {
        "draft": State("Draft", "neutral", ("published",)),
        "published": State("Published", "ok", ("retired",)),
        "retired": State("Retired", "neutral", ()),
    },
)
