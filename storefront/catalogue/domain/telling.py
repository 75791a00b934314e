"""How stock is told: honestly, in one sentence, without a word of the warehouse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
MANY = 20  # above this a count tells the shopper nothing


@dataclass(frozen=True)
class Stock:
    """What is free of one SKU, and the next arrival that still has free pieces."""

    saleable: int
    incoming_on: date | None = None
    incoming: int = 0


def words(number: int) -> str:
    """Small numbers as words, as in a sentence: `words(12) == "twelve"`."""
    return _WORDS[number] if 0 <= number < len(_WORDS) else str(number)


def stock_sentence(stock: Stock, day: Callable[[date], str]) -> str:
    """`3 here, 5 more on 4 December.` · `Gone for now. Twelve more arrive on 4 December: …` · never a false hope.

    `day` writes a date in the shopper's language.
    """
    more = stock.incoming > 0 and stock.incoming_on is not None
    if stock.saleable > MANY:
        return "Plenty here."
    if stock.saleable > 0:
        here = "The last one here" if stock.saleable == 1 else f"{stock.saleable} here"
        return (
            f"{here}, {stock.incoming} more on {day(stock.incoming_on)}." if more and stock.incoming_on else f"{here}."
        )
    if more and stock.incoming_on:
        count, verb = words(stock.incoming).capitalize(), "arrives" if stock.incoming == 1 else "arrive"
        yours = "it is yours" if stock.incoming == 1 else "one of them is yours"
        return f"Gone for now. {count} more {verb} on {day(stock.incoming_on)}: order today and {yours}."
    return "Sold out, and no more are on the way."
