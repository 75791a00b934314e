"""Which days are offered, and what the driver has to know. Plain values only."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from foundation.plain.errors import Conflict, Invalid

NOTICE: Final = 3  # working days between choosing and coming: the balance is taken, the tour is planned
OFFERED: Final = 10
LIFTS: Final = {"": "Please choose", "yes": "A lift that it fits into", "small": "A small lift", "none": "No lift"}
READY: Final = ("passed", "packed")


@dataclass(frozen=True)
class Access:
    """The way to the room."""

    phone: str
    floor: str
    lift: str
    notes: str


def days(today: date, not_before: date | None, holidays: Collection[date] = ()) -> tuple[date, ...]:
    """The working days that can be picked: `NOTICE` of them from today at the earliest, none before the agreed one."""
    found: list[date] = []
    day, ahead = today, 0
    while len(found) < OFFERED:
        day += timedelta(days=1)
        if day.weekday() > 4 or day in holidays:
            continue
        ahead += 1
        if ahead >= NOTICE and (not_before is None or day >= not_before):
            found.append(day)
    return tuple(found)


def earliest(promised: Iterable[date | None], today: date) -> date | None:
    """Not before the last promised day less a week, where that is to come: the piece is ready and may come sooner, but
    the tour was planned around that day."""
    last = max((day for day in promised if day), default=None)
    return last - timedelta(days=7) if last and last > today else None


def checked_access(phone: str, floor: str, lift: str, notes: str) -> Access:
    """Raises `Invalid` beside the field."""
    if not any(sign.isdigit() for sign in phone):
        raise Invalid("A telephone number: the driver rings half an hour before.", field="phone")
    if len(phone) > 40 or len(floor) > 20:
        raise Invalid("Keep this shorter.", field="phone" if len(phone) > 40 else "floor")
    if not floor:
        raise Invalid("Which floor? 0 is the ground floor.", field="floor")
    if lift not in LIFTS or not lift:
        raise Invalid("Choose whether there is a lift.", field="lift")
    if len(notes) > 500:
        raise Invalid("Keep this under 500 letters.", field="notes")
    return Access(phone, floor, lift, notes)


def picked(text: str, offered: Collection[date]) -> date:
    """The day that was picked. Raises `Invalid` for none, `Conflict` for one that is not offered any more."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Invalid("Choose a day.", field="day") from None
    if day not in offered:
        raise Conflict("That day is gone by now. Choose another one.", field="day")
    return day
