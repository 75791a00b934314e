"""What is typed about a workshop, read: shifts of a week, days that differ, numbers. Plain: no I/O, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time

from foundation.plain.errors import Invalid
from foundation.plain.money import Money
from fulfilment.api.crews import MemberIn
from fulfilment.api.setup import CalendarIn, WorkCentreIn

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
Spans = tuple[tuple[str, str], ...]
Form = Mapping[str, str]
MOST_DAYS = 400


def spans_of(text: str, field: str) -> Spans:
    """`07:00–12:00, 12:30–15:30` as pairs. Raises `Invalid` beside `field`."""
    words = text.replace("–", "-").replace(",", " ").split()
    return tuple(_span(word, field) for word in words)


def _span(word: str, field: str) -> tuple[str, str]:
    opens, _, closes = word.partition("-")
    try:
        start = time.fromisoformat(opens)
        end = closes if closes == "24:00" else time.fromisoformat(closes).isoformat("minutes")
    except ValueError:
        raise Invalid(f"“{word}” is not a shift. Write it like 07:00–12:00.", field=field) from None
    return start.isoformat("minutes"), end


def written(spans: Spans) -> str:
    """The inverse."""
    return ", ".join(f"{start}–{end}" for start, end in spans)


def exceptions_of(text: str) -> tuple[tuple[date, Spans], ...]:
    """One day a line: `2026-12-24` is a day off, `2026-12-23 07:00–11:00` a short one. Raises `Invalid`."""
    found: dict[date, Spans] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        day, _, rest = line.partition(" ")
        try:
            found[date.fromisoformat(day)] = spans_of(rest, "exceptions")
        except ValueError:
            raise Invalid(f"“{day}” is not a day. Write it like 2026-12-24.", field="exceptions") from None
    if len(found) > MOST_DAYS:
        raise Invalid(f"At most {MOST_DAYS} days differ. Change the week itself.", field="exceptions")
    return tuple(sorted(found.items()))


def lines_of(exceptions: tuple[tuple[date, Spans], ...]) -> str:
    """The inverse."""
    return "\n".join(f"{day.isoformat()} {written(spans)}".strip() for day, spans in exceptions)


def calendar_of(form: Form, code: str) -> CalendarIn:
    weekly = {day: spans for day in range(7) if (spans := spans_of(form.get(f"day-{day}", ""), f"day-{day}"))}
    name = code or form.get("code", "").strip()
    if not name or len(name) > 40:
        raise Invalid("Give the calendar a short name.", field="code")
    return CalendarIn(name, form.get("tz", "").strip(), weekly, exceptions_of(form.get("exceptions", "")))


def member_of(form: Form, seller: str) -> MemberIn:
    return MemberIn(
        form.get("name", ""),
        seller,
        form.get("calendar", ""),
        tuple(form.get("skills", "").split(",")),
        form.get("crew", "").strip()[:80],
    )


def centre_of(form: Form, seller: str, code: str, currency: str) -> WorkCentreIn:
    """Raises `Invalid` for what is no number or has no name."""
    own = code or form.get("code", "").strip().upper()
    name = form.get("name", "").strip()
    if not own or len(own) > 40:
        raise Invalid("Give it a short code, like KO-SAW.", field="code")
    if not name or len(name) > 80:
        raise Invalid("Give it a name of at most 80 letters.", field="name")
    try:
        rate = Money.parse(form.get("rate", "").strip(), currency)
    except (Invalid, ValueError):
        raise Invalid("Write what an hour costs, like 46.00.", field="rate") from None
    units = _whole(form, "units")
    limit = _whole(form, "wip") if form.get("wip", "").strip() else None
    if limit is not None and limit < units:
        # The plan works on every place at once. A limit below that would make it promise what the floor refuses.
        raise Invalid(
            f"With {units} places, {units} orders are in work at once. Allow as many, or write fewer places.",
            field="wip",
        )
    return WorkCentreIn(
        code=own,
        name=name,
        seller_ref=seller,
        calendar=form.get("calendar", ""),
        units=units,
        hourly_rate=rate,
        wip_limit=limit,
        batch_max=_whole(form, "batch"),
        skill=form.get("skill", "").strip()[:40],
        attended="setup" if form.get("attended") == "setup" else "all",
    )


def _whole(form: Form, field: str) -> int:
    text = form.get(field, "").strip()
    if not (text.isascii() and text.isdigit() and int(text[:5]) > 0 and len(text) < 5):
        raise Invalid("Write a whole number from 1 to 9999.", field=field)
    return int(text)


def day_of(text: str, field: str) -> date | None:
    """A day as a browser's field writes it; None for an empty one."""
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise Invalid("Choose a day.", field=field) from None
