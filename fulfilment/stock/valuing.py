"""What goods are worth when they move: the moving average of an item over all its shelves, kept under its lock."""

from __future__ import annotations

from sqlalchemy import func, select

from foundation.data.work import Work
from fulfilment.items.models import Item
from fulfilment.purchasing.models import Supplier, SupplierTerm
from fulfilment.stock.domain.valuing import Purse, part, take_in, take_out
from fulfilment.stock.models import ItemValue, StockLevel, StockMovement


def value_move(work: Work, level_id: int, quantity: int, paid: int | None) -> int | None:
    """The worth of a movement that is about to be booked, signed like `quantity`, with the item's purse moved by it.

    `paid` is what these very goods have cost, in minor units; without it goods come in at the supplier's present
    price, or at the average. Callers hold the item's lock. Two statements and a flush.
    """
    item, on_hand = work.session.execute(
        select(StockLevel.item_id, func.sum(StockLevel.on_hand))
        .where(StockLevel.item_id == select(StockLevel.item_id).where(StockLevel.id == level_id).scalar_subquery())
        .group_by(StockLevel.item_id)
    ).one()
    row = work.session.get(ItemValue, item, populate_existing=True)
    purse = Purse(row.value_minor, row.opening_minor, row.last_minor, row.last_per) if row else None
    if quantity < 0:
        purse, worth = take_out(purse, int(on_hand), -quantity)
        worth = None if worth is None else -worth
    else:
        known = list_price(work, item, quantity) if paid is None and purse is None else paid
        purse, worth = take_in(purse, int(on_hand), quantity, known)
    _keep(work, item, row, purse)
    return worth


def _keep(work: Work, item: int, row: ItemValue | None, purse: Purse | None) -> None:
    if purse is None:
        return
    if row is None:
        row = ItemValue(item_id=item)
        work.session.add(row)
    row.value_minor, row.opening_minor, row.last_minor, row.last_per = purse
    work.session.flush()


def list_price(work: Work, item: int, quantity: int) -> int | None:
    """What so much costs at the present terms of the item's usual supplier, in minor units; None without a price."""
    term = work.session.execute(
        select(SupplierTerm.price_minor, SupplierTerm.price_per)
        .join(Supplier, Supplier.id == SupplierTerm.supplier_id)
        .join(Item, (Item.id == SupplierTerm.item_id) & (Item.supplier == Supplier.code))
        .where(SupplierTerm.item_id == item, SupplierTerm.valid_from <= work.now().date())
        .order_by(SupplierTerm.valid_from.desc(), SupplierTerm.id.desc())
        .limit(1)
    ).first()
    return part(term.price_minor, quantity, term.price_per) if term else None


def worth_taken(work: Work, level_id: int, reference: str) -> int | None:
    """What is still out of a level under `reference`, in minor units: what a return brings back."""
    rows = work.session.scalars(
        select(StockMovement.value_minor).where(
            StockMovement.level_id == level_id,
            StockMovement.reference == reference,
            StockMovement.kind.in_(("issue", "return")),
        )
    ).all()
    known = [value for value in rows if value is not None]
    return -sum(known) if known and len(known) == len(rows) else None
