"""What a claim may be about, what may be wished, and what may be paid back. Plain values.

Whatever a shop says of its own accord, a consumer has two years from the delivery: Directive (EU) 2019/771, article 10
(1); repair or replacement comes before money, article 13 (2) and (4).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from foundation.plain.errors import Invalid
from foundation.plain.money import Money

YEARS = 2
MOST_PHOTOS = 4
WISHES: Mapping[str, str] = {
    "again": "A new one",
    "part": "A part of it",
    "refund": "Money back",
}


@dataclass(frozen=True)
class Piece:
    """A line of the order as far as a claim goes. `arrived` is the day it was delivered on, None until then."""

    line_ref: str
    title: str
    quantity: int
    arrived: date | None
    cancelled: bool
    waiting: bool


@dataclass(frozen=True)
class Chance:
    """Whether something may be claimed about a line today, and why not."""

    line_ref: str
    title: str
    quantity: int
    allowed: bool
    why: str = ""


def chances(pieces: Iterable[Piece], today: date) -> tuple[Chance, ...]:
    """One answer a line, in their order."""
    found = [(piece, _why_not(piece, today)) for piece in pieces]
    return tuple(Chance(one.line_ref, one.title, one.quantity, not why, why) for one, why in found)


def _why_not(piece: Piece, today: date) -> str:
    if piece.cancelled:
        return "It was cancelled."
    if piece.waiting:
        return "We are looking at what you told us of it. The answer comes by mail."
    if piece.arrived is None:
        return "It is not with you yet. Write to us if something about it worries you."
    if today > years_after(piece.arrived, YEARS):
        return "More than two years have passed since it came. Write to us, and we see what can be done."
    return ""


def years_after(day: date, years: int) -> date:
    """The same day of a later year; 1 March for a 29 February that it lacks."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def chosen(found: Sequence[Chance], line_ref: str) -> Chance:
    """The line a claim is about. Raises `Invalid` for none and for one that cannot be claimed about."""
    for one in found:
        if one.line_ref == line_ref:
            if not one.allowed:
                raise Invalid(one.why, field="line")
            return one
    raise Invalid("Say what it is about.", field="line")


def pieces_of(typed: str, most: int) -> int:
    """How many of a line's pieces are wrong. Raises `Invalid`."""
    if not typed.strip():
        return most
    if not typed.strip().isdecimal() or not 1 <= int(typed) <= most:
        raise Invalid(f"Say how many of them: from 1 to {most}.", field="pieces")
    return int(typed)


def known_wish(wish: str) -> str:
    if wish not in WISHES:
        raise Invalid("Say what would put it right.", field="wish")
    return wish


def refundable(amount: Money, quantity: int, pieces: int, returned: Money) -> Money:
    """The most that goes back for `pieces` of a line that cost `amount`: their share of it, a cent more than less, and
    no more than is left of the line once `returned` went back for it, whatever for."""
    share = -(-amount.minor * pieces // quantity)
    return Money(max(min(share, amount.minor - returned.minor), 0), amount.currency)


def check_refund(amount: Money, most: Money) -> Money:
    """Raises `Invalid` beside the amount."""
    if not 0 < amount.minor <= most.minor:
        raise Invalid(
            f"Type an amount above nothing and at most {most.decimal}: what is left of their price.", field="amount"
        )
    return amount
