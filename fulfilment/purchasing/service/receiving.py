"""Goods arrive: in part, in full, or more than was ordered."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import func, select, update

from foundation.data.audit import move
from foundation.data.sql import changed, insert_into
from foundation.data.work import Work
from foundation.plain.errors import Conflict, Invalid, NotFound
from foundation.plain.money import Money
from foundation.plain.quantity import describe, whole_positive
from foundation.plain.scope import SellerScope
from fulfilment.items.models import Item
from fulfilment.purchasing.models import GoodsReceipt, PurchaseOrder, PurchaseOrderLine
from fulfilment.purchasing.service.ordering import lines_of, locked
from fulfilment.purchasing.states import COMING, PURCHASE_ORDER_STATES
from fulfilment.stock import supply
from fulfilment.stock.domain.valuing import part
from fulfilment.stock.models import Claim, StockLevel
from fulfilment.stock.repegging import repeg
from fulfilment.stock.service import book, level_of

_REFUSED = {
    "draft": "{number} is a draft that nobody has sent. Send it first, then receive it.",
    "cancelled": "{number} is cancelled. If goods came all the same, receive them at the item, under Stock.",
}


class _Arriving(NamedTuple):
    order: PurchaseOrder
    line: PurchaseOrderLine
    item: Item


def receive_line(
    work: Work,
    scope: SellerScope,
    po_number: str,
    sku: str,
    quantity: int,
    *,
    document_line: str,
    paid: Money | None = None,
) -> None:
    """Goods of a purchase order arrive: stock grows and the lines that wait for them get them, the earlier need first.

    Idempotent per `document_line` (a line of the delivery note). `paid` is what these goods cost;
    without it the price of the order counts. Raises `Invalid` for a quantity below 1, `Conflict` for more than is still
    to come and for a draft or a cancelled order, `NotFound` for no such line.
    """
    whole_positive(quantity)
    arriving = _arriving(work, scope, po_number, sku)
    if _booked_before(work, arriving, document_line):
        return
    _refuse(arriving)
    to_come = arriving.line.quantity - arriving.line.received
    if quantity > to_come:
        raise Conflict(
            f"That is more than is still to come: {describe(to_come, arriving.item.unit)}. Keep all of it, or book "
            "only what was ordered and send the rest back."
        )
    _receive(work, arriving, quantity, document_line, paid)


def receive_with_surplus(
    work: Work,
    scope: SellerScope,
    po_number: str,
    sku: str,
    quantity: int,
    *,
    document_line: str,
    paid: Money | None = None,
) -> None:
    """The same when more came than was ordered and all of it is kept: the line grows by the surplus, which is free.

    Goods may also come after their line was complete, as long as the order was not cancelled.
    """
    whole_positive(quantity)
    arriving = _arriving(work, scope, po_number, sku)
    if _booked_before(work, arriving, document_line):
        return
    _refuse(arriving)
    line = arriving.line
    line.quantity = max(line.quantity, line.received + quantity)
    work.session.flush()
    _receive(work, arriving, quantity, document_line, paid)


def _arriving(work: Work, scope: SellerScope, number: str, sku: str) -> _Arriving:
    order = locked(work, scope, number)
    for line, item in lines_of(work, order):
        if item.sku == sku:
            return _Arriving(order, line, item)
    raise NotFound(f"Purchase order {number} has no line for {sku}.")


def _booked_before(work: Work, arriving: _Arriving, document_line: str) -> bool:
    return bool(
        work.session.scalar(select(GoodsReceipt.id).filter_by(line_id=arriving.line.id, document_line=document_line))
    )


def _refuse(arriving: _Arriving) -> None:
    sentence = _REFUSED.get(arriving.order.state)
    if sentence is not None:
        raise Conflict(sentence.format(number=arriving.order.number))


def _receive(work: Work, arriving: _Arriving, quantity: int, document_line: str, paid: Money | None) -> None:
    order, line, item = arriving
    level = level_of(work, item.id, order.location_id)
    supply.lock(work, [item.id])
    value = _value(line, quantity, paid)
    booked = work.session.execute(
        insert_into(work.session, GoodsReceipt)
        .values(line_id=line.id, document_line=document_line, quantity=quantity, value_minor=value, at=work.now())
        .on_conflict_do_nothing(index_elements=["line_id", "document_line"])
        .returning(GoodsReceipt.id)
    ).first()
    if booked is None:
        return
    _take_in(work, line.id, level, quantity, f"{order.number}/{document_line}", value)
    supply.fill_awaited(work, [item.id])
    repeg(work, [item.id])
    _move_on(work, order)


def _value(line: PurchaseOrderLine, quantity: int, paid: Money | None) -> int | None:
    """What it cost, in minor units: as the note says, else as it was ordered."""
    if paid is not None:
        if paid.minor < 0:
            raise Invalid("What was paid is zero or more.", field="paid")
        line.currency = line.currency or paid.currency
        return paid.minor
    return None if line.price_minor is None else part(line.price_minor, quantity, line.price_per)


def _take_in(work: Work, line_id: int, level: int, quantity: int, reference: str, paid: int | None) -> None:
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
    book(work, level, quantity, "receipt", reference, paid=paid)
    work.session.execute(
        update(StockLevel)
        .where(StockLevel.id == level)
        .values(reserved=StockLevel.reserved + moved["reserved"], allocated=StockLevel.allocated + moved["allocated"])
        .execution_options(synchronize_session=False)
    )


def _move_on(work: Work, order: PurchaseOrder) -> None:
    """part received, or received when nothing is to come any more."""
    missing = work.session.scalar(
        select(func.count()).where(
            PurchaseOrderLine.order_id == order.id, PurchaseOrderLine.received < PurchaseOrderLine.quantity
        )
    )
    state = "part_received" if missing else "received"
    if order.state in COMING and order.state != state:
        move(work, order, PURCHASE_ORDER_STATES, state, subject=order.number, actor="purchasing")
        work.session.flush()
