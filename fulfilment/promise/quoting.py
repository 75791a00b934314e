"""Quoting: reads only, one snapshot, a fixed number of statements."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import fields
from operator import attrgetter

from foundation.data.work import Work
from foundation.plain.errors import Invalid
from foundation.plain.quantity import whole_positive
from fulfilment.api.workspec import MaterialNeed, OperationSpec
from fulfilment.promise.domain import Destination, Quote, Wanted, WantedStock
from fulfilment.promise.domain.days import quote_of
from fulfilment.promise.domain.planner import Planner
from fulfilment.promise.snapshot import at_home, load_house, skus_of
from fulfilment.stock import supply


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
    house = load_house(work, lines, supply.facts(work, skus_of(lines)))
    to, quotes = at_home(destination), dict[Hashable, Quote]()
    asked = [tuple(_same_day(want) for want in wanted) for wanted in carts]
    for key, wanted in zip(asked, carts, strict=True):
        if key not in quotes:
            quotes[key] = quote_of(house, Planner(house).plan(wanted), to)
    return [quotes[key] for key in asked]


# All that a plan may look at. Whatever becomes part of an operation or a material counts, until it is named here.
_WORK = attrgetter(*({field.name for field in fields(OperationSpec)} - {"stage", "inputs_hash"}))
_MATERIAL = attrgetter(*({field.name for field in fields(MaterialNeed)} - {"unit_cost_minor", "cost_per"}))


def _same_day(want: Wanted) -> Hashable:
    """Equal for wishes that ask for the same hours, materials and carrier: most variants of a piece are another colour
    or another hole, and all of them are wanted at once."""
    if isinstance(want, WantedStock):
        return want
    spec = want.spec
    work, materials = tuple(map(_WORK, spec.operations)), tuple(map(_MATERIAL, spec.materials))
    return want.line_ref, want.quantity, spec.sku, spec.seller_ref, spec.packed.delivery_class, work, materials


def check(wanted: Sequence[Wanted]) -> None:
    """Quantities are whole and positive, every line is named once."""
    for want in wanted:
        whole_positive(want.quantity)
    if len({want.line_ref for want in wanted}) < len(wanted):
        raise Invalid("Each line of a cart is asked for once.")
