"""The first page of the day. The number of statements does not grow with the shop."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.money import Money, total
from foundation.plain.scope import SellerScope
from fulfilment.api import production, purchasing, shipping, warehouse
from storefront.console.today.domain import (
    Arrival,
    Due,
    News,
    Piece,
    held_up,
    late_pieces,
    may_leave,
    ready_cards,
)
from storefront.orders.models import Order, OrderLine
from storefront.orders.queries.scoped import in_view
from storefront.payments.models import Obligation
from storefront.timeline.domain import Entry, Place
from storefront.timeline.models import TimelineEntry
from storefront.timeline.words import KINDS, label

NEWS = 8
SOON = timedelta(days=3)


@dataclass(frozen=True)
class Today:
    """`due_now` is the money that is taken by itself; `due` lists all that is still owed, the next first."""

    day: date
    late: tuple[Piece, ...]
    ready: int
    picks: int
    blocked: tuple[Piece, ...]
    to_ship: int
    due: tuple[Due, ...]
    due_now: Money
    due_later: Money
    arriving: tuple[Arrival, ...]
    news: tuple[News, ...]

    @property
    def owed(self) -> Money:
        return self.due_now + self.due_later

    @property
    def quiet(self) -> bool:
        """Nothing to do and nothing happened: a shop that has not begun to sell."""
        return not (self.late or self.ready or self.picks or self.blocked or self.to_ship or self.due or self.news)


def today(work: Work, scope: SellerScope, zone: ZoneInfo, currency: str) -> Today:
    """Everything that wants a hand today, as far as `scope` sees."""
    day = work.now().astimezone(zone).date()
    cards = [card for lane in production.board(work, scope).lanes for card in lane.cards]
    walks = warehouse.pick_lists(work, scope)
    rows = shipping.to_ship(work, scope)
    due = _due(work, scope)
    return Today(
        day=day,
        late=late_pieces(production.production_orders(work, scope), rows, day),
        ready=len(ready_cards(cards)),
        picks=sum(1 for walk in walks if not walk.blocked_by),
        blocked=held_up(cards, walks, rows),
        to_ship=len(may_leave(rows)),
        due=due,
        due_now=total((d.amount for d in due if d.on and d.amount.currency == currency), currency),
        due_later=total((d.amount for d in due if not d.on and d.amount.currency == currency), currency),
        arriving=_arriving(work, scope, day),
        news=_news(work, scope),
    )


def _due(work: Work, scope: SellerScope) -> tuple[Due, ...]:
    rows = work.session.execute(
        select(
            Order.number,
            Obligation.label,
            Obligation.amount_minor,
            Obligation.currency,
            Obligation.scheduled_for,
        )
        .join(Order, Order.order_ref == Obligation.order_ref)
        .where(Obligation.state == "open", Order.state == "placed", *in_view(scope))
        .order_by(Obligation.scheduled_for.is_(None), Obligation.scheduled_for, Order.number)
    )
    return tuple(Due(number, words, Money(minor, currency), on) for number, words, minor, currency, on in rows)


def _arriving(work: Work, scope: SellerScope, day: date) -> tuple[Arrival, ...]:
    found = [
        Arrival(order.number, order.supplier_name, line.name, line.expected, line.expected < day)
        for order in purchasing.purchase_orders(work, scope)
        for line in order.lines
        if line.received < line.quantity and line.expected <= day + SOON
    ]
    return tuple(sorted(found, key=lambda arrival: (arrival.day, arrival.number)))


def _news(work: Work, scope: SellerScope) -> tuple[News, ...]:
    rows = work.session.execute(
        select(TimelineEntry, Order.number)
        .join(Order, Order.order_ref == TimelineEntry.order_ref)
        .where(*in_view(scope))
        .order_by(TimelineEntry.id.desc())
        .limit(NEWS)
    ).all()
    titles: dict[str, dict[str, str]] = defaultdict(dict)
    for order_ref, line_ref, title in work.session.execute(
        select(OrderLine.order_ref, OrderLine.line_ref, OrderLine.title).where(
            OrderLine.order_ref.in_({row.order_ref for row, _ in rows})
        )
    ):
        titles[order_ref][line_ref] = title
    return tuple(_told(row, number, titles[row.order_ref]) for row, number in rows)


def _told(row: TimelineEntry, number: str, titles: dict[str, str]) -> News:
    entry = Entry(Place(), row.order_ref, tuple(row.line_refs), row.kind, row.audience, row.at, row.data)
    names = [titles[ref] for ref in row.line_refs if ref in titles]
    name = str(row.data.get("name") or "")
    return News(number, label(entry), KINDS[row.kind].tone, ": ".join(filter(None, (", ".join(names), name))), row.at)
