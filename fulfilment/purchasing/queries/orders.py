"""Read models of purchase orders, each with a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import case, select

from foundation.data.audit import StateChange
from foundation.data.work import Work
from foundation.plain.errors import NotFound
from foundation.plain.money import Money
from foundation.plain.scope import SellerScope
from fulfilment.items.models import Item, Location
from fulfilment.purchasing.domain import (
    ChangeRow,
    LatestReceipt,
    PurchaseLineView,
    PurchaseOrderPage,
    PurchaseOrderView,
    ReceiptRow,
    Term,
)
from fulfilment.purchasing.models import GoodsReceipt, PurchaseOrder, PurchaseOrderLine, Supplier
from fulfilment.purchasing.service.changing import ARRIVAL
from fulfilment.purchasing.states import PURCHASE_ORDER_STATES
from fulfilment.purchasing.terms import present_terms
from fulfilment.stock.wording import say_day

Terms = Mapping[tuple[str, str], Term]
_OVER = ("received", "cancelled")


def purchase_orders(work: Work, scope: SellerScope) -> list[PurchaseOrderView]:
    """What is under way on top, newest first. Two statements."""
    over = case((PurchaseOrder.state.in_(_OVER), 1), else_=0)
    rows = work.session.execute(_select(scope).order_by(over, PurchaseOrder.id.desc(), PurchaseOrderLine.id))
    grouped: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row[0].id].append(row)
    terms = present_terms(work)
    return [_order_view(found, terms, work.now().date()) for found in grouped.values()]


def purchase_order(work: Work, scope: SellerScope, number: str) -> PurchaseOrderPage:
    """One order with what was received and what happened to it. Raises `NotFound`. Four statements."""
    rows = work.session.execute(
        _select(scope).where(PurchaseOrder.number == number).order_by(PurchaseOrderLine.id)
    ).all()
    if not rows:
        raise NotFound(f"There is no purchase order {number}.")
    view = _order_view(list(rows), present_terms(work), work.now().date())
    return PurchaseOrderPage(view, _receipts(work, rows[0][0].id), _changes(work, number))


def _select(scope: SellerScope) -> Any:
    statement = (
        select(PurchaseOrder, PurchaseOrderLine, Item, Supplier, Location)
        .join(PurchaseOrderLine, PurchaseOrderLine.order_id == PurchaseOrder.id)
        .join(Item, Item.id == PurchaseOrderLine.item_id)
        .join(Supplier, Supplier.id == PurchaseOrder.supplier_id)
        .join(Location, Location.id == PurchaseOrder.location_id)
        .execution_options(populate_existing=True)
    )
    return statement if scope.sellers is None else statement.where(Location.seller_ref.in_(scope.sellers))


def _order_view(rows: list[Any], terms: Terms, today: date) -> PurchaseOrderView:
    order, _, _, supplier, location = rows[0]
    lines = tuple(_line(line, item, terms.get((supplier.code, item.sku)), today) for _, line, item, *_ in rows)
    state = PURCHASE_ORDER_STATES.states[order.state]
    return PurchaseOrderView(
        number=order.number,
        supplier=supplier.code,
        supplier_name=supplier.name,
        email=supplier.email,
        lead_days=supplier.lead_days,
        location=location.code,
        location_name=location.name,
        state=order.state,
        label=state.label,
        tone=state.tone,
        late=any(line.late for line in lines),
        placed_at=order.placed_at,
        sent_at=order.sent_at,
        note=order.note,
        their_number=order.their_number,
        lines=lines,
    )


def _line(line: PurchaseOrderLine, item: Item, term: Term | None, today: date) -> PurchaseLineView:
    return PurchaseLineView(
        sku=item.sku,
        name=item.name,
        unit=item.unit,
        wanted=line.wanted,
        quantity=line.quantity,
        received=line.received,
        claimed=line.claimed,
        expected=line.expected,
        price=Money(line.price_minor, line.currency) if line.price_minor is not None and line.currency else None,
        price_per=line.price_per,
        their_sku=term.their_sku if term else "",
        late=line.expected < today and line.received < line.quantity,
    )


def latest_receipts(work: Work, scope: SellerScope, *, limit: int = 30) -> list[LatestReceipt]:
    """What came last, whichever order it came for. One statement."""
    statement = (
        select(GoodsReceipt, Item, PurchaseOrderLine.currency, PurchaseOrder.number, Supplier.name)
        .join(PurchaseOrderLine, PurchaseOrderLine.id == GoodsReceipt.line_id)
        .join(Item, Item.id == PurchaseOrderLine.item_id)
        .join(PurchaseOrder, PurchaseOrder.id == PurchaseOrderLine.order_id)
        .join(Supplier, Supplier.id == PurchaseOrder.supplier_id)
        .join(Location, Location.id == PurchaseOrder.location_id)
        .order_by(GoodsReceipt.id.desc())
        .limit(limit)
    )
    if scope.sellers is not None:
        statement = statement.where(Location.seller_ref.in_(scope.sellers))
    rows = work.session.execute(statement)
    return [LatestReceipt(number, name, _receipt(r, item, currency)) for r, item, currency, number, name in rows]


def _receipts(work: Work, order_id: int) -> tuple[ReceiptRow, ...]:
    rows = work.session.execute(
        select(GoodsReceipt, Item, PurchaseOrderLine.currency)
        .join(PurchaseOrderLine, PurchaseOrderLine.id == GoodsReceipt.line_id)
        .join(Item, Item.id == PurchaseOrderLine.item_id)
        .where(PurchaseOrderLine.order_id == order_id)
        .order_by(GoodsReceipt.id.desc())
    )
    return tuple(_receipt(r, item, currency) for r, item, currency in rows)


def _receipt(r: GoodsReceipt, item: Item, currency: str | None) -> ReceiptRow:
    value = Money(r.value_minor, currency) if r.value_minor is not None and currency else None
    return ReceiptRow(r.at, item.sku, item.name, item.unit, r.quantity, r.document_line, value)


def _changes(work: Work, number: str) -> tuple[ChangeRow, ...]:
    rows = work.session.scalars(
        select(StateChange)
        .where(StateChange.noun.in_((ARRIVAL, PURCHASE_ORDER_STATES.noun)), StateChange.subject == number)
        .order_by(StateChange.at.desc(), StateChange.id.desc())
    )
    return tuple(_change(row) for row in rows)


def _change(row: StateChange) -> ChangeRow:
    if row.noun == ARRIVAL:
        was, now = date.fromisoformat(row.was), date.fromisoformat(row.now)
        return ChangeRow(row.at, f"{row.reason}: {say_day(now)} instead of {say_day(was)}", "", row.actor)
    return ChangeRow(row.at, PURCHASE_ORDER_STATES.states[row.now].label, row.reason, row.actor)
