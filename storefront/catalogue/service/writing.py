"""Writing a row only where it differs: a second import must change nothing, not even a version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from foundation.data.base import Base


def assign(row: Base, values: Mapping[str, Any]) -> bool:
    """Set the attributes that differ; True if any did."""
    changed = False
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
            changed = True
    return changed
