"""Supply came later or was less than the books said: what is left is given anew to the work that waits for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import func, select, update

from foundation.data.work import Work
from fulfilment.capacity.models import Booking
from fulfilment.items.models import Item
from fulfilment.promise.models import Promise
from fulfilment.promise.states import LIVE
from fulfilment.purchasing.models import PurchaseOrderLine
from fulfilment.stock import supply
from fulfilment.stock.domain.pegging import SHELF, Demand, Peg, Supply, peg
from fulfilment.stock.models import Claim, StockLevel

_DAY = timedelta(days=1)
Key = tuple[str, int | None]


def repeg(work: Work, item_ids: Collection[int]) -> None:
    """Give what there is of these items to the operations that wait for it, by `domain.pegging.peg`: the earlier need
    first, and nobody who is in time made late. Goods sold from the shelf stay where they are: somebody may be walking
    to them. Callers hold the locks of the items.
    """
    waiting = (Claim.state == "allocated") & Claim.operation.is_not(None)
    for item in sorted(item_ids):
        claims = supply.claims_of(work, (Claim.item_id == item) & waiting)
        if any(claim.level_id is None for claim in claims):
            _repeg(work, item, claims)
    work.session.flush()


def _repeg(work: Work, item: int, claims: Sequence[Claim]) -> None:
    days = needed(work, {claim.line_ref for claim in claims})
    supplies = _supplies(work, item, claims)
    day_of = {one.key: one.day for one in supplies}
    demands = _demands(claims, days)
    late = {key_of(c) for c in claims if day_of.get(_source(c), date.max) > days.by(key_of(c))}
    pegs = peg(demands, supplies, {demand.key for demand in demands} - late)
    if _sums(pegs) != _sums([Peg(key_of(c), _standing(c), c.quantity) for c in claims]):
        _write(work, claims, pegs, {key: day for key, day in day_of.items() if day != SHELF})


class Word(NamedTuple):
    """A line's word: by when its goods are here, its promised day, and the buffer in that."""

    by: date
    promised: date
    spare: int


class Needed:
    """By when the goods of each operation are on the dock: the day before it begins, because what comes on a day is
    counted in by its end; the day before the line is ready where no minutes are booked."""

    def __init__(self, starts: dict[Key, date], lines: dict[str, Word]) -> None:
        self._starts, self._lines = starts, lines

    def _word(self, line_ref: str) -> Word:
        return self._lines.get(line_ref, Word(date.max, date.max, 0))

    def by(self, key: Key) -> date:
        return self._starts.get(key) or self._word(key[0]).by

    def promised(self, line_ref: str) -> date:
        return self._word(line_ref).promised

    def spare(self, line_ref: str) -> int:
        return self._word(line_ref).spare


def needed(work: Work, line_refs: Collection[str]) -> Needed:
    """Two statements."""
    starts = work.session.execute(
        select(Booking.line_ref, Booking.operation, func.min(Booking.starts_at))
        .where(Booking.line_ref.in_(line_refs), Booking.state.in_(("reserved", "firm", "frozen")))
        .group_by(Booking.line_ref, Booking.operation)
    )
    words = work.session.execute(
        select(Promise.line_ref, Promise.ready_at, Promise.promised, Promise.earliest).where(
            Promise.line_ref.in_(line_refs), Promise.state.in_(LIVE)
        )
    )
    return Needed(
        {(line, operation): _before(at) for line, operation, at in starts},
        {
            line: Word(_before(at), promised, max((promised - (earliest or promised)).days, 0))
            for line, at, promised, earliest in words
        },
    )


def _before(at: datetime) -> date:
    return at.date() - _DAY


def key_of(claim: Claim) -> Key:
    return claim.line_ref, claim.operation


def _standing(claim: Claim) -> tuple[str, int] | None:
    if claim.level_id is not None:
        return "level", claim.level_id
    return ("po", claim.po_line_id) if claim.po_line_id is not None else None


def _source(claim: Claim) -> tuple[str, int]:
    return _standing(claim) or ("nothing", 0)


