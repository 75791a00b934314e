"""What the store has, holds, awaits and lacks. Each read with a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import func, select

from foundation.data.work import Work
from foundation.plain.scope import SellerScope
from fulfilment.items.models import Item
from fulfilment.purchasing.domain import MaterialRow
from fulfilment.purchasing.models import PurchaseOrder, PurchaseOrderLine
from fulfilment.stock.models import Claim, StockLevel


def materials(work: Work, scope: SellerScope) -> list[MaterialRow]:
    """Every item of the sellers in view with what it has, holds, awaits and lacks, by SKU. Five statements."""
    statement = select(Item).order_by(Item.kind, Item.sku)
    if scope.sellers is not None:
        statement = statement.where(Item.seller_ref.in_(scope.sellers))
    items = work.session.scalars(statement).all()
    shelves = _sums(work, _shelf_sums())
    coming = _sums(work, _coming_sums())
    unmet = _sums(work, _unmet_sums())
    drafted = drafted_by_item(work)
    return [
        _material(item, shelves[item.id], coming[item.id], unmet[item.id], drafted.get(item.id, 0)) for item in items
    ]


def drafted_by_item(work: Work) -> dict[int, int]:
    """What is written into drafts, by the item's id. One statement."""
    rows = work.session.execute(
        select(PurchaseOrderLine.item_id, func.sum(PurchaseOrderLine.wanted))
        .join(PurchaseOrder, PurchaseOrder.id == PurchaseOrderLine.order_id)
        .where(PurchaseOrder.state == "draft")
        .group_by(PurchaseOrderLine.item_id)
    )
    return {row[0]: int(row[1]) for row in rows}


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


def _material(item: Item, shelf: Any, coming: Any, unmet: Any, drafted: int) -> MaterialRow:
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
        drafted=drafted,
        supplier=item.supplier,
        next_day=coming[2],
    )
