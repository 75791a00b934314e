"""Until when a machine is down: one tap for what is usual, a field for the rest. Plain: no I/O, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta, tzinfo

from foundation.plain.errors import Invalid

PRESETS: Mapping[str, str] = {
    "hour": "An hour",
    "half-day": "Four hours",
    "today": "The rest of today",
    "tomorrow": "Today and tomorrow",
    "week": "A week",
    "fortnight": "Two weeks",
}
_LASTS = {"hour": timedelta(hours=1), "half-day": timedelta(hours=4)}
_DAYS = {"today": 1, "tomorrow": 2, "week": 7, "fortnight": 14}


def until_of(preset: str, typed: str, now: datetime, zone: tzinfo) -> datetime:
    """The end that was tapped or typed (local, as a browser's field writes it). Raises `Invalid`."""
    if preset in _LASTS:
        return now + _LASTS[preset]
    if preset in _DAYS:
        day = now.astimezone(zone).date() + timedelta(days=_DAYS[preset])
        return datetime.combine(day, time(0), zone).astimezone(UTC)
    try:
        local = datetime.fromisoformat(typed)
    except ValueError:
        raise Invalid("Choose when it will be back, as day and time.", field="until") from None
    return (local if local.tzinfo else local.replace(tzinfo=zone)).astimezone(UTC)
