"""How a fulfilment order moves on: one place for every change of its state and its lines' counters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from foundation.data.audit import move
from foundation.data.work import Work
from foundation.plain.errors import NotFound
from foundation.plain.scope import SellerScope
from fulfilment.api.events import LinePacked, LinePicked
from fulfilment.orders.models import FulfilmentHold, FulfilmentLine, FulfilmentOrder
from fulfilment.orders.states import DISPATCH, FULFILMENT_ORDER


def locked(work: Work, scope: SellerScope, refs: Sequence[str]) -> list[FulfilmentOrder]:
    """The fulfilment orders, locked in ascending order and read afresh; raises `NotFound` if one is not in scope."""
    rows = work.session.scalars(
        select(FulfilmentOrder)
        .where(FulfilmentOrder.ref.in_(refs))
        .order_by(FulfilmentOrder.ref)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if not rows or len(rows) != len(set(refs)):
        raise NotFound("There is no such fulfilment order.")
    for row in rows:
        scope.require(row.seller_ref, "fulfilment order")
        work.session.expire(row, ["lines"])
    return list(rows)


def locked_of_order(work: Work, order_ref: str) -> list[FulfilmentOrder]:
    """Every fulfilment order of an order, locked in ascending order; empty when none was accepted."""
    refs = work.session.scalars(select(FulfilmentOrder.ref).where(FulfilmentOrder.order_ref == order_ref)).all()
    return locked(work, SellerScope(None), refs) if refs else []


def shift(work: Work, order: FulfilmentOrder, state: str, actor: str, reason: str = "") -> None:
    """Move the order along its table and leave the audit row."""
    move(work, order, FULFILMENT_ORDER, state, subject=order.ref, actor=actor, reason=reason)


def live(order: FulfilmentOrder) -> list[FulfilmentLine]:
    return [line for line in order.lines if not line.cancelled]


def begin(work: Work, order: FulfilmentOrder, actor: str) -> None:
    """Somebody has begun: a planned order is in progress now."""
    if order.state == "planned":
        shift(work, order, "in_progress", actor)


def rest(work: Work, order: FulfilmentOrder, actor: str) -> None:
    """The only tap was taken back: nothing has been done yet."""
    if order.state == "in_progress":
        shift(work, order, "planned", actor, "taken back")


def pack_if_complete(work: Work, order: FulfilmentOrder, actor: str) -> None:
    """When every live line is packed the order is packed, and its lines are told so."""
    lines = live(order)
    if order.state == "in_progress" and lines and all(line.packed == line.quantity for line in lines):
        shift(work, order, "packed", actor)
        order.packed_at = work.now()
        work.session.flush()
        work.emit(LinePacked(order.order_ref, tuple(line.line_ref for line in lines), work.now()))


def unpack(work: Work, order: FulfilmentOrder, actor: str, reason: str) -> None:
    """A packed order is open again, before anything of it has left."""
    if order.state == "packed":
        shift(work, order, "in_progress", actor, reason)
        order.packed_at = None


def tell_picked(work: Work, order_ref: str, line_ref: str) -> bool:
    """Emit `LinePicked` when every part of the line, wherever it lies, was taken; True then."""
    parts = work.session.scalars(select(FulfilmentLine).where(FulfilmentLine.line_ref == line_ref)).all()
    complete = all(part.picked == part.quantity for part in parts)
    if complete:
        work.emit(LinePicked(order_ref, (line_ref,), work.now()))
    return complete


def open_holds(work: Work, line_refs: Iterable[str], gate: str | None = None) -> list[FulfilmentHold]:
    """Live holds on these lines, oldest first; with `gate`, only those that close it."""
    wanted = select(FulfilmentHold).where(
        FulfilmentHold.line_ref.in_(list(line_refs)), FulfilmentHold.released_at.is_(None)
    )
    if gate is not None:
        wanted = wanted.where(FulfilmentHold.gate == gate)
    return list(work.session.scalars(wanted.order_by(FulfilmentHold.placed_at, FulfilmentHold.id)))


def dispatch_reasons(work: Work, orders: Iterable[FulfilmentOrder]) -> dict[str, tuple[str, ...]]:
    """The sentences that keep each fulfilment order from leaving because of holds, by its ref. One statement."""
    by_line = {line.line_ref: order.ref for order in orders for line in live(order)}
    found: dict[str, list[str]] = {}
    for hold in open_holds(work, by_line, DISPATCH):
        found.setdefault(by_line[hold.line_ref], []).append(hold.reason)
    return {ref: tuple(reasons) for ref, reasons in found.items()}
