"""Exceptions as the ledger reads them: minutes of a unit in which it is not there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select

from foundation.data.work import Work
from fulfilment.capacity.domain import Axis
from fulfilment.capacity.models import WorkUnit
from fulfilment.capacity.outages.models import CalendarException

Closures = Mapping[int, list[tuple[datetime, datetime]]]


def closures(work: Work, centres: Collection[int]) -> Closures:
    """From when to when each unit of these work centres is not there, what is over left out. One statement."""
    rows = work.session.execute(
        select(WorkUnit.id, CalendarException.starts_at, CalendarException.ends_at)
        .join(
            CalendarException,
            (CalendarException.work_centre_id == WorkUnit.work_centre_id)
            & (CalendarException.unit_id.is_(None) | (CalendarException.unit_id == WorkUnit.id)),
        )
        .where(WorkUnit.work_centre_id.in_(centres), CalendarException.ends_at > work.now())
    )
    found: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for unit, start, end in rows:
        found[unit].append((start, end))
    return found


def closed_minutes(axis: Axis, spans: Collection[tuple[datetime, datetime]]) -> list[tuple[int, int]]:
    """The same as working minutes; an exception that touches no shift takes none."""
    found = [(axis.position(start), axis.position(end)) for start, end in spans]
    return [(start, end) for start, end in found if start < end]
