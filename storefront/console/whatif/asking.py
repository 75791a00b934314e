"""A scenario from an address: everything that is supposed stands in the query string, so that a link shares it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, tzinfo

from foundation.plain.errors import Invalid
from fulfilment.api.whatif import BigOrder, MachineDown, PlaceKey, Scenario, ShiftAdded

MINUTES = "minutes-"  # then the place: minutes of one piece there
NAMES = (
    *("shift", "shift_from", "shift_to", "shift_hours"),
    *("down", "down_unit", "down_from", "until"),
    *("sku", "quantity", "turn"),
)
TURNS = ("free", "first")


def key_of(text: str, field: str) -> PlaceKey:
    """`seller:code`, as the form writes a place. Raises `Invalid`."""
    seller, colon, code = text.partition(":")
    if not (seller and colon and code) or len(text) > 200:
        raise Invalid("Choose one of the places in the list.", field=field)
    return seller, code


def scenario_of(query: Mapping[str, str], zone: tzinfo) -> Scenario:
    """What is supposed; empty when nothing is chosen. Raises `Invalid` with the field."""
    return Scenario(_shift(query), _down(query, zone), _big(query))


def _shift(query: Mapping[str, str]) -> ShiftAdded | None:
    place = query.get("shift", "").strip()
    if not place:
        return None
    first = _day(query.get("shift_from", ""), "shift_from", "Choose the first day of the hours.")
    last = query.get("shift_to", "").strip()
    until = _day(last, "shift_to", "Choose the last day of the hours.") if last else first
    hours = _whole(query.get("shift_hours", ""), "shift_hours", "Write the hours as a whole number, such as 4.")
    return ShiftAdded(key_of(place, "shift"), first, until, hours)


def _down(query: Mapping[str, str], zone: tzinfo) -> MachineDown | None:
    place = query.get("down", "").strip()
    if not place:
        return None
    unit = query.get("down_unit", "").strip()
    number = _whole(unit, "down_unit", "Write the number of one of its places, or nothing for all of them.")
    begins = _moment(query.get("down_from", ""), zone, "down_from", "Choose since when it is down, as day and time.")
    ends = _moment(query.get("until", ""), zone, "until", "Choose when it will be back, as day and time.")
    return MachineDown(key_of(place, "down"), number if unit else None, begins, ends)


def _big(query: Mapping[str, str]) -> BigOrder | None:
    sku, wrong = query.get("sku", "").strip(), "Write minutes as a whole number, such as 90."
    typed = {name: text.strip() for name, text in query.items() if name.startswith(MINUTES) and text.strip()}
    minutes = {key_of(name.removeprefix(MINUTES), "minutes"): _whole(typed[name], "minutes", wrong) for name in typed}
    minutes = {key: number for key, number in minutes.items() if number}
    if not sku and not minutes:
        return None
    quantity = _whole(query.get("quantity", ""), "quantity", "Write how many pieces, such as 20.")
    turn = query.get("turn", TURNS[0])
    if turn not in TURNS:
        raise Invalid("Choose whose turn it is.", field="turn")
    return BigOrder(sku[:80], quantity, minutes, first=turn == "first")


def _whole(text: str, field: str, sentence: str) -> int:
    text = text.strip()
    if not text and field == "down_unit":
        return 0
    if not (text.isascii() and text.isdigit() and len(text) < 8):
        raise Invalid(sentence, field=field)
    return int(text)


def _day(text: str, field: str, sentence: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Invalid(sentence, field=field) from None


def _moment(text: str, zone: tzinfo, field: str, sentence: str) -> datetime:
    """Local, as a browser's field writes it."""
    try:
        local = datetime.fromisoformat(text.strip())
        return (local if local.tzinfo else local.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid(sentence, field=field) from None
