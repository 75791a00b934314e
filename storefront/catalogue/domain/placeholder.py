"""Which drawing stands in for a product that has no picture yet: chosen by the words that describe it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

# First match wins, so the narrower word stands before the wider one. Kinds are those that `drawing()` knows.
KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("light", ("light", "lamp", "lantern")),
    ("bench", ("bench",)),
    ("stool", ("stool",)),
    ("chair", ("chair", "armchair")),
    ("table", ("table", "desk")),
    ("tin", ("oil", "wax", "varnish", "soap", "tin")),
    ("brush", ("brush",)),
    ("board", ("board", "slats", "plank")),
    ("curtain_rod", ("rod", "curtain")),
    ("blind", ("blind", "shade")),
    ("bicycle", ("bicycle", "bike")),
    ("saddle", ("saddle",)),
    ("pump", ("pump",)),
    ("bell", ("bell",)),
    ("lock", ("lock", "padlock")),
    ("bottle", ("bottle", "can")),
    ("cloth", ("cloth", "clothes", "blanket", "towel")),
)
_WORD = re.compile(r"[a-z]+")


def placeholder(title: str, *others: str, tags: Iterable[str] = ()) -> dict[str, Any]:
    """The spec of a stand-in drawing. The title speaks before type and tags; unknown things keep their own word."""
    for text in (title, *others, " ".join(tags)):
        words = _WORD.findall(text.casefold())
        singular = {word.removesuffix("s") for word in words} | set(words)
        for kind, names in KINDS:
            if singular.intersection(names):
                return {"kind": kind}
    words = _WORD.findall(title.casefold())
    return {"kind": "placeholder", "word": words[-1] if words else "thing", "title": title[:80]}
