"""Scans as rows and back: nothing is lost on the way, and of two tellings of one scan the fuller one stays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any, cast

from sqlalchemy import select

from carriers.reduce import PROGRESS, order_events
from carriers.tracking import Header, Place, Precision, Source, Status, TrackingEvent, TzSource
from foundation.data.work import Work
from fulfilment.tracking.models import Scan, Tracker


def to_event(row: Scan) -> TrackingEvent:
    """The scan as the carriers' own value."""
    return TrackingEvent(
        occurred_local=datetime.fromisoformat(row.occurred_local) if row.occurred_local else None,
        utc_offset=row.utc_offset,
        occurred_utc=row.occurred_utc,
        precision=cast(Precision, row.precision),
        tz_source=cast(TzSource, row.tz_source),
        raw_code=row.raw_code,
        raw_text=row.raw_text,
        status=cast(Status, row.status),
        reason=row.reason,
        location=Place(**row.place) if row.place else None,
        piece=row.piece,
        source=cast(Source, row.source),
        received_at=row.received_at,
        fingerprint=row.fingerprint,
        is_return=row.is_return,
        action_required=row.action_required,
    )


def _values(event: TrackingEvent) -> dict[str, Any]:
    data = asdict(event)
    data["occurred_local"] = event.occurred_local.isoformat() if event.occurred_local else None
    data["place"] = data.pop("location")
    data["raw_code"] = event.raw_code[:80]
    return data


def keep(work: Work, tracker: Tracker, events: Iterable[TrackingEvent]) -> int:
    """Store scans, each fingerprint once; returns how many are new. The caller holds the tracker's lock."""
    rows = {row.fingerprint: row for row in stored(work, tracker)}
    new = 0
    for event in events:
        row = rows.get(event.fingerprint)
        if row is None:
            row = Scan(id=work.new_id(), tracker_ref=tracker.ref, **_values(event))
            work.session.add(row)
            rows[event.fingerprint] = row
            new += 1
        elif order_events([to_event(row), event])[0] == event:
            for name, value in _values(event).items():
                setattr(row, name, value)
    work.session.flush()
    return new


def stored(work: Work, tracker: Tracker) -> list[Scan]:
    return list(work.session.scalars(select(Scan).where(Scan.tracker_ref == tracker.ref)))


def keep_header(tracker: Tracker, header: Header | None) -> None:
    """Only the newest header can ever decide, so only that one is kept; ties fall as in `carriers.reduce`."""
    if header is None or header.status == "unknown":
        return
    held = headers(tracker)
    newest = max([*held, header], key=lambda h: (h.as_of, PROGRESS[h.status], repr(h)))
    tracker.headers = [asdict(newest) | {"as_of": newest.as_of.isoformat()}]


def headers(tracker: Tracker) -> list[Header]:
    return [Header(**{**data, "as_of": datetime.fromisoformat(data["as_of"])}) for data in tracker.headers]
