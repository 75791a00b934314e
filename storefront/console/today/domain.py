"""Today's work as plain values: what is late, what may begin, what stands still and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from foundation.plain.money import Money
from fulfilment.api.production import OperationCard, ProductionOrderView
from fulfilment.api.shipping import ToShipRow
from fulfilment.api.warehouse import PickListView

FINISHED = ("completed", "closed", "cancelled")


@dataclass(frozen=True)
class Piece:
    """Something of an order that wants to be looked at: `why` in one sentence."""

    order_number: str
    title: str
    why: str
    due: date | None


@dataclass(frozen=True)
class Arrival:
    """Goods on the way in; `late` when their day is over."""

    number: str
    supplier: str
    what: str
    day: date
    late: bool


@dataclass(frozen=True)
class Due:
    """What is still owed on one order; `on` is when it is taken, None while the piece is not ready."""

    order_number: str
    label: str
    amount: Money
    on: datetime | None


@dataclass(frozen=True)
class News:
    """One entry of the timeline, as the console tells it."""

    order_number: str
    label: str
    tone: str
    what: str
    at: datetime


def late_pieces(orders: Iterable[ProductionOrderView], rows: Iterable[ToShipRow], today: date) -> tuple[Piece, ...]:
    """Made pieces whose promised day has come while they are still here, the most urgent first."""
    found = [
        Piece(order.order_number, order.title, f"{order.label}: step {_step(order)}", order.promised)
        for order in orders
        if order.state not in FINISHED and order.promised < today
    ]
    found += [
        Piece(row.order_number, ", ".join(row.titles), "Packed, and still in the house", row.promised)
        for row in rows
        if row.promised is not None and row.promised < today
    ]
    return tuple(sorted(found, key=lambda piece: (piece.due or today, piece.order_number)))


def _step(order: ProductionOrderView) -> str:
    done = sum(1 for operation in order.operations if operation.state == "done")
    return f"{min(done + 1, len(order.operations))} of {len(order.operations)}"


def ready_cards(cards: Iterable[OperationCard]) -> tuple[OperationCard, ...]:
    """Operations that somebody could start now."""
    return tuple(card for card in cards if card.state == "ready" and "start" in card.actions)


def held_up(
    cards: Iterable[OperationCard], walks: Iterable[PickListView], rows: Iterable[ToShipRow]
) -> tuple[Piece, ...]:
    """What stands still with the sentence that says why: at the bench, at the shelf, at the door."""
    found = [
        Piece(card.order_number, f"{card.title}: {card.name}", card.blocked_by, card.due)
        for card in cards
        if card.state == "ready" and card.blocked_by
    ]
    found += [
        Piece(walk.order_number, walk.tasks[0].name if walk.tasks else "Pick list", walk.blocked_by, None)
        for walk in walks
        if walk.blocked_by
    ]
    found += [
        Piece(row.order_number, ", ".join(row.titles), row.blockers[0], row.promised) for row in rows if row.blockers
    ]
    return tuple(found)


def may_leave(rows: Iterable[ToShipRow]) -> tuple[ToShipRow, ...]:
    """Packed rows that nothing keeps from leaving."""
    return tuple(row for row in rows if not row.blockers)
