"""Who changed what, when: the moves of everything that belongs to an order, beside what its timeline told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from sqlalchemy import select

from foundation.data.audit import StateChange
from foundation.data.work import Work
from foundation.plain.states import TransitionTable
from fulfilment.api.changes import CHANGE, changes_of_order
from fulfilment.api.orders import FULFILMENT_ORDER, OrderFulfilment
from fulfilment.api.production import OPERATION, PRODUCTION_ORDER
from fulfilment.api.shipping import SHIPMENT
from storefront.orders.queries import OrderPage
from storefront.orders.states import CANCELLATION, ORDER
from storefront.payments.states import OBLIGATION, PAYMENT, REFUND
from storefront.timeline.domain import Entry
from storefront.timeline.queries import entries
from storefront.timeline.words import KINDS, label

TABLES: Mapping[str, TransitionTable] = {
    table.noun: table
    for table in (
        ORDER,
        CANCELLATION,
        CHANGE,
        OBLIGATION,
        PAYMENT,
        REFUND,
        FULFILMENT_ORDER,
        PRODUCTION_ORDER,
        OPERATION,
        SHIPMENT,
    )
}


@dataclass(frozen=True)
class Happening:
    """One line of the history. `noun` is what moved (empty for what the customer was told), `now` the word for where
    to, `who` did it, `note` why."""

    at: datetime
    noun: str
    what: str
    now: str
    tone: str
    who: str
    note: str


def history(work: Work, page: OrderPage, found: OrderFulfilment | None, lines: frozenset[str]) -> tuple[Happening, ...]:
    """All of it, newest first. Three statements."""
    subjects = dict(_subjects(page, found, lines))
    asked = (one for one in changes_of_order(work, page.order.order_ref) if one.line_ref in lines)
    subjects |= {one.ref: page.order.titles[one.line_ref] for one in asked}
    rows = work.session.scalars(
        select(StateChange)
        .where(StateChange.noun.in_(TABLES), StateChange.subject.in_(subjects))
        .order_by(StateChange.at, StateChange.id)
    )
    moved = [_moved(row, subjects[row.subject]) for row in rows]
    said = [
        _said(entry, page)
        for entry in entries(work, page.order.order_ref)
        if lines.intersection(entry.line_refs) or (not entry.line_refs and _whole(page, lines))
    ]
    return tuple(sorted(chain(moved, said), key=lambda one: one.at, reverse=True))


def _subjects(page: OrderPage, found: OrderFulfilment | None, lines: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Everything whose moves belong here, with what it is called."""
    order = page.order
    yield order.order_ref, f"Order {order.number}"
    yield from ((ref, title) for ref, title in order.titles.items() if ref in lines)
    if page.money is not None and _whole(page, lines):
        yield from ((one.ref, one.label) for one in page.money.obligations)
        yield from ((one.ref, one.kind.capitalize()) for one in page.money.payments)
        yield from ((one.ref, "Refund") for one in page.money.refunds)
    for part in found.fulfilment_orders if found else ():
        yield part.ref, ", ".join(line.title for line in part.lines)
        yield from ((shipment.ref, f"Shipment {shipment.tracking_number}".strip()) for shipment in part.shipments)
        for made in part.production:
            yield made.ref, made.title
            yield from ((operation.ref, f"{made.title}: {operation.name}") for operation in made.operations)


def _whole(page: OrderPage, lines: frozenset[str]) -> bool:
    """Whether all of the order is in view: only then is what concerns it as a whole, its money above all."""
    return lines.issuperset(page.order.titles)


def _moved(row: StateChange, what: str) -> Happening:
    states = TABLES[row.noun].states
    word = states[row.now].label if row.now in states else row.now
    tone = states[row.now].tone if row.now in states else "neutral"
    return Happening(row.at, row.noun.capitalize(), what, word, tone, row.actor, row.reason)


def _said(entry: Entry, page: OrderPage) -> Happening:
    names = [page.order.titles[ref] for ref in entry.line_refs if ref in page.order.titles]
    to = "Told the customer" if entry.audience == "customer" else "Told the shop"
    return Happening(entry.at, to, ", ".join(names), label(entry), KINDS[entry.kind].tone, "", "")
