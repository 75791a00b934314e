"""Which order waits for which supply, what that threatens, and what to order about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select

from foundation.data.work import Work
from foundation.plain.errors import NotFound
from foundation.plain.scope import SellerScope
from fulfilment.items.models import Item, Location
from fulfilment.orders.models import FulfilmentLine, FulfilmentOrder
from fulfilment.purchasing.domain import ItemPegs, Lack, PegView, Shortage, Source, Suggestion
from fulfilment.purchasing.domain.shortages import pressing, shortage
from fulfilment.purchasing.domain.suggesting import orphans, suggestions
from fulfilment.purchasing.models import PurchaseOrder, PurchaseOrderLine, Supplier
from fulfilment.purchasing.queries.materials import drafted_by_item, materials
from fulfilment.purchasing.service.suppliers import in_view
from fulfilment.purchasing.terms import present_terms
from fulfilment.stock.models import Claim, StockLevel
from fulfilment.stock.repegging import Needed, needed
from fulfilment.stock.wording import add_working_days


@dataclass(frozen=True)
class ToOrder:
    """Suggestions by supplier, and what is short without one."""

    suggestions: tuple[Suggestion, ...]
    orphans: tuple[Lack, ...]
    today: date


def pegging(work: Work, scope: SellerScope, sku: str) -> ItemPegs:
    """Who holds what of one item, and what it stands on. Raises `NotFound`. Five statements."""
    item = work.session.scalar(select(Item).where(Item.sku == sku))
    if item is None:
        raise NotFound(f"There is no item {sku}.")
    scope.require(item.seller_ref, "item")
    found = _pegs(work, Claim.item_id == item.id)
    return found.get(sku, ItemPegs(sku, item.name, item.unit, item.supplier, ()))


def shortages(work: Work, scope: SellerScope) -> list[Shortage]:
    """What does not come in time for everybody, the most pressing first. Five statements."""
    off_shelf: ColumnElement[bool] = Claim.level_id.is_(None)
    if scope.sellers is not None:
        off_shelf &= Item.seller_ref.in_(scope.sellers)
    drafted = drafted_by_item(work)
    items = {row.sku: row.id for row in work.session.execute(select(Item.sku, Item.id))} if drafted else {}
    found = _pegs(work, off_shelf).values()
    rows = [shortage(one, drafted.get(items.get(one.sku, 0), 0)) for one in found]
    return pressing([row for row in rows if row is not None])


def _pegs(work: Work, condition: Any) -> dict[str, ItemPegs]:
    rows = work.session.execute(
        select(Claim, Item, PurchaseOrder.number, PurchaseOrderLine.expected, Location.code, Supplier.lead_days)
        .join(Item, Item.id == Claim.item_id)
        .outerjoin(Supplier, Supplier.code == Item.supplier)
        .outerjoin(PurchaseOrderLine, PurchaseOrderLine.id == Claim.po_line_id)
        .outerjoin(PurchaseOrder, PurchaseOrder.id == PurchaseOrderLine.order_id)
        .outerjoin(StockLevel, StockLevel.id == Claim.level_id)
        .outerjoin(Location, Location.id == StockLevel.location_id)
        .where(condition, Claim.state != "issued")
        .order_by(Claim.made_at, Claim.id)
        .execution_options(populate_existing=True)
    ).all()
    lines = {row[0].line_ref for row in rows}
    days, names, today = needed(work, lines), _names(work, lines), work.now().date()
    grouped: dict[str, list[PegView]] = defaultdict(list)
    items: dict[str, Item] = {}
    for row in rows:
        items[row[1].sku] = row[1]
        grouped[row[1].sku].append(_peg(row, days, names, today))
    return {
        sku: ItemPegs(sku, items[sku].name, items[sku].unit, items[sku].supplier, tuple(sorted(pegs, key=_first)))
        for sku, pegs in grouped.items()
    }


def _first(one: PegView) -> tuple[date, date, str]:
    return one.needed_on or date.max, one.promised or date.max, one.line_ref


def _names(work: Work, line_refs: Collection[str]) -> dict[str, tuple[str, str]]:
    """Order number and title by line."""
    rows = work.session.execute(
        select(FulfilmentLine.line_ref, FulfilmentOrder.order_number, FulfilmentLine.title)
        .join(FulfilmentOrder, FulfilmentOrder.ref == FulfilmentLine.fulfilment_order_ref)
        .where(FulfilmentLine.line_ref.in_(line_refs))
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def _peg(row: Any, days: Needed, names: dict[str, tuple[str, str]], today: date) -> PegView:
    claim, item, number, expected, place, lead = row
    source = "shelf" if claim.level_id is not None else "order" if claim.po_line_id is not None else "nothing"
    here_on = max(expected, today) if source == "order" else None
    if source == "nothing" and lead is not None:
        here_on = add_working_days(today, lead)
    order_number, title = names.get(claim.line_ref, ("", ""))
    by, promised = days.by((claim.line_ref, claim.operation)), days.promised(claim.line_ref)
    return PegView(
        sku=item.sku,
        line_ref=claim.line_ref,
        order_number=order_number,
        title=title,
        operation=claim.operation,
        quantity=claim.quantity,
        source=source,
        number=number or "",
        place=place or "",
        here_on=here_on,
        needed_on=None if by == date.max else by,
        promised=None if promised == date.max else promised,
        spare_days=days.spare(claim.line_ref),
        reserved=claim.state == "reserved",
    )


def to_order(work: Work, scope: SellerScope) -> ToOrder:
    """What to order, by supplier and place. Twelve statements."""
    sources = _sources(work, scope)
    lacks = _lacks(work, scope)
    today = work.now().date()
    found = suggestions(lacks, sources, present_terms(work), today)
    return ToOrder(tuple(found), tuple(orphans(lacks, sources)), today)


def _sources(work: Work, scope: SellerScope) -> dict[str, Source]:
    rows = work.session.execute(
        select(Supplier.code, Supplier.name, Supplier.lead_days, Supplier.email).where(in_view(scope))
    )
    return {row.code: Source(*row) for row in rows}


def _lacks(work: Work, scope: SellerScope) -> list[Lack]:
    rows = [row for row in materials(work, scope) if row.short]
    unmet = Claim.level_id.is_(None) & Claim.po_line_id.is_(None)
    pegs = _pegs(work, unmet & Item.sku.in_([row.sku for row in rows]))
    places = _places(work, [row.sku for row in rows])
    found = []
    for row in rows:
        waiting = pegs[row.sku].pegs if row.sku in pegs else ()
        for_orders = sum(one.quantity for one in waiting)
        found.append(
            Lack(
                sku=row.sku,
                name=row.name,
                unit=row.unit,
                location=places.get(row.sku, ""),
                for_orders=for_orders,
                to_fill=max(row.short - for_orders, 0),
                drafted=row.drafted,
                needed_on=min((one.needed_on for one in waiting if one.needed_on), default=None),
                supplier=row.supplier,
                lines=len({one.line_ref for one in waiting}),
            )
        )
    return found


def _places(work: Work, skus: Collection[str]) -> dict[str, str]:
    """Where an item is delivered: where most of it lies, else the seller's workshop (or warehouse for goods)."""
    kept = work.session.execute(
        select(Item.sku, Location.code)
        .join(StockLevel, StockLevel.item_id == Item.id)
        .join(Location, Location.id == StockLevel.location_id)
        .where(Item.sku.in_(skus))
        .order_by(StockLevel.on_hand, StockLevel.id.desc())
    )
    own = work.session.execute(
        select(Item.sku, Item.kind, Location.code, Location.kind.label("place"))
        .join(Location, Location.seller_ref == Item.seller_ref)
        .where(Item.sku.in_(skus))
        .order_by(Location.id.desc())
    ).all()
    fits = {"material": "workshop", "variant": "warehouse"}
    found = {row.sku: row.code for row in own}
    found |= {row.sku: row.code for row in own if fits[row.kind] == row.place}
    return found | {row.sku: row.code for row in kept}
