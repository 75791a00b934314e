"""Read models of suppliers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from foundation.data.work import Work
from foundation.plain.errors import NotFound
from foundation.plain.money import Money
from foundation.plain.scope import SellerScope
from fulfilment.items.models import Item, Location
from fulfilment.purchasing.domain import SupplierPage, SupplierRow, TermRow
from fulfilment.purchasing.models import PurchaseOrder, Supplier, SupplierTerm
from fulfilment.purchasing.service.suppliers import in_view


def suppliers(work: Work, scope: SellerScope) -> list[SupplierRow]:
    """Suppliers of the sellers in view, by name. One statement."""
    return [_row(row) for row in work.session.execute(_select(scope))]


def _select(scope: SellerScope) -> Any:
    items = select(func.count()).where(Item.supplier == Supplier.code)
    orders = (
        select(func.count())
        .join(Location, Location.id == PurchaseOrder.location_id)
        .where(PurchaseOrder.supplier_id == Supplier.id, PurchaseOrder.state.not_in(("received", "cancelled")))
        .select_from(PurchaseOrder)
    )
    if scope.sellers is not None:
        items = items.where(Item.seller_ref.in_(scope.sellers))
        orders = orders.where(Location.seller_ref.in_(scope.sellers))
    return (
        select(Supplier, items.scalar_subquery().label("items"), orders.scalar_subquery().label("orders"))
        .where(in_view(scope))
        .order_by(Supplier.name, Supplier.code)
        .execution_options(populate_existing=True)
    )


def _row(row: Any) -> SupplierRow:
    s = row[0]
    return SupplierRow(s.code, s.name, s.email, s.lead_days, int(row.items), int(row.orders))


def supplier(work: Work, scope: SellerScope, code: str) -> SupplierPage:
    """One supplier with items and price list. Raises `NotFound`. Three statements."""
    found = work.session.execute(_select(scope).where(Supplier.code == code)).first()
    if found is None:
        raise NotFound(f"There is no supplier {code}.")
    items = select(Item.sku, Item.name, Item.unit).where(Item.supplier == code).order_by(Item.sku)
    terms = (
        select(SupplierTerm, Item)
        .join(Item, Item.id == SupplierTerm.item_id)
        .where(SupplierTerm.supplier_id == found[0].id)
        .order_by(Item.sku, SupplierTerm.valid_from.desc(), SupplierTerm.id.desc())
    )
    if scope.sellers is not None:
        items = items.where(Item.seller_ref.in_(scope.sellers))
        terms = terms.where(Item.seller_ref.in_(scope.sellers))
    rows = work.session.execute(terms).all()
    return SupplierPage(
        _row(found), tuple((r.sku, r.name, r.unit) for r in work.session.execute(items)), _terms(work, rows)
    )


def _terms(work: Work, rows: Any) -> tuple[TermRow, ...]:
    """Newest first within an item: the first that is valid is the present one."""
    today, seen, found = work.now().date(), set[str](), []
    for term, item in rows:
        current = term.valid_from <= today and item.sku not in seen
        if current:
            seen.add(item.sku)
        price = Money(term.price_minor, term.currency)
        found.append(
            TermRow(
                item.sku, item.name, item.unit, term.valid_from, price, term.price_per, term.pack, term.minimum,
                term.their_sku, current, current or term.valid_from > today,
            )
        )  # fmt: skip
    return tuple(found)
