"""Read models of buying, each with a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import func, select

from foundation.data.work import Work
from foundation.plain.scope import SellerScope
from fulfilment.items.models import Item, Location
from fulfilment.purchasing.domain import MaterialRow, PurchaseLineView, PurchaseOrderView
from fulfilment.purchasing.models import PurchaseOrder, PurchaseOrderLine, Supplier
from fulfilment.stock.models import Claim, StockLevel


def purchase_orders(work: Work, scope: SellerScope) -> list[PurchaseOrderView]:
    """Newest first, open ones on top. One statement."""
    statement = (
        select(PurchaseOrder, PurchaseOrderLine, Item, Supplier, Location.code)
        .join(PurchaseOrderLine, PurchaseOrderLine.order_id == PurchaseOrder.id)
        .join(Item, Item.id == PurchaseOrderLine.item_id)
        .join(Supplier, Supplier.id == PurchaseOrder.supplier_id)
        .join(Location, Location.id == PurchaseOrder.location_id)
        .order_by(PurchaseOrder.state, PurchaseOrder.id.desc(), PurchaseOrderLine.id)
        .execution_options(populate_existing=True)
    )
    if scope.sellers is not None:
        statement = statement.where(Location.seller_ref.in_(scope.sellers))
    grouped: dict[int, list[Any]] = defaultdict(list)
    for row in work.session.execute(statement):
        grouped[row[0].id].append(row)
    return [_order_view(rows, work) for rows in grouped.values()]


def _order_view(rows: list[Any], work: Work) -> PurchaseOrderView:
    order, _, _, supplier, location = rows[0]
    today = work.now().date()
    return PurchaseOrderView(
        number=order.number,
        supplier=supplier.code,
        supplier_name=supplier.name,
        location=location,
        state=order.state,
        late=any(line.expected < today and line.received < line.quantity for _, line, *_ in rows),
        lines=tuple(
            PurchaseLineView(i.sku, i.name, i.unit, ln.quantity, ln.received, ln.claimed, ln.expected)
            for _, ln, i, *_ in rows
        ),
    )


def materials(work: Work, scope: SellerScope) -> list[MaterialRow]:
    """Every item of the sellers in view with what it has, holds, awaits and lacks, by SKU. Four statements."""
    statement = select(Item).order_by(Item.kind, Item.sku)
    if scope.sellers is not None:
        statement = statement.where(Item.seller_ref.in_(scope.sellers))
    items = work.session.scalars(statement).all()
    shelves = _sums(work, _shelf_sums())
    coming = _sums(work, _coming_sums())
    unmet = _sums(work, _unmet_sums())
    return [_material(item, shelves[item.id], coming[item.id], unmet[item.id]) for item in items]


def _sums(work: Work, statement: Any) -> dict[int, Any]:
    found: dict[int, Any] = defaultdict(lambda: (0, 0, None))
    found.update({row[0]: tuple(row[1:]) for row in work.session.execute(statement)})
    return found


def _shelf_sums() -> Any:
    held = func.sum(StockLevel.reserved + StockLevel.allocated)
    return (
        select(StockLevel.item_id, func.sum(StockLevel.on_hand), held)
        .where(StockLevel.condition == "good")
        .group_by(StockLevel.item_id)
    )


def _coming_sums() -> Any:
    line = PurchaseOrderLine
    return (
        select(line.item_id, func.sum(line.quantity - line.received), func.sum(line.claimed), func.min(line.expected))
        .where(line.received < line.quantity)
        .group_by(line.item_id)
    )


def _unmet_sums() -> Any:
    """What stands on no source yet."""
    return (
        select(Claim.item_id, func.sum(Claim.quantity), func.count(), func.min(Claim.expected))
        .where(Claim.level_id.is_(None), Claim.po_line_id.is_(None), Claim.state != "issued")
        .group_by(Claim.item_id)
    )


def _material(item: Item, shelf: Any, coming: Any, unmet: Any) -> MaterialRow:
    on_hand, held = int(shelf[0]), int(shelf[1])
    incoming, on_order, to_buy = int(coming[0]), int(coming[1]), int(unmet[0])
    expected_free = on_hand - held + incoming - on_order
    return MaterialRow(
        sku=item.sku,
        name=item.name,
        unit=item.unit,
        on_hand=on_hand,
        allocated=held,
        awaited=on_order + to_buy,
        incoming=incoming,
        short=to_buy + max(item.reorder_point - expected_free, 0),
        supplier=item.supplier,
        next_day=coming[2],
    )
