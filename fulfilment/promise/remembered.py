"""Quotes that were given a moment ago, for as long as nothing that they look at is another.

A shopper's every tap asks for the day of each option, and most of them were asked for at the tap before. A quote is
given again within the same minute, for the same wish, on the very same ledgers and shelves; each part of a house is
compared, and a part that this file does not know is compared by identity. So what is remembered is what would be
computed. Nothing is ever reserved on it. What has to be computed begins like something else that was: searches on
ledgers that stand as they stood are remembered, too.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import fields, replace
from itertools import count
from operator import attrgetter
from typing import NamedTuple

from fulfilment.api.workspec import MaterialNeed, OperationSpec, WorkSpec
from fulfilment.capacity.domain import Centre, Searches, SharedTrial, minute_of
from fulfilment.promise.domain import Destination, Quote, Wanted, WantedStock
from fulfilment.promise.domain.days import QUOTE_LASTS
from fulfilment.promise.domain.house import House
from fulfilment.promise.domain.planner import Planner
from fulfilment.promise.domain.routing import Placed, Routing
from fulfilment.stock.domain import Purse

MOST, MOST_WORDS = 3_000, 20_000
_BY_WISH = {"now", "items", "sources", "centres"}
_SHOP = [field.name for field in fields(House) if field.init and field.name not in _BY_WISH]
_CENTRE = [field.name for field in fields(Centre) if field.name not in {"units", "crew", "axis", "loads"}]
_CENTRE_VALUES = attrgetter(*_CENTRE)
# All that a plan may look at. Whatever becomes part of an operation or a material counts, until it is named here.
_WORK = attrgetter(*(field.name for field in fields(OperationSpec) if field.name not in {"stage", "inputs_hash"}))
_MATERIAL = attrgetter(
    *(field.name for field in fields(MaterialNeed) if field.name not in {"unit_cost_minor", "cost_per"})
)

# With each quote the house it was made on: as long as that is held, no other ledger can have its identity.
_quotes: OrderedDict[Hashable, tuple[House, Quote]] = OrderedDict()
_words: dict[Hashable, int] = {}
_spoken: dict[int, tuple[object, int]] = {}  # of the very objects that steps and materials are
_outlines: dict[int, _Outline] = {}  # of the very specs
_standing: dict[int, tuple[Centre, int]] = {}  # by the work centre's id: the last that was asked about
_first: dict[int, tuple[OperationSpec, OperationSpec]] = {}  # by the very step
_firsts: dict[Hashable, OperationSpec] = {}
_numbers = count(1)
_searches: list[Searches] = [Searches()]  # those that go on


def _word(value: Hashable) -> int:
    """A number for a value: the same for equal ones, and never used again. Long values are hashed once."""
    known = _words.get(value)
    if known is None:
        if len(_words) >= MOST_WORDS:
            _words.clear()
        known = _words.setdefault(value, next(_numbers))
    return known


def _word_of(part: OperationSpec | MaterialNeed) -> int:
    known = _spoken.get(id(part))
    if known is not None and known[0] is part:
        return known[1]
    if len(_spoken) >= MOST_WORDS:
        _spoken.clear()
    word = _word(_WORK(part) if isinstance(part, OperationSpec) else _MATERIAL(part))
    _spoken[id(part)] = part, word
    return word


class _Outline(NamedTuple):
    """A spec as far as plans look at it, in a word, and where and with what: equal words, equal work."""

    spec: WorkSpec
    word: int
    centres: tuple[tuple[str, str], ...]
    skus: tuple[str, ...]


def _outline(spec: WorkSpec) -> _Outline:
    known = _outlines.get(id(spec))
    if known is None or known.spec is not spec:
        if len(_outlines) >= MOST:
            _outlines.clear()
        seller = spec.seller_ref
        parts = [_word_of(op) for op in spec.operations] + [_word_of(material) for material in spec.materials]
        word = _word((spec.sku, seller, spec.packed.delivery_class, *parts))
        centres = dict.fromkeys([(seller, code) for op in spec.operations for code in op.work_centres])
        skus = dict.fromkeys([material.sku for material in spec.materials])
        known = _outlines[id(spec)] = _Outline(spec, word, tuple(centres), tuple(skus))
    return known


def _word_of_centre(centre: Centre) -> int:
    """Most stand as they stood, and are the very same: their loads are not compared one by one."""
    known = _standing.get(centre.id)
    if known is None or known[0] is not centre:
        known = _standing[centre.id] = centre, _word(_centre(centre))
    return known[1]


def trial_on(centres: Mapping[tuple[str, str], Centre], keys: Collection[tuple[str, str]]) -> SharedTrial:
    """An empty trial that knows what was searched before on work centres that stand as they stood; `keys` are all that
    it may be asked for."""
    asked, searches = {key: centres.get(key) for key in keys}, _searches[0]
    if not searches.holds(asked):
        searches = _searches[0] = Searches()
        searches.holds(asked)
    return SharedTrial(searches)


class SharingPlanner(Planner):
    """Plans on a trial that shares its searches. Pieces that differ in what no work centre sees (another wood, another
    stain in the same minutes) are placed once."""

    def __init__(self, house: House, trial: SharedTrial, purse: Purse) -> None:
        super().__init__(house, trial, purse)
        self._lines = trial.searches.lines

    def _placed(self, routing: Routing) -> Placed:
        spec, trial = routing.spec, self.trial
        steps = tuple([_alike(op) for op in spec.operations])
        arrivals = tuple(routing.arrivals.items())
        history = trial.at if isinstance(trial, SharedTrial) else None
        key = history, spec.seller_ref, routing.quantity, routing.now, arrivals, tuple(map(id, steps))
        known: tuple[Placed, object] | None = self._lines.get(key)
        if known is None:
            same = replace(routing, spec=WorkSpec(spec.sku, spec.seller_ref, spec.materials, steps, spec.packed))
            known = self._lines[key] = super()._placed(same), steps  # held: nothing else gets their ids
        return known[0]


def _alike(op: OperationSpec) -> OperationSpec:
    """The first step that asked the same of the floor."""
    known = _first.get(id(op))
    if known is None or known[0] is not op:
        if len(_first) >= MOST_WORDS:
            _first.clear()
            _firsts.clear()
        known = _first[id(op)] = op, _firsts.setdefault((*_WORK(op), op.over_minutes), op)
    return known[1]


class Remembered:
    """What is remembered of one house for one destination."""

    def __init__(self, house: House, to: Destination) -> None:
        self._house = house
        self._shop = (to, minute_of(house.now), *(id(getattr(house, name)) for name in _SHOP))
        self._centres = {key: _word_of_centre(centre) for key, centre in house.centres.items()}
        self._items: dict[str, int] = {}
        self._version = sum(centre.plan_version for centre in house.centres.values())

    def key(self, wanted: Sequence[Wanted]) -> Hashable:
        """Equal for wishes to which this shop must give the same quote now."""
        return self._shop, tuple([self._wish(want) for want in wanted])

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
        asked, centres, items = _outline(want.spec), self._centres, self._items
        return (
            (want.line_ref, want.quantity, asked.word),
            tuple([centres.get(key) for key in asked.centres]),
            tuple([items.get(sku) or self._item(sku) for sku in asked.skus]),
        )

    def _item(self, sku: str) -> int:
        known = self._items.get(sku)
        if known is None:
            house = self._house
            known = self._items[sku] = _word((house.items.get(sku), tuple(house.sources.get(sku, ()))))
        return known


def _centre(centre: Centre) -> Hashable:
    people = tuple((id(person.axis), id(person.free)) for person in centre.crew)
    return _CENTRE_VALUES(centre), id(centre.axis), tuple(map(id, centre.units)), people, tuple(centre.loads)
