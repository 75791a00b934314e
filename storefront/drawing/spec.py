"""Reading a drawing's spec: a plain dict from outside, so every value is clamped or replaced, never trusted."""

from __future__ import annotations

from collections.abc import Mapping

Spec = Mapping[str, object]


def number(spec: Spec, key: str, usual: float, low: float, high: float) -> float:
    """A number within its bounds; what is no number gives the usual one."""
    value = spec.get(key, usual)
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return usual
    try:
        found = float(value)
    except ValueError:
        return usual
    # A NaN compares false with everything and falls to the usual value.
    return min(high, max(low, found)) if found == found and abs(found) != float("inf") else usual


def word(spec: Spec, key: str, usual: str = "") -> str:
    """A short text; anything else gives the usual one."""
    value = spec.get(key, usual)
    # Control characters have no place in XML, and none in an engraving.
    return "".join(sign for sign in value[:120] if sign.isprintable()) if isinstance(value, str) else usual


def choice(spec: Spec, key: str, known: tuple[str, ...]) -> str:
    """One of the known words, else the first."""
    value = spec.get(key)
    return value if isinstance(value, str) and value in known else known[0]


def said(spec: Spec, title: str, desc: str = "") -> tuple[str, str]:
    """Title and description for screen readers, unless the caller has better ones."""
    return word(spec, "title") or title, word(spec, "desc") or desc
