"""The van speaks our own vocabulary; this table adds what a status asks of a person."""

from __future__ import annotations

from carriers.tracking import STATUSES, Code

_ASKING = frozenset({"attempt_failed", "available_for_pickup"})
MEANINGS: dict[str, Code] = {
    status: Code(status, action_required=status in _ASKING) for status in STATUSES if status != "unknown"
}
