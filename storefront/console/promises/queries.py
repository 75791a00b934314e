"""What the page of promises reads."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.scope import SellerScope
from fulfilment.api.promise import PromiseRecord, promise_record
from storefront.orders.models import Order


@dataclass(frozen=True)
class PromisesPage:
    """The record, and the numbers of the orders that it names."""

    record: PromiseRecord
    numbers: Mapping[str, str]


def promises_page(work: Work, scope: SellerScope) -> PromisesPage:
    """Six statements."""
    record = promise_record(work, scope)
    return PromisesPage(record, _numbers(work, {one.order_ref for one in record.broken}))


def _numbers(work: Work, refs: Collection[str]) -> dict[str, str]:
    if not refs:
        return {}
    wanted = select(Order.order_ref, Order.number).where(Order.order_ref.in_(refs))
    return {row.order_ref: row.number for row in work.session.execute(wanted)}
