"""The state of a parcel from the *set* of what is known: the same in every order and with every duplicate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from carriers.tracking import RETURNS, TERMINAL, Header, Status, TrackingEvent

# How far along a status is: settles scans of the same second (a signature and a delivery), never more than that.
PROGRESS: dict[Status, int] = {
    "unknown": 0,
    "not_found": 0,
    "pre_transit": 1,
    "picked_up": 2,
    "in_transit": 3,
    "exception": 4,
    "out_for_delivery": 5,
    "attempt_failed": 6,
    "available_for_pickup": 7,
    "returning": 8,
    "cancelled": 9,
    "delivered": 10,
    "returned": 11,
}
_SILENT: frozenset[Status] = frozenset({"unknown", "not_found"})
_WIDEST_OFFSET = timedelta(hours=14)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class ParcelState:
    """`status` with its flags. `reopened`: a terminal state was left again, a person should look.

    `decided_by` is the fingerprint of the scan that decided, or `header`, or empty when nothing is known.
    `delivered` is the delivering scan, whose times may be shown.
    """

    status: Status = "unknown"
    reason: str | None = None
    is_return: bool = False
    action_required: bool = False
    reopened: bool = False
    decided_by: str = ""
    delivered: TrackingEvent | None = None


def reduce_status(events: Iterable[TrackingEvent], headers: Iterable[Header] = ()) -> ParcelState:
    """The state over the set of `events` of one parcel and the carrier's own `headers`.

    The newest scan decides. Unknown codes are silent: they keep the state and never deliver. The label's own data
    record (`pre_transit`) is often filed after the pickup, so it never takes back a physical scan. A header newer
    than every scan wins over the scans. A terminal state that is followed by movement reopens and says so.
    """
    scans = order_events(events)
    told = [e for e in scans if e.status not in _SILENT]
    moving = [e for e in told if e.status != "pre_transit"] or told
    header = _newest(headers)
    last = moving[-1] if moving else None
    delivered = next((e for e in reversed(moving) if e.status == "delivered"), None)
    left = any(e.status in TERMINAL and last is not None and e.status != last.status for e in moving)
    if header is not None and _header_wins(header, scans, last):
        reopened = any(e.status in TERMINAL and e.status != header.status for e in moving)
        return ParcelState(
            status=header.status,
            reason=header.reason,
            is_return=header.status in RETURNS,
            action_required=header.action_required,
            reopened=reopened,
            decided_by="header",
            delivered=delivered if header.status == "delivered" else None,
        )
    if last is None:
        return ParcelState()
    return ParcelState(
        status=last.status,
        reason=last.reason,
        is_return=last.is_return,
        action_required=last.action_required,
        reopened=left,
        decided_by=last.fingerprint,
        delivered=delivered if last.status == "delivered" else None,
    )


def order_events(events: Iterable[TrackingEvent]) -> list[TrackingEvent]:
    """The scans of one parcel, oldest first, one per fingerprint, in an order that depends on nothing but the set.

    Where every scan has its instant they are ordered by it. One scan without offset is enough to fall back to the
    wall clocks for all, because comparing an instant with a wall clock would be comparing apples with pears.
    """
    best: dict[str, TrackingEvent] = {}
    for event in events:
        held = best.get(event.fingerprint)
        if held is None or _knowledge(event) > _knowledge(held):
            best[event.fingerprint] = event
    kept = list(best.values())
    by_instant = all(e.occurred_utc is not None for e in kept)
    return sorted(kept, key=lambda e: _order_key(e, by_instant))


def _knowledge(event: TrackingEvent) -> tuple[bool, int, bool, str]:
    """Of two tellings of one scan keep the one that says more; ties fall by content, so that order cannot matter."""
    return (
        event.occurred_utc is not None,
        PROGRESS[event.status],
        event.location is not None,
        repr(event),
    )


def _order_key(event: TrackingEvent, by_instant: bool) -> tuple[datetime, int, str]:
    rank = PROGRESS[event.status]
    if by_instant and event.occurred_utc is not None:
        return event.occurred_utc, rank, event.fingerprint
    local = event.occurred_local or (event.occurred_utc.replace(tzinfo=None) if event.occurred_utc else None)
    if local is None:
        return _EPOCH, rank, event.fingerprint
    if event.precision == "date" and event.status in TERMINAL:
        # A date-only delivery belongs after the timed scans of its day: the day's movements led to it.
        local = datetime.combine(local.date(), time.max)
    return local.replace(tzinfo=UTC), rank, event.fingerprint  # a sort key only: never stored, never shown


def _newest(headers: Iterable[Header]) -> Header | None:
    known = [h for h in headers if h.status != "unknown"]
    return max(known, key=lambda h: (h.as_of, PROGRESS[h.status], repr(h)), default=None)


def _header_wins(header: Header, scans: list[TrackingEvent], last: TrackingEvent | None) -> bool:
    if header.status in ("not_found", "pre_transit") and last is not None and last.status != "pre_transit":
        return False  # a number that has been scanned is not unfound or unshipped by a stale front end
    return all(_surely_not_after(e, header.as_of) for e in scans if e.status not in _SILENT)


def _surely_not_after(event: TrackingEvent, instant: datetime) -> bool:
    if event.occurred_utc is not None:
        return event.occurred_utc <= instant
    if event.occurred_local is None:
        return True
    # Without an offset the scan may have happened up to 14 hours before its wall clock read as UTC.
    return event.occurred_local.replace(tzinfo=UTC) - _WIDEST_OFFSET <= instant
