"""Read models of stock, each with a fixed number of statements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, or_, select

from foundation.data.work import Work
from foundation.plain.errors import NotFound
from foundation.plain.scope import SellerScope
from fulfilment.items.models import Item, Location
from fulfilment.stock import supply
from fulfilment.stock.domain import (
    AllocationView,
    Availability,
    ClaimRow,
    ItemPage,
    LevelRow,
    MovementRow,
    band_of,
)
from fulfilment.stock.models import Claim, StockLevel, StockMovement

PAGE = 200


def availability(work: Work, skus: Sequence[str]) -> dict[str, Availability]:
    """What may still be bought of each item; an unknown SKU is simply absent. Three statements."""
    items = supply.facts(work, set(skus))
    found = {}
    for sku, sources in supply.sources(work, items).items():
        saleable = sum(source.free for source in sources if source.level_id is not None)
        incoming = tuple((s.expected, s.free) for s in sources if s.expected is not None and s.free > 0)
        found[sku] = Availability(sku, saleable, incoming, band_of(saleable, incoming, items[sku].reorder_point))
    return found


def levels(work: Work, scope: SellerScope, *, search: str = "") -> list[LevelRow]:
    """Shelves of the sellers in view, by SKU and location; `search` looks into SKU, name and bin. One statement."""
    statement = _level_select().order_by(Item.sku, Location.code, StockLevel.condition)
    if scope.sellers is not None:
        statement = statement.where(Item.seller_ref.in_(scope.sellers))
    if search.strip():
        word = search.strip()
        statement = statement.where(
            or_(*(column.icontains(word, autoescape=True) for column in (Item.sku, Item.name, Item.bin)))
        )
    return [_level_row(row) for row in work.session.execute(statement.limit(PAGE * 5))]


def _level_select() -> Any:
    return (
        select(StockLevel, Item, Location.code.label("location"))
        .join(Item, Item.id == StockLevel.item_id)
        .join(Location, Location.id == StockLevel.location_id)
        .execution_options(populate_existing=True)
    )


def _level_row(row: Any) -> LevelRow:
    level, item = row.StockLevel, row.Item
    free = level.on_hand - level.reserved - level.allocated - item.safety_stock
    return LevelRow(
        sku=item.sku,
        name=item.name,
        unit=item.unit,
        location=row.location,
        condition=level.condition,
        on_hand=level.on_hand,
        reserved=level.reserved,
        allocated=level.allocated,
        saleable=max(free, 0) if level.condition == "good" else 0,
        reorder_point=item.reorder_point,
        bin=item.bin,
    )


def item(work: Work, scope: SellerScope, sku: str) -> ItemPage:
    """One item with its shelves, newest movements first, and who holds what. Raises `NotFound`. Four statements."""
    found = work.session.scalar(select(Item).where(Item.sku == sku))
    if found is None:
        raise NotFound(f"There is no item {sku}.")
    scope.require(found.seller_ref, "item")
    shelves = work.session.execute(_level_select().where(Item.id == found.id).order_by(Location.code))
    moves = work.session.execute(
        select(StockMovement, StockLevel.condition, Location.code)
        .join(StockLevel, StockLevel.id == StockMovement.level_id)
        .join(Location, Location.id == StockLevel.location_id)
        .where(StockLevel.item_id == found.id)
        .order_by(StockMovement.id.desc())
        .limit(PAGE)
    )
    holders = [_claim_row(row) for row in work.session.execute(_holders(found.id))]
    return ItemPage(
        sku=found.sku,
        name=found.name,
        unit=found.unit,
        kind=found.kind,
        bin=found.bin,
        levels=tuple(_level_row(row) for row in shelves),
        movements=tuple(MovementRow(m.at, code, cond, m.quantity, m.kind, m.reference) for m, cond, code in moves),
        reservations=tuple(row for row in holders if row.state == "reserved"),
        allocations=tuple(row for row in holders if row.state != "reserved"),
    )


def _holders(item_id: int) -> Any:
    return (
        select(Claim, Location.code)
        .outerjoin(StockLevel, StockLevel.id == Claim.level_id)
        .outerjoin(Location, Location.id == StockLevel.location_id)
        .where(Claim.item_id == item_id, Claim.state != "issued")
        .order_by(Claim.made_at, Claim.id)
        .limit(PAGE)
        .execution_options(populate_existing=True)
    )


def _claim_row(row: Any) -> ClaimRow:
    claim, location = row
    state = "awaited" if claim.state == "allocated" and claim.level_id is None else claim.state
    return ClaimRow(claim.line_ref, claim.operation, claim.quantity, location, state, claim.expected, claim.expires_at)


def allocations(work: Work, line_refs: Sequence[str]) -> list[AllocationView]:
    """What lines hold after payment, by line, operation and SKU. One statement."""
    rows = work.session.execute(
        select(Claim, Item.sku, Item.name, Item.unit, Item.bin, Location.code)
        .join(Item, Item.id == Claim.item_id)
        .outerjoin(StockLevel, StockLevel.id == Claim.level_id)
        .outerjoin(Location, Location.id == StockLevel.location_id)
        .where(Claim.line_ref.in_(line_refs), Claim.state != "reserved")
        .order_by(Claim.line_ref, func.coalesce(Claim.operation, 0), Item.sku, Claim.id)
        .execution_options(populate_existing=True)
    )
    return [_allocation(row) for row in rows]


def _allocation(row: Any) -> AllocationView:
    claim, sku, name, unit, bin_, location = row
    awaited = claim.state == "allocated" and claim.level_id is None
    return AllocationView(
        ref=claim.id,
        line_ref=claim.line_ref,
        operation=claim.operation,
        sku=sku,
        name=name,
        unit=unit,
        quantity=claim.quantity,
        location=location,
        bin=bin_,
        state="awaited" if awaited else claim.state,
        expected=claim.expected if awaited else None,
        on_order=awaited and claim.po_line_id is not None,
    )
