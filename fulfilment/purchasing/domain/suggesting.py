"""What to order, from whom, how much, and by when: decided on plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from foundation.plain.errors import Invalid
from foundation.plain.money import Money, total
from fulfilment.stock.wording import add_working_days

_ONE = timedelta(days=1)


@dataclass(frozen=True)
class Term:
    """A supplier's present terms for an item: whole packs of `pack` base units, at least `minimum` of them, at
    `price` for `price_per` base units."""

    pack: int = 1
    minimum: int = 0
    price: Money | None = None
    price_per: int = 1
    their_sku: str = ""


@dataclass(frozen=True)
class Source:
    """Whom an item is bought from. `lead_days` None: nobody has said how long they take."""

    code: str
    name: str
    lead_days: int | None
    email: str = ""


@dataclass(frozen=True)
class Lack:
    """What is missing of one item: `for_orders` stands on no supply and is needed from `needed_on` on, `to_fill` brings
    the shelf up to its reorder point, `drafted` is written into drafts already. `lines` are the orders' lines."""

    sku: str
    name: str
    unit: str
    location: str
    for_orders: int
    to_fill: int
    drafted: int
    needed_on: date | None
    supplier: str | None
    lines: int = 0

    @property
    def short(self) -> int:
        return max(self.for_orders + self.to_fill - self.drafted, 0)


@dataclass(frozen=True)
class SuggestedLine:
    """`quantity` covers `short`, is whole packs and not under the minimum. `order_by` None: no day is pressing."""

    sku: str
    name: str
    unit: str
    location: str
    short: int
    quantity: int
    term: Term
    needed_on: date | None
    order_by: date | None
    lines: int
    cost: Money | None


@dataclass(frozen=True)
class Suggestion:
    """One order to one supplier, to one place. `arrives` is when it is here if it is sent today; `sentence` says what
    keeps us from knowing, or that it is too late already."""

    source: Source
    location: str
    lines: tuple[SuggestedLine, ...]
    order_by: date | None
    arrives: date | None
    cost: Money | None
    sentence: str

    def late(self, today: date) -> bool:
        return self.order_by is not None and self.order_by < today


def order_quantity(short: int, term: Term) -> int:
    """The least that covers `short` in whole packs and reaches the minimum; 0 for nothing short.

    Raises `Invalid` for a pack of nothing.
    """
    if term.pack < 1:
        raise Invalid("A pack holds at least one.", field="pack")
    if short <= 0:
        return 0
    return -(-max(short, term.minimum) // term.pack) * term.pack


def order_by(needed_on: date, lead_days: int) -> date:
    """The last working day on which an order brings the goods by `needed_on`: working days counted backwards."""
    day = needed_on - timedelta(days=lead_days)
    while day.weekday() > 4 or add_working_days(day, lead_days) > needed_on:
        day -= _ONE
    return day


def suggestions(
    lacks: Iterable[Lack], sources: Mapping[str, Source], terms: Mapping[tuple[str, str], Term], today: date
) -> list[Suggestion]:
    """One suggestion for each supplier and place, the most pressing first. `terms` are by (supplier, SKU).

    What has no supplier is left out: `orphans` names it.
    """
    grouped: dict[tuple[str, str], list[Lack]] = {}
    for lack in lacks:
        if lack.short and lack.supplier in sources:
            grouped.setdefault((str(lack.supplier), lack.location), []).append(lack)
    found = [_suggestion(sources[code], place, rows, terms, today) for (code, place), rows in grouped.items()]
    return sorted(found, key=lambda s: (s.order_by or date.max, s.source.name, s.location))


def orphans(lacks: Iterable[Lack], sources: Mapping[str, Source]) -> list[Lack]:
    """What is short and has no supplier that we know."""
    return [lack for lack in lacks if lack.short and lack.supplier not in sources]


def _suggestion(
    source: Source, place: str, rows: Sequence[Lack], terms: Mapping[tuple[str, str], Term], today: date
) -> Suggestion:
    lines = tuple(_line(lack, source, terms.get((source.code, lack.sku), Term())) for lack in rows)
    pressing = min((line.order_by for line in lines if line.order_by), default=None)
    costs = [line.cost for line in lines]
    known = [cost for cost in costs if cost is not None]
    cost = total(known, known[0].currency) if known and len(known) == len(costs) else None
    arrives = None if source.lead_days is None else add_working_days(today, source.lead_days)
    return Suggestion(source, place, lines, pressing, arrives, cost, _sentence(source, pressing, today))


def _line(lack: Lack, source: Source, term: Term) -> SuggestedLine:
    quantity = order_quantity(lack.short, term)
    pressing = lack.needed_on if lack.for_orders > lack.drafted else None
    by = order_by(pressing, source.lead_days) if pressing and source.lead_days is not None else None
    return SuggestedLine(
        sku=lack.sku,
        name=lack.name,
        unit=lack.unit,
        location=lack.location,
        short=lack.short,
        quantity=quantity,
        term=term,
        needed_on=pressing,
        order_by=by,
        lines=lack.lines,
        cost=cost_of(quantity, term),
    )


def cost_of(quantity: int, term: Term) -> Money | None:
    """What so much costs at these terms, rounded half up once; None when no price is known."""
    return term.price.share(quantity, term.price_per) if term.price is not None else None


def _sentence(source: Source, pressing: date | None, today: date) -> str:
    if source.lead_days is None:
        return (
            f"Nobody has said how long {source.name} takes, so nothing can be promised on buying there. "
            "Set the lead time with the supplier."
        )
    if pressing is not None and pressing < today:
        return "It comes too late for what waits, even if it is ordered today. Order it, and look who is threatened."
    return ""
