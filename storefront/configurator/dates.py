"""The day of a configuration, in words, and the days of all that is one tap away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from foundation.data.work import Work
from foundation.plain.errors import DomainError
from fulfilment.api.promise import Destination, LineQuote, WantedMade, quote_many
from fulfilment.api.workspec import WorkSpec
from storefront.mount import filters

MOST = 60  # candidates of one question


@dataclass(frozen=True)
class DateLine:
    """`sentence` says the day, `why` what it waits for (may be empty); `promised` is None where no day can be named."""

    sentence: str
    why: str
    promised: date | None = None


@dataclass(frozen=True)
class Days:
    """The day of the present piece, and by how many days each other piece comes later (negative: sooner)."""

    present: DateLine | None
    later: Mapping[tuple[str, str], int]


def days(
    work: Work, spec: WorkSpec, others: Mapping[tuple[str, str], WorkSpec], destination: Destination, zone: ZoneInfo
) -> Days:
    """When one piece of `spec` would arrive if it were ordered now, and each of `others` compared with it.

    One snapshot for all of them. Others are left out beyond `MOST` different ones, and where no day can be named.
    """
    distinct = list({id(one): one for one in (spec, *others.values())}.values())[:MOST]
    lines = dict(zip(map(id, distinct), _quoted(work, distinct, destination), strict=True))
    here = lines[id(spec)]
    if here is None:
        return Days(None, {})
    later: dict[tuple[str, str], int] = {}
    for key, other in others.items():
        there = lines.get(id(other))
        if there is not None and there.promised is not None and here.promised is not None:
            later[key] = (there.promised - here.promised).days
    return Days(_told(here, zone, work.locale), later)


def _quoted(work: Work, specs: Sequence[WorkSpec], destination: Destination) -> list[LineQuote | None]:
    try:
        quotes = quote_many(work, [[WantedMade("configurator", spec, 1)] for spec in specs], destination)
    except DomainError:
        return [None] * len(specs)
    return [quote.lines[0] for quote in quotes]


def _told(line: LineQuote, zone: ZoneInfo, locale: str) -> DateLine:
    why = line.reasons[0].sentence if line.reasons else ""
    if line.promised is None:
        return DateLine("We cannot name a day for this one yet.", why)
    return DateLine(_sentence(line, zone, locale), why, line.promised)


def _sentence(line: LineQuote, zone: ZoneInfo, locale: str) -> str:
    """ "With you by Friday 18 December, most likely 15–17"; an estimate says *about*."""
    assert line.promised is not None
    by = filters.day(line.promised, zone, locale)
    said = f"With you by {by}" if line.basis == "calibrated" else f"With you by about {by}"
    if line.median is None or line.median >= line.promised:
        return said + "."
    return f"{said}, most likely {filters.day_short(line.median, zone, locale)}."
