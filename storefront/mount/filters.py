"""How money, days and texts read. Babel formats; the shop's locale and time zone decide."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.numbers import format_currency

from foundation.plain.money import EXPONENTS, Money


@lru_cache(maxsize=4_096)  # a page of choices says fifty of them, and the next one the same
def money(value: Money, locale: str = "en") -> str:
    """`€24.90`, and `€1,648` when there are no cents to say."""
    whole = value.minor % 10 ** EXPONENTS[value.currency] == 0
    if whole:
        return format_currency(value.decimal, value.currency, "¤#,##0;-¤#,##0", locale=locale, currency_digits=False)
    return format_currency(value.decimal, value.currency, locale=locale)


def local_date(value: date | datetime, zone: ZoneInfo) -> date:
    """The calendar day of an instant where the shop is."""
    return value.astimezone(zone).date() if isinstance(value, datetime) else value


def day(value: date | datetime, zone: ZoneInfo, locale: str = "en") -> str:
    """`Friday 18 December`."""
    return format_date(local_date(value, zone), "EEEE d MMMM", locale=locale)


def day_short(value: date | datetime, zone: ZoneInfo, locale: str = "en") -> str:
    """`18 Dec`."""
    return format_date(local_date(value, zone), "d MMM", locale=locale)


def clock_time(value: datetime, zone: ZoneInfo, locale: str = "en") -> str:
    """`15:40`."""
    return format_time(value.astimezone(zone), "HH:mm", locale=locale)


def moment(value: datetime, zone: ZoneInfo, now: datetime, locale: str = "en") -> str:
    """`today 14:00`, `Thursday 14:00` within a week, `Friday 18 December 14:00` beyond."""
    the_day, today = local_date(value, zone), local_date(now, zone)
    time = clock_time(value, zone, locale)
    if the_day == today:
        return f"today {time}"
    if abs((the_day - today).days) < 7:
        return f"{format_date(the_day, 'EEEE', locale=locale)} {time}"
    return f"{day(the_day, zone, locale)} {time}"


def text(value: Mapping[str, str] | str | None, locale: str = "en") -> str:
    """The words of a {locale: text}: the reader's, else English, else whatever there is."""
    if value is None or isinstance(value, str):
        return value or ""
    return value.get(locale) or value.get("en") or next(iter(value.values()), "")


def iso(value: datetime) -> str:
    """For `<time datetime>`."""
    return value.astimezone(UTC).isoformat(timespec="seconds")
