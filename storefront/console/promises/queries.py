"""What the page of promises reads."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.scope import SellerScope
from fulfilment.api.crews import centre_names
from fulfilment.api.promise import PromiseRecord, promise_record
from storefront.cart.goods import titled
from storefront.catalogue.models import Product, Variant
from storefront.orders.models import Order


@dataclass(frozen=True)
class PromisesPage:
    """The record, and what it names: orders by their ref, goods by SKU, work centres by (seller, code)."""

    record: PromiseRecord
    numbers: Mapping[str, str]
    goods: Mapping[str, str]
    centres: Mapping[tuple[str, str], str]


def promises_page(work: Work, scope: SellerScope) -> PromisesPage:
    """Eight statements; fewer where there is nothing to be named."""
    record = promise_record(work, scope)
    skus = {one.sku for one in record.broken} | {one.name for one in record.standings}
    return PromisesPage(
        record,
        _numbers(work, {one.order_ref for one in record.broken}),
        _goods(work, skus - {""}),
        centre_names(work, scope) if record.paces.centres else {},
    )


def _numbers(work: Work, refs: Collection[str]) -> dict[str, str]:
    if not refs:
        return {}
    wanted = select(Order.order_ref, Order.number).where(Order.order_ref.in_(refs))
    return {row.order_ref: row.number for row in work.session.execute(wanted)}


def _goods(work: Work, skus: Collection[str]) -> dict[str, str]:
    """As they are called today; what is not in the catalogue any more has no name."""
    if not skus:
        return {}
    wanted = select(Variant.sku, Product.name, Variant.options).join(Product, Product.id == Variant.product_id)
    rows = work.session.execute(wanted.where(Variant.sku.in_(skus)))
    return {row.sku: titled(row.name, row.options, work.locale) for row in rows}
