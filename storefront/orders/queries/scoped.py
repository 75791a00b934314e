"""Whose orders a read may see."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.sql import ColumnElement

from foundation.plain.scope import SellerScope
from storefront.orders.models import Order, OrderLine


def in_view(scope: SellerScope) -> tuple[ColumnElement[bool], ...]:
    """The clause that keeps other sellers' orders out: at least one line is of a seller in `scope`."""
    if scope.sellers is None:
        return ()
    mine = select(OrderLine.line_ref).where(
        OrderLine.order_ref == Order.order_ref, OrderLine.seller_ref.in_(sorted(scope.sellers))
    )
    return (mine.exists(),)
