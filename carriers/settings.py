"""Settings come as a mapping of strings and become one frozen dataclass per carrier; nothing unknown slips through."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, TypeVar

T = TypeVar("T")


def read_settings(kind: type[T], carrier: str, given: Mapping[str, Any]) -> T:
    """Build the dataclass `kind` from `given`. Raises `ValueError` that names the unknown or missing keys."""
    fields = {f.name: f for f in dataclasses.fields(kind)}  # type: ignore[arg-type]  # kind is a dataclass
    unknown = sorted(given.keys() - fields.keys())
    if unknown:
        raise ValueError(f"{carrier}: unknown setting {', '.join(unknown)}; known are {', '.join(fields)}.")
    needed = {n for n, f in fields.items() if f.default is f.default_factory is dataclasses.MISSING}
    missing = sorted(n for n in needed if not given.get(n))
    if missing:
        raise ValueError(f"{carrier}: setting {', '.join(missing)} is missing.")
    return kind(**given)
