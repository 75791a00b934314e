"""The change requests of the sellers in view, with what they cost. Three statements."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import NotFound
from foundation.plain.money import Money
from foundation.plain.scope import SellerScope
from foundation.plain.states import State
from fulfilment.api.changes import CHANGE, ChangeView, change, change_requests
from storefront.changes.domain import Cost
from storefront.changes.models import ChangePrice
from storefront.changes.service import cost_of
from storefront.orders.models import Order, OrderLine

OPEN = ("drafted", "reserved", "awaiting_payment")


@dataclass(frozen=True)
class Request:
    """One change request. `changed` are (label, was, now); `asks`: it waits for the seller's word."""

    view: ChangeView
    shown: State
    number: str
    title: str
    changed: list[list[str]]
    cost: Cost
    repriced: bool

    @property
    def asks(self) -> bool:
        return self.view.state == "drafted"

    @property
    def open(self) -> bool:
        return self.view.state in OPEN


def requests(work: Work, scope: SellerScope) -> list[Request]:
    """Those that wait for a word first, then what is under way, then the newest."""
    views = change_requests(work, scope)
    refs = [view.ref for view in views]
    prices = {row.ref: row for row in work.session.scalars(select(ChangePrice).where(ChangePrice.ref.in_(refs)))}
    lines = {
        line_ref: (number, title)
        for line_ref, number, title in work.session.execute(
            select(OrderLine.line_ref, Order.number, OrderLine.title)
            .join(Order, Order.order_ref == OrderLine.order_ref)
            .where(OrderLine.line_ref.in_([view.line_ref for view in views]))
        )
    }
    found = [_request(view, prices[view.ref], *lines[view.line_ref]) for view in views if view.ref in prices]
    return sorted(found, key=lambda one: (not one.asks, not one.open))


def waiting(work: Work, scope: SellerScope) -> int:
    """How many wait for a word."""
    return sum(1 for view in change_requests(work, scope) if view.state == "drafted")


def in_view(work: Work, scope: SellerScope, ref: str) -> ChangeView:
    """One of the sellers in view. Raises `NotFound`."""
    found = change(work, ref)
    if not scope.covers(found.seller_ref):
        raise NotFound("There is no such change.")
    return found


def fee_asked(typed: str, currency: str) -> Money:
    """The fee as it was typed; nothing typed is none. Raises `Invalid` for what is no amount."""
    return Money.parse(typed or "0", currency)


def _request(view: ChangeView, price: ChangePrice, number: str, title: str) -> Request:
    cost, repriced = cost_of(price), price.repriced_at is not None
    return Request(view, CHANGE.states[view.state], number, title, price.changed, cost, repriced)
