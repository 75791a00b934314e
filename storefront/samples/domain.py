"""Which samples a piece credits. Plain values.

A seller says it with a tag of the sample: `credited:solid-wood-table` is credited against that product. Whoever
orders it within half a year of the sample, with the same e-mail, gets its price back on the card that paid it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from foundation.plain.money import Money

CREDIT = "credited:"
WITHIN = timedelta(days=183)


@dataclass(frozen=True)
class Bought:
    """A sample that somebody has paid and that nobody has paid back yet."""

    order_ref: str
    line_ref: str
    tags: tuple[str, ...]
    at: datetime
    amount: Money


def credited_for(tags: Iterable[str]) -> frozenset[str]:
    """The slugs of the products that a sample with these tags is credited against."""
    return frozenset(tag[len(CREDIT) :].strip() for tag in tags if tag.casefold().startswith(CREDIT)) - {""}


def to_credit(bought: Iterable[Bought], slugs: Collection[str], now: datetime, most: Money) -> list[Bought]:
    """Those that the products of `slugs` credit, the oldest first, and never more than `most`, which is what the pieces
    cost. A sample counts whole or not at all."""
    found: list[Bought] = []
    left = most.minor
    for one in sorted(bought, key=lambda one: (one.at, one.line_ref)):
        fits = one.amount.currency == most.currency and 0 < one.amount.minor <= left
        if fits and now - WITHIN <= one.at <= now and not credited_for(one.tags).isdisjoint(slugs):
            found.append(one)
            left -= one.amount.minor
    return found
