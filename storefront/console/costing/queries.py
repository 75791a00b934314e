"""What was paid for the lines that costs are known of, without tax. One statement."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.money import Money
from storefront.orders.models import Order, OrderLine


def net_prices(work: Work, line_refs: Collection[str]) -> dict[str, Money]:
    """By line; delivery is not in it."""
    rows = work.session.execute(
        select(OrderLine.line_ref, OrderLine.amount_minor, OrderLine.tax_minor, OrderLine.tax_inclusive, Order.currency)
        .join(Order, Order.order_ref == OrderLine.order_ref)
        .where(OrderLine.line_ref.in_(line_refs))
    )
    return {
        row.line_ref: Money(row.amount_minor - (row.tax_minor if row.tax_inclusive else 0), row.currency)
        for row in rows
    }
