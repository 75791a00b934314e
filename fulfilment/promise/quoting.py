"""Quoting: reads only, one snapshot, a fixed number of statements."""

from __future__ import annotations

from collections.abc import Sequence

from foundation.data.work import Work
from foundation.plain.errors import Invalid
from foundation.plain.quantity import whole_positive
from fulfilment.promise.domain import Destination, Quote, Wanted
from fulfilment.promise.domain.days import quote_of
from fulfilment.promise.remembered import Remembered, SharingPlanner, trial_on
from fulfilment.promise.snapshot import at_home, centre_keys_of, house_with, skus_of
from fulfilment.stock import supply
from fulfilment.stock.domain import Purse


def quote(work: Work, wanted: Sequence[Wanted], destination: Destination) -> Quote:
    """Both plans of one cart, each line with its day and the reason for it.

    A line that cannot be had has `promised` None; nothing is raised for it. Raises `Invalid` for a quantity below 1 or
    a line named twice. Six statements, while no plan moved.
    """
    return quote_many(work, [wanted], destination)[0]


def quote_many(work: Work, carts: Sequence[Sequence[Wanted]], destination: Destination) -> list[Quote]:
    """A quote for each cart on its own, as if the others were not asked for: comparing variants costs one snapshot."""
    for wanted in carts:
        check(wanted)
    lines = [want for wanted in carts for want in wanted]
    keys = centre_keys_of(lines)
    house = house_with(work, keys, supply.facts(work, skus_of(lines)))
    to = at_home(destination)
    remembered, trial = Remembered(house, to), trial_on(house.centres, keys)
    purse = Purse(house.sources, house.buy_days)
    found = list[Quote]()
    for wanted in carts:
        key = remembered.key(wanted)
        known = remembered.quote(key)
        if known is None:
            plans = SharingPlanner(house, trial.copy(), purse.copy()).plan(wanted)
            known = remembered.remember(key, quote_of(house, plans, to))
        found.append(known)
    return found


def check(wanted: Sequence[Wanted]) -> None:
    """Quantities are whole and positive, every line is named once."""
    for want in wanted:
        whole_positive(want.quantity)
    if len({want.line_ref for want in wanted}) < len(wanted):
        raise Invalid("Each line of a cart is asked for once.")