def _demands(claims: Sequence[Claim], days: Needed) -> list[Demand]:
    wanted: dict[Key, int] = defaultdict(int)
    first: dict[Key, datetime] = {}
    for claim in claims:
        wanted[key_of(claim)] += claim.quantity
        first.setdefault(key_of(claim), claim.made_at)
    return [
        Demand(key, quantity, days.by(key), (days.promised(key[0]), first[key], key[0], key[1] or 0))
        for key, quantity in wanted.items()
    ]


def _supplies(work: Work, item: int, claims: Sequence[Claim]) -> list[Supply]:
    """What is free of every source, and what these claims hold of it."""
    held: dict[tuple[str, int], int] = defaultdict(int)
    for claim in claims:
        held[_source(claim)] += claim.quantity
    keep_back = work.session.scalar(select(Item.safety_stock).where(Item.id == item)) or 0
    shelves = work.session.execute(
        select(StockLevel.id, StockLevel.on_hand - StockLevel.reserved - StockLevel.allocated - keep_back).where(
            StockLevel.item_id == item, StockLevel.condition == "good"
        )
    )
    line = PurchaseOrderLine
    coming = work.session.execute(
        select(line.id, line.quantity - line.received - line.claimed, line.expected).where(
            line.item_id == item, line.quantity > line.received
        )
    )
    today = work.now().date()
    found = [Supply(("level", id_), max(free, 0) + held["level", id_]) for id_, free in shelves]
    return found + [Supply(("po", id_), free + held["po", id_], max(day, today)) for id_, free, day in coming]


def _sums(pegs: Sequence[Peg]) -> dict[tuple[Key, tuple[str, int] | None], int]:
    found: dict[tuple[Key, tuple[str, int] | None], int] = defaultdict(int)
    for one in pegs:
        found[one.demand, one.supply] += one.quantity
    return dict(found)


def _write(work: Work, claims: Sequence[Claim], pegs: Sequence[Peg], days: dict[tuple[str, int], date]) -> None:
    """Put claims on other sources: the counters by their difference, then the rows."""
    moved: dict[tuple[str, int], int] = defaultdict(int)
    models: dict[Key, Claim] = {}
    for claim in claims:
        models.setdefault(key_of(claim), claim)
        moved[_source(claim)] -= claim.quantity
    for one in pegs:
        moved[one.supply or ("nothing", 0)] += one.quantity
    # First what is given back, so that no CHECK sees more than there is.
    for (kind, id_), quantity in sorted(moved.items(), key=lambda pair: pair[1]):
        _count(work, kind, id_, quantity)
    asked = {key_of(c): c.expected for c in claims if _standing(c) is None}
    for (key, source), quantity in _sums(pegs).items():
        expected = days.get(source) if source else asked.get(key)
        work.session.add(_like(work, models[key], source, quantity, expected))
    for claim in claims:
        work.session.delete(claim)


def _count(work: Work, kind: str, id_: int, quantity: int) -> None:
    values: Any
    if kind == "level" and quantity:
        values = {"allocated": StockLevel.allocated + quantity}
        statement = update(StockLevel).where(StockLevel.id == id_).values(values)
    elif kind == "po" and quantity:
        values = {"claimed": PurchaseOrderLine.claimed + quantity}
        statement = update(PurchaseOrderLine).where(PurchaseOrderLine.id == id_).values(values)
    else:
        return
    work.session.execute(statement.execution_options(synchronize_session=False))


def _like(work: Work, claim: Claim, source: tuple[str, int] | None, quantity: int, expected: date | None) -> Claim:
    kind, id_ = source or ("", 0)
    return Claim(
        id=work.new_id(),
        checkout_id=claim.checkout_id,
        line_ref=claim.line_ref,
        operation=claim.operation,
        item_id=claim.item_id,
        level_id=id_ if kind == "level" else None,
        po_line_id=id_ if kind == "po" else None,
        quantity=quantity,
        state=claim.state,
        expected=expected,
        expires_at=claim.expires_at,
        made_at=claim.made_at,
    )
