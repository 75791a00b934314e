"""When to ask a carrier again, and what a parcel's status means for its shipment. Plain decisions."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

# Polling intervals per design: new labels rarely, the day of delivery closely, trouble often, pushed ones daily.
PRE_TRANSIT, ON_THE_ROAD, DELIVERY_DAY, TROUBLE, PUSHED = (
    timedelta(hours=6),
    timedelta(hours=4),
    timedelta(minutes=20),
    timedelta(hours=2),
    timedelta(days=1),
)
AFTER_DELIVERY, SILENCE = timedelta(days=3), timedelta(days=45)
_TROUBLE = frozenset({"exception", "attempt_failed", "returning"})
_QUIET = frozenset({"unknown", "not_found", "pre_transit"})

# Scans that prove that the parcel has left our house, whatever nobody tapped.
MOVING = frozenset(
    {
        "picked_up",
        "in_transit",
        "out_for_delivery",
        "available_for_pickup",
        "attempt_failed",
        "exception",
        "delivered",
        "returning",
        "returned",
    }
)


@dataclass(frozen=True)
class Heard:
    """What decides when to ask again. `last_news` is when we last learnt something new (or made the label)."""

    ref: str
    polls: int
    status: str
    eta: date | None
    pushed: bool
    delivered_at: datetime | None
    last_news: datetime


def next_poll(heard: Heard, now: datetime, today: date) -> datetime | None:
    """The next instant to ask, within ±10 % so that a morning's labels do not all ask at once; None: never again."""
    if heard.delivered_at is not None and now - heard.delivered_at >= AFTER_DELIVERY:
        return None
    if heard.status in ("returned", "cancelled") or now - heard.last_news >= SILENCE:
        return None
    spread = int.from_bytes(hashlib.sha256(f"{heard.ref}:{heard.polls}".encode()).digest()[:2]) / 0xFFFF
    return now + _interval(heard, today) * (0.9 + 0.2 * spread)


def _interval(heard: Heard, today: date) -> timedelta:
    if heard.pushed or heard.status == "delivered":
        return PUSHED
    if heard.status == "out_for_delivery" or (heard.eta == today and heard.status not in _QUIET):
        return DELIVERY_DAY
    if heard.status in _TROUBLE:
        return TROUBLE
    return PRE_TRANSIT if heard.status in _QUIET else ON_THE_ROAD


def shipment_state(statuses: list[str]) -> str | None:
    """What the parcels' statuses make of their shipment: `delivered` when all are, `in_transit` when one moves."""
    if statuses and all(status == "delivered" for status in statuses):
        return "delivered"
    return "in_transit" if any(status in MOVING for status in statuses) else None
