"""A line as it was sold, with its model: what every page and verb of changes begins with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from foundation.data.work import Work
from foundation.plain.errors import Conflict, NotFound
from foundation.plain.money import Money
from storefront.changes.domain import LineSold
from storefront.configurator.domain import Model
from storefront.configurator.queries import load_snapshot, sold_model
from storefront.configurator.values import Snapshot
from storefront.mount.config import Settings
from storefront.orders.models import Order, OrderLine

NO_LINE = "There is no such line in this order."
NOT_MADE = "This comes from the shelf as it is, so there is nothing to change. You can cancel it while it is here."
REPLACEMENT = "This makes good what was wrong, just as you ordered it. Write to us if it should be another."
NOT_PLACED = "This order is not placed, so there is nothing to change."


@dataclass(frozen=True)
class Sold:
    """A made line: the order's row values that changes need, the snapshot it was sold as, and its model."""

    order_ref: str
    order_number: str
    line_ref: str
    title: str
    slug: str
    seller_ref: str
    currency: str
    line: LineSold
    snapshot: Snapshot
    model: Model


def sold_line(work: Work, order_ref: str, line_ref: str) -> Sold:
    """Raises `NotFound` for a line of another order or from the shelf, `Conflict` for an order that is not placed."""
    order = work.session.get(Order, order_ref)
    row = work.session.get(OrderLine, line_ref)
    if order is None or row is None or row.order_ref != order_ref:
        raise NotFound(NO_LINE)
    if row.work_spec is None or row.snapshot_ref is None:
        raise NotFound(NOT_MADE)
    if order.state != "placed":
        raise Conflict(NOT_PLACED)
    if not order.total_minor:  # there is no price that a difference could be taken from
        raise Conflict(REPLACEMENT)
    snapshot = load_snapshot(work, row.snapshot_ref)
    return Sold(
        order_ref=order_ref,
        order_number=order.number,
        line_ref=line_ref,
        title=row.title,
        slug=row.slug,
        seller_ref=row.seller_ref,
        currency=order.currency,
        line=line_sold(row, order.currency),
        snapshot=snapshot,
        model=sold_model(work, snapshot.model_hash, snapshot.rules_version),
    )


def line_sold(row: OrderLine, currency: str) -> LineSold:
    return LineSold(
        row.quantity, Money(row.amount_minor, currency), Money(row.fee_minor, currency), row.tax_rate, row.tax_inclusive
    )


def fence_of(settings: Settings) -> timedelta:
    """From how long before its work begins nothing can be changed any more."""
    return timedelta(minutes=settings.change_fence_minutes)
