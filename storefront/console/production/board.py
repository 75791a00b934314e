"""The board as rows of five lanes, by work centre or by order. Plain: no I/O, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from fulfilment.api.production import LANES, Lane, OperationCard

VIEWS = ("centre", "order")
LABELS = {"ready": "Ready", "running": "Running", "paused": "Paused", "inspect": "Inspect", "done": "Done"}


@dataclass(frozen=True)
class Cell:
    """One lane of one row. `coming` waits for the step before it; only the first lane has any."""

    lane: str
    label: str
    cards: tuple[OperationCard, ...]
    coming: tuple[OperationCard, ...] = ()


@dataclass(frozen=True)
class Load:
    """Equal operations that may be begun (or, running together, finished) by one tap."""

    verb: str
    name: str
    cards: tuple[OperationCard, ...]

    @property
    def refs(self) -> str:
        return ",".join(card.ref for card in self.cards)


@dataclass(frozen=True)
class Row:
    """A work centre or an order. `begun` of `limit` is the work in progress; both 0 for an order."""

    key: str
    title: str
    seller_ref: str
    cells: tuple[Cell, ...]
    begun: int = 0
    limit: int = 0
    units: int = 0
    due: date | None = None
    production_order_ref: str = ""
    loads: tuple[Load, ...] = ()

    @property
    def full(self) -> bool:
        return 0 < self.limit <= self.begun


@dataclass(frozen=True)
class Idle:
    """A work centre with nothing on it, and its sentence."""

    key: str
    title: str
    seller_ref: str
    sentence: str


@dataclass(frozen=True)
class Floor:
    """What the board shows; `counts` by lane, over all rows."""

    rows: tuple[Row, ...]
    idle: tuple[Idle, ...]
    counts: tuple[tuple[str, str, int], ...]


def by_centre(lanes: Sequence[Lane]) -> Floor:
    """A row for each work centre that has something on it."""
    rows = tuple(
        Row(
            key=lane.work_centre,
            title=lane.name,
            seller_ref=lane.seller_ref,
            cells=_cells(lane.cards),
            begun=lane.begun,
            limit=lane.wip_limit or 0,
            units=lane.units,
            loads=loads_of(lane),
        )
        for lane in lanes
        if lane.cards
    )
    idle = tuple(
        Idle(lane.work_centre, lane.name, lane.seller_ref, lane.empty_sentence or "")
        for lane in lanes
        if not lane.cards
    )
    return Floor(rows, idle, _counts(rows))


def by_order(lanes: Sequence[Lane]) -> Floor:
    """A row for each production order with a card on the board, the most urgent first."""
    found: dict[str, list[OperationCard]] = {}
    for lane in lanes:
        for card in lane.cards:
            found.setdefault(card.production_order_ref, []).append(card)
    rows = tuple(
        Row(
            key=ref,
            title=f"{cards[0].order_number} · {cards[0].title}",
            seller_ref=cards[0].seller_ref,
            cells=_cells(sorted(cards, key=lambda card: card.step)),
            due=cards[0].due,
            production_order_ref=ref,
        )
        for ref, cards in sorted(found.items(), key=lambda pair: (pair[1][0].due, pair[1][0].order_number, pair[0]))
    )
    return Floor(rows, (), _counts(rows))


def narrowed(lanes: Sequence[Lane], centre: str, search: str) -> list[Lane]:
    """Lanes of one work centre, and the cards that a search names: order, product, operation or a scanned ref."""
    words = search.casefold().split()
    return [lane if not words else _searched(lane, words) for lane in lanes if not centre or lane.work_centre == centre]


def _searched(lane: Lane, words: Sequence[str]) -> Lane:
    cards = tuple(card for card in lane.cards if all(word in _said(card) for word in words))
    return Lane(
        work_centre=lane.work_centre,
        name=lane.name,
        seller_ref=lane.seller_ref,
        units=lane.units,
        cards=cards,
        empty_sentence=lane.empty_sentence,
        begun=lane.begun,
        wip_limit=lane.wip_limit,
        batch_max=lane.batch_max,
    )


def _said(card: OperationCard) -> str:
    picks = " ".join(value for _, value in card.summary)
    return f"{card.order_number} {card.title} {card.name} {card.work_centre_name} {card.ref} {picks}".casefold()


def _cells(cards: Iterable[OperationCard]) -> tuple[Cell, ...]:
    known = list(cards)
    coming = tuple(card for card in known if card.lane is None)
    return tuple(
        Cell(lane, LABELS[lane], tuple(c for c in known if c.lane == lane), coming if lane == LANES[0] else ())
        for lane in LANES
    )


def _counts(rows: Sequence[Row]) -> tuple[tuple[str, str, int], ...]:
    return tuple(
        (lane, LABELS[lane], sum(len(cell.cards) for row in rows for cell in row.cells if cell.lane == lane))
        for lane in LANES
    )


def loads_of(lane: Lane) -> tuple[Load, ...]:
    """What fits together at a work centre: at least two of one batch, at most as many as it takes at a time."""
    if lane.batch_max < 2:
        return ()
    found: dict[tuple[str, str], list[OperationCard]] = {}
    for card in lane.cards:
        for verb in ("start", "finish"):
            if card.batch_key and verb in card.actions and card.lane != "paused":
                found.setdefault((verb, card.batch_key), []).append(card)
    running = {key: len(cards) for (verb, key), cards in found.items() if verb == "finish"}
    loads = []
    for (verb, key), cards in found.items():
        room = lane.batch_max - (running.get(key, 0) % lane.batch_max if verb == "start" else 0)
        if min(len(cards), room) > 1:
            loads.append(Load(verb, cards[0].name, tuple(cards[:room])))
    return tuple(loads)


@dataclass(frozen=True)
class Bench:
    """The list of one work centre as the tablet shows it: in hand, the next few, the rest, just done."""

    now: tuple[OperationCard, ...]
    next: tuple[OperationCard, ...]
    later: tuple[OperationCard, ...]
    done: tuple[OperationCard, ...]


NEXT = 3


def at_the_bench(lane: Lane) -> Bench:
    """In hand is what runs or rests; of the others the first three, in the order in which they are wanted."""
    now = tuple(c for c in lane.cards if c.state == "running")
    done = tuple(c for c in lane.cards if c.lane == "done")
    waiting = [c for c in lane.cards if c not in now and c not in done]
    waiting.sort(key=lambda card: card.blocked_by is not None)  # stable: within, promise order stays
    return Bench(now, tuple(waiting[:NEXT]), tuple(waiting[NEXT:]), done)
