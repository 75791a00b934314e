"""Verbs of buying."""

from __future__ import annotations

from sqlalchemy import func, select, update

from foundation.data.audit import move
from foundation.data.sql import changed, insert_into
from foundation.data.work import Work
from foundation.plain.errors import Conflict, Invalid, NotFound
from foundation.plain.quantity import whole_positive
from foundation.plain.scope import SellerScope
from fulfilment.items.models import Item, Location
from fulfilment.items.service import item_id, location_id
from fulfilment.purchasing.domain import PurchaseOrderIn, SupplierIn
from fulfilment.purchasing.models import GoodsReceipt, PurchaseOrder, PurchaseOrderLine, Supplier
from fulfilment.purchasing.states import PURCHASE_ORDER_STATES
from fulfilment.stock import supply
from fulfilment.stock.models import Claim, StockLevel
from fulfilment.stock.service import book, level_of


def put_supplier(work: Work, scope: SellerScope, supplier: SupplierIn) -> None:
    """Suppliers are the shop's, shared by its sellers. Raises `Invalid` for a negative lead time."""
    if supplier.lead_days < 0:
        raise Invalid("A lead time is zero or more working days.", field="lead_days")
    row = work.session.scalar(select(Supplier).where(Supplier.code == supplier.code))
    if row is None:
        row = Supplier(code=supplier.code, name=supplier.name, lead_days=supplier.lead_days)
        work.session.add(row)
    row.name, row.lead_days = supplier.name, supplier.lead_days
    work.session.flush()


def place_purchase_order(work: Work, scope: SellerScope, order: PurchaseOrderIn) -> None:
    """Write an order to a supplier; lines that wait for its items stand on it from now on.

    A repeated number is a no-op. Raises `Invalid` for no lines or an item twice, `NotFound` for what is unknown.
    """
    skus = [sku for sku, _, _ in order.lines]
    if not skus or len(set(skus)) < len(skus):
        raise Invalid("A purchase order has at least one line, and each item once.", field="lines")
    supplier = work.session.scalar(select(Supplier.id).where(Supplier.code == order.supplier))
    if supplier is None:
        raise NotFound(f"There is no supplier {order.supplier}.")
    placed = work.session.execute(
        insert_into(work.session, PurchaseOrder)
        .values(
            number=order.number,
            supplier_id=supplier,
            location_id=location_id(work, scope, order.location),
            state=PURCHASE_ORDER_STATES.initial,
            placed_at=work.now(),
        )
        .on_conflict_do_nothing(index_elements=["number"])
        .returning(PurchaseOrder.id)  # the count of an INSERT with a generated key is not told by every driver
    ).first()
    if placed is not None:
        _place_lines(work, scope, order)


def _place_lines(work: Work, scope: SellerScope, order: PurchaseOrderIn) -> None:
    order_id = work.session.scalars(select(PurchaseOrder.id).where(PurchaseOrder.number == order.number)).one()
    items = [item_id(work, scope, sku) for sku, _, _ in order.lines]
    supply.lock(work, items)
    for item, (_, quantity, expected) in zip(items, order.lines, strict=True):
        work.session.add(
            PurchaseOrderLine(order_id=order_id, item_id=item, quantity=whole_positive(quantity), expected=expected)
        )
    work.session.flush()
    supply.fill_awaited(work, items)


def receive_line(
    work: Work, scope: SellerScope, po_number: str, sku: str, quantity: int, *, document_line: str
) -> None:
    """Goods of a purchase order arrive: stock grows and the lines that wait for them get them, oldest first.

    Idempotent per `document_line` (a line of the delivery note). Raises `Conflict` for more than is still to come.
    """
    whole_positive(quantity)
    line_id, item, location = _line(work, scope, po_number, sku)
    level = level_of(work, item, location)
    supply.lock(work, [item])
    booked = work.session.execute(
        insert_into(work.session, GoodsReceipt)
        .values(line_id=line_id, document_line=document_line, quantity=quantity, at=work.now())
        .on_conflict_do_nothing(index_elements=["line_id", "document_line"])
        .returning(GoodsReceipt.id)
    ).first()
    if booked is None:
        return
    _take_in(work, line_id, level, quantity, f"{po_number}/{document_line}")
    supply.fill_awaited(work, [item])
    _close_when_complete(work, po_number)


def _line(work: Work, scope: SellerScope, po_number: str, sku: str) -> tuple[int, int, int]:
    row = work.session.execute(
        select(PurchaseOrderLine.id, PurchaseOrderLine.item_id, PurchaseOrder.location_id, Location.seller_ref)
        .join(PurchaseOrder, PurchaseOrder.id == PurchaseOrderLine.order_id)
        .join(Location, Location.id == PurchaseOrder.location_id)
        .join(Item, Item.id == PurchaseOrderLine.item_id)
        .where(PurchaseOrder.number == po_number, Item.sku == sku)
    ).first()
    if row is None:
        raise NotFound(f"Purchase order {po_number} has no line for {sku}.")
    scope.require(row.seller_ref, "purchase order")
    return row[0], row[1], row[2]


def _take_in(work: Work, line_id: int, level: int, quantity: int, reference: str) -> None:
    """Move claims from the purchase order line to the shelf, first come first served; the last may move in part."""
    claims = supply.claims_of(work, Claim.po_line_id == line_id)
    left, moved = quantity, {"reserved": 0, "allocated": 0}
    for claim in claims:
        part = min(left, claim.quantity)
        if part:
            supply.stand_on(work, claim, part, level, None, None)
            moved[claim.state] += part
            left -= part
    work.session.flush()
    line = PurchaseOrderLine
    taken = work.session.execute(
        update(line)
        .where(line.id == line_id, line.quantity - line.received >= quantity)
        .values(received=line.received + quantity, claimed=line.claimed - sum(moved.values()))
        .execution_options(synchronize_session=False)
    )
    if not changed(taken):
        raise Conflict("That is more than is still to come on this order. Book the rest as a receipt of its own.")
    book(work, level, quantity, "receipt", reference)
    work.session.execute(
        update(StockLevel)
        .where(StockLevel.id == level)
        .values(reserved=StockLevel.reserved + moved["reserved"], allocated=StockLevel.allocated + moved["allocated"])
        .execution_options(synchronize_session=False)
    )


def _close_when_complete(work: Work, po_number: str) -> None:
    open_lines = work.session.scalar(
        select(func.count())
        .select_from(PurchaseOrderLine)
        .join(PurchaseOrder, PurchaseOrder.id == PurchaseOrderLine.order_id)
        .where(PurchaseOrder.number == po_number, PurchaseOrderLine.received < PurchaseOrderLine.quantity)
    )
    if not open_lines:
        order = work.session.scalars(select(PurchaseOrder).where(PurchaseOrder.number == po_number)).one()
        if order.state == "open":
            move(work, order, PURCHASE_ORDER_STATES, "received", subject=po_number, actor="purchasing")
