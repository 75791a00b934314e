"""UPS's times: a local date and time, and beside them an offset or the GMT instant, or nothing. Never a guess."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from carriers.reading import text
from carriers.tracking import Moment, Precision, TzSource, format_offset, parse_offset


def read_date(value: str) -> date | None:
    """`20240320`; anything else is no date."""
    if not re.fullmatch(r"[0-9]{8}", value):
        return None
    try:
        return datetime.strptime(value, "%Y%m%d").date()  # noqa: DTZ007  a date has no zone
    except ValueError:
        return None


def read_time(value: str) -> time | None:
    """`190838`, `74700` (UPS drops the leading zero), `11:08:38`; four digits are hours and minutes."""
    digits = value.replace(":", "")
    if not re.fullmatch(r"[0-9]{3,6}", digits):
        return None
    digits = digits.zfill(4) if len(digits) <= 4 else digits.zfill(6)
    try:
        return time(int(digits[:2]), int(digits[2:4]), int(digits[4:6] or 0))
    except ValueError:
        return None


def read_moment(data: dict[str, Any], names: tuple[str, str, str, str, str]) -> Moment:
    """When, from the fields `names` = (local date, local time, GMT date, GMT time, offset).

    The offset is believed before the GMT instant: a GMT date that was not rolled over midnight is a known mistake of
    carriers. GMT alone still gives an instant when it lies within a day's offset of the local clock.
    """
    day, clock = read_date(text(data, names[0])), read_time(text(data, names[1]))
    gmt_day, gmt_clock = read_date(text(data, names[2])), read_time(text(data, names[3]))
    gmt = datetime.combine(gmt_day, gmt_clock, UTC) if gmt_day and gmt_clock is not None else None
    if day is None:
        return Moment(None, None, gmt, "second", "carrier_gmt") if gmt else Moment(None)
    if clock is None:
        return Moment(datetime.combine(day, time()), precision="date")
    local = datetime.combine(day, clock)
    precision: Precision = "minute" if len(text(data, names[1]).replace(":", "")) <= 4 else "second"
    offset, source = parse_offset(text(data, names[4])), "carrier_offset"
    if offset is None and gmt is not None:
        offset, source = _difference(local, gmt), "carrier_gmt"
    if offset is None:
        return Moment(local, precision=precision)
    tz_source: TzSource = "carrier_offset" if source == "carrier_offset" else "carrier_gmt"
    return Moment(local, format_offset(offset), (local - offset).replace(tzinfo=UTC), precision, tz_source)


def _difference(local: datetime, gmt: datetime) -> timedelta | None:
    """Local minus GMT if that is an offset the earth has: whole quarters of an hour, at most 14 hours."""
    offset = local - gmt.replace(tzinfo=None)
    if abs(offset) > timedelta(hours=14) or offset % timedelta(minutes=15):
        return None
    return offset
