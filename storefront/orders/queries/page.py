"""The customer's page: the order, its way, its money, what may still be cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.money import Money
from fulfilment.api.keeping import RevisionView, revisions
from fulfilment.api.orders import Cancellability, cancellable
from storefront.orders.domain import Next, Piece, Track, next_event, track
from storefront.orders.models import Cancellation
from storefront.orders.queries.book import LineView, OrderView, order_view
from storefront.payments.queries import OrderMoney, money_of
from storefront.timeline.domain import Entry, Place
from storefront.timeline.queries import entries, place_of


@dataclass(frozen=True)
class CancelView:
    """What became of a wish to cancel: asked, done or refused, and what went back."""

    state: str
    refund: Money | None


@dataclass(frozen=True)
class OrderPage:
    """All that `/o/<token>` shows. `place` is what the stream resumes from; `at` when it was read."""

    order: OrderView
    tracks: tuple[Track, ...]
    next: Next
    entries: tuple[Entry, ...]
    money: OrderMoney | None
    cancellable: Mapping[str, Cancellability]
    cancelled: Mapping[str, CancelView]
    revisions: Mapping[str, RevisionView]
    place: Place
    at: datetime

    def line(self, line_ref: str) -> LineView:
        return next(line for line in self.order.lines if line.line_ref == line_ref)

    @property
    def placed(self) -> bool:
        return self.order.state in ("placed", "cancelled")


def order_page(work: Work, order_ref: str) -> OrderPage:
    """The page of an order in a fixed number of statements."""
    place = place_of(work, order_ref)
    order = order_view(work, order_ref)
    told = entries(work, order_ref, audience="customer")
    tracks = tuple(track(_piece(line, order), told, work.now()) for line in order.lines)
    placed = order.state in ("placed", "cancelled")
    free = cancellable(work, order_ref) if order.state == "placed" and _accepted(told) else {}
    return OrderPage(
        order=order,
        tracks=tracks,
        next=next_event(tracks, placed=placed),
        entries=told,
        money=money_of(work, order_ref),
        cancellable=free,
        cancelled=_cancellations(work, order_ref, order.currency),
        revisions=revisions(work, order_ref) if any(entry.kind == "promise_revised" for entry in told) else {},
        place=place,
        at=work.now(),
    )


def _accepted(told: tuple[Entry, ...]) -> bool:
    return any(entry.kind == "accepted" for entry in told)


def _piece(line: LineView, order: OrderView) -> Piece:
    return Piece(
        line.line_ref,
        line.title,
        tuple(stage.name for stage in line.stages),
        line.balance.minor > 0,
        line.promised,
        order.placed_at,
    )


def _cancellations(work: Work, order_ref: str, currency: str) -> dict[str, CancelView]:
    rows = work.session.scalars(select(Cancellation).where(Cancellation.order_ref == order_ref))
    return {
        row.line_ref: CancelView(row.state, Money(row.refund_minor, currency) if row.refund_minor is not None else None)
        for row in rows
    }
