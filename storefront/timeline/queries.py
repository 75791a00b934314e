"""Reading the timeline: one order's entries, and the tail of all orders for the stream. One statement each."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, tuple_

from foundation.data.sql import is_postgres
from foundation.data.work import Work
from storefront.timeline.domain import START, Entry, Place
from storefront.timeline.models import TimelineEntry, horizon

BATCH = 500
_COLUMNS = (
    TimelineEntry.xid,
    TimelineEntry.id,
    TimelineEntry.order_ref,
    TimelineEntry.line_refs,
    TimelineEntry.kind,
    TimelineEntry.audience,
    TimelineEntry.at,
    TimelineEntry.data,
)


def entries(work: Work, order_ref: str, *, audience: str | None = None) -> tuple[Entry, ...]:
    """All that happened to one order, in the order it was written; only the customer's part where asked for."""
    statement = select(*_COLUMNS).where(TimelineEntry.order_ref == order_ref).order_by(TimelineEntry.id)
    if audience:
        statement = statement.where(TimelineEntry.audience == audience)
    return tuple(_entry(row) for row in work.session.execute(statement))


def after(work: Work, place: Place, order_ref: str | None = None) -> tuple[Entry, ...]:
    """Up to `BATCH` entries beyond `place`, oldest first: of one order, or of all.

    On PostgreSQL only rows of transactions below every open one, so that nothing can appear before them later.
    """
    statement = _settled(work, select(*_COLUMNS)).order_by(TimelineEntry.xid, TimelineEntry.id)
    statement = statement.where(tuple_(TimelineEntry.xid, TimelineEntry.id) > tuple_(place.xid, place.id))
    if order_ref:
        statement = statement.where(TimelineEntry.order_ref == order_ref)
    return tuple(_entry(row) for row in work.session.execute(statement.limit(BATCH)))


def tail(work: Work) -> Place:
    """The place of the newest entry that `after` would show."""
    return _newest(work, None)


def place_of(work: Work, order_ref: str) -> Place:
    """The newest place of one order: what a page that was rendered now has already shown."""
    return _newest(work, order_ref)


def _newest(work: Work, order_ref: str | None) -> Place:
    newest = _settled(work, select(TimelineEntry.xid, TimelineEntry.id))
    if order_ref:
        newest = newest.where(TimelineEntry.order_ref == order_ref)
    row = work.session.execute(newest.order_by(TimelineEntry.xid.desc(), TimelineEntry.id.desc()).limit(1)).first()
    return Place(row[0], row[1]) if row else START


def _settled(work: Work, statement: Any) -> Any:
    return statement.where(TimelineEntry.xid < horizon()) if is_postgres(work.session) else statement


def _entry(row: Any) -> Entry:
    xid, id_, order_ref, line_refs, kind, audience, at, data = row
    return Entry(Place(xid, id_), order_ref, tuple(line_refs), kind, audience, at, data)
