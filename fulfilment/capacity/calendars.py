"""A calendar's row as the plain value that axes are built from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from fulfilment.capacity.domain import CalendarIn
from fulfilment.capacity.models import WorkCalendar

Exceptions = tuple[tuple[date, tuple[tuple[str, str], ...]], ...]


def calendar_of(row: WorkCalendar) -> CalendarIn:
    weekly = {int(day): tuple((span[0], span[1]) for span in spans) for day, spans in row.weekly.items()}
    return CalendarIn(row.code, row.tz, weekly, exceptions_of(row.exceptions))


def exceptions_of(stored: Iterable[Sequence[Any]]) -> Exceptions:
    return tuple((date.fromisoformat(day), tuple((s[0], s[1]) for s in spans)) for day, spans in stored)


def stored_of(exceptions: Exceptions) -> list[list[Any]]:
    """The inverse: what a JSON column holds."""
    return [[day.isoformat(), [list(span) for span in spans]] for day, spans in sorted(exceptions)]
