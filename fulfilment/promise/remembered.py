"""Quotes that were given a moment ago, for as long as nothing that they look at is another.

A shopper's every tap asks for the day of each option, and most of them were asked for at the tap before. A quote is
given again within the same minute, for the same wish, on the very same ledgers and shelves; each part of a house is
compared, and a part that this file does not know is compared by identity. So what is remembered is what would be
computed. Nothing is ever reserved on it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import fields, replace
from operator import attrgetter

from fulfilment.api.workspec import MaterialNeed, OperationSpec
from fulfilment.capacity.domain import Centre, minute_of
from fulfilment.promise.domain import Destination, Quote, Wanted, WantedStock
from fulfilment.promise.domain.days import QUOTE_LASTS
from fulfilment.promise.domain.house import House

MOST = 3_000
_BY_WISH = {"now", "items", "sources", "centres"}
_SHOP = [field.name for field in fields(House) if field.name not in _BY_WISH]
_CENTRE = [field.name for field in fields(Centre) if field.name not in {"units", "crew", "axis", "loads"}]
_CENTRE_VALUES = attrgetter(*_CENTRE)
# All that a plan may look at. Whatever becomes part of an operation or a material counts, until it is named here.
_WORK = attrgetter(*(field.name for field in fields(OperationSpec) if field.name not in {"stage", "inputs_hash"}))
_MATERIAL = attrgetter(
    *(field.name for field in fields(MaterialNeed) if field.name not in {"unit_cost_minor", "cost_per"})
)

# With each quote the house it was made on: as long as that is held, no other ledger can have its identity.
_quotes: OrderedDict[Hashable, tuple[House, Quote]] = OrderedDict()


class Remembered:
    """What is remembered of one house for one destination."""

    def __init__(self, house: House, to: Destination) -> None:
        self._house = house
        self._shop = (to, minute_of(house.now), *(id(getattr(house, name)) for name in _SHOP))
        self._centres = {key: _centre(centre) for key, centre in house.centres.items()}
        self._version = sum(centre.plan_version for centre in house.centres.values())

    def key(self, wanted: Sequence[Wanted]) -> Hashable:
        """Equal for wishes to which this shop must give the same quote now."""
        return self._shop, tuple(self._wish(want) for want in wanted)

    def quote(self, key: Hashable) -> Quote | None:
        """The quote for a key as of now, None when it was not given a moment ago."""
        found = _quotes.get(key)
        if found is None:
            return None
        now = self._house.now
        return replace(found[1], at=now, expires=now + QUOTE_LASTS, plan_version=self._version)

    def remember(self, key: Hashable, quote: Quote) -> Quote:
        _quotes[key] = (self._house, quote)
        while len(_quotes) > MOST:
            _quotes.popitem(last=False)
        return quote

    def _wish(self, want: Wanted) -> Hashable:
        if isinstance(want, WantedStock):
            return want, self._item(want.sku)
        spec = want.spec
        codes = {code for operation in spec.operations for code in operation.work_centres}
        return (
            (want.line_ref, want.quantity, spec.sku, spec.seller_ref, spec.packed.delivery_class),
            tuple(map(_WORK, spec.operations)),
            tuple(map(_MATERIAL, spec.materials)),
            tuple(self._item(material.sku) for material in spec.materials),
            tuple(self._centres.get((spec.seller_ref, code)) for code in sorted(codes)),
        )

    def _item(self, sku: str) -> Hashable:
        return self._house.items.get(sku), tuple(self._house.sources.get(sku, ()))


def _centre(centre: Centre) -> Hashable:
    people = tuple((id(person.axis), id(person.free)) for person in centre.crew)
    return _CENTRE_VALUES(centre), id(centre.axis), tuple(map(id, centre.units)), people, tuple(centre.loads)
