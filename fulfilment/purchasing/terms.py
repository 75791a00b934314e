"""What suppliers ask today: the newest line of the price list that is valid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.money import Money
from fulfilment.items.models import Item
from fulfilment.purchasing.domain import Term
from fulfilment.purchasing.models import Supplier, SupplierTerm


def terms_of(work: Work, supplier_id: int, skus: Sequence[str]) -> dict[str, Term]:
    """The present terms of one supplier, by SKU. One statement."""
    rows = work.session.execute(_newest_last(work).where(SupplierTerm.supplier_id == supplier_id, Item.sku.in_(skus)))
    return {row.sku: _term(row[0]) for row in rows}


def present_terms(work: Work) -> dict[tuple[str, str], Term]:
    """The present terms of everybody, by supplier's code and SKU. One statement."""
    return {(row.code, row.sku): _term(row[0]) for row in work.session.execute(_newest_last(work))}


def _newest_last(work: Work) -> Any:
    """Valid today, the newest last: a dict built from it keeps that one."""
    return (
        select(SupplierTerm, Supplier.code, Item.sku)
        .join(Supplier, Supplier.id == SupplierTerm.supplier_id)
        .join(Item, Item.id == SupplierTerm.item_id)
        .where(SupplierTerm.valid_from <= work.now().date())
        .order_by(SupplierTerm.valid_from, SupplierTerm.id)
    )


def _term(row: SupplierTerm) -> Term:
    return Term(row.pack, row.minimum, Money(row.price_minor, row.currency), row.price_per, row.their_sku)
