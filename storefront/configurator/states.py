"""The life of a model version, and of the work of publishing one."""

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

PUBLICATION = TransitionTable(
    "publication",
    "waiting",
    {
        "waiting": State("Waiting", "neutral", ("compiling", "refused")),
        "compiling": State("Compiling", "neutral", ("published", "refused")),
        "published": State("Published", "ok", ()),
        "refused": State("Not published", "bad", ()),
    },
)
