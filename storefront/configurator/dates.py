"""The date line of a configuration: a quote for one piece, in words."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from foundation.data.work import Work
from foundation.plain.errors import DomainError
from fulfilment.api.promise import Destination, LineQuote, WantedMade, quote
from fulfilment.api.workspec import WorkSpec
from storefront.mount import filters


@dataclass(frozen=True)
class DateLine:
    """`sentence` says the day, `why` what it waits for (may be empty)."""

    sentence: str
    why: str


def date_line(work: Work, spec: WorkSpec, destination: Destination, zone: ZoneInfo) -> DateLine | None:
    """When one piece of `spec` would arrive if it were ordered now; None when nothing can be said yet. Reads only."""
    try:
        line = quote(work, [WantedMade("configurator", spec, 1)], destination).lines[0]
    except DomainError:
        return None
    why = line.reasons[0].sentence if line.reasons else ""
    if line.promised is None:
        return DateLine("We cannot name a day for this one yet.", why)
    return DateLine(_sentence(line, zone, work.locale), why)


def _sentence(line: LineQuote, zone: ZoneInfo, locale: str) -> str:
    """ "With you by Friday 18 December, most likely 15–17"; an estimate says *about*."""
    assert line.promised is not None
    by = filters.day(line.promised, zone, locale)
    said = f"With you by {by}" if line.basis == "calibrated" else f"With you by about {by}"
    if line.median is None or line.median >= line.promised:
        return said + "."
    return f"{said}, most likely {filters.day_short(line.median, zone, locale)}."
