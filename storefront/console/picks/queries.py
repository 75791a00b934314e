"""What waits at the packing bench."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import NotFound
from foundation.plain.scope import SellerScope
from fulfilment.api.orders import FulfilmentOrderView, OrderFulfilment, fulfilment_of
from fulfilment.api.warehouse import PackingPage, packing
from storefront.orders.models import Order, OrderLine
from storefront.orders.queries import OrderView, order_view
from storefront.orders.queries.scoped import in_view
from storefront.timeline.models import TimelineEntry

# Taken from the shelf, and what ends the wait for a box.
_PICKED, _SETTLED = "picked", ("packed", "cancelled", "handed_over")


@dataclass(frozen=True)
class Waiting:
    """Picked lines of one order that nobody has packed yet."""

    number: str
    titles: tuple[str, ...]


def to_pack(work: Work, scope: SellerScope) -> tuple[Waiting, ...]:
    """Orders with picked lines that are not packed, the longest picked first. One statement."""
    rows = work.session.execute(
        select(TimelineEntry.kind, TimelineEntry.line_refs, Order.number)
        .join(Order, Order.order_ref == TimelineEntry.order_ref)
        .where(
            Order.state == "placed",
            Order.fulfilment_status.not_in(("delivered", "cancelled")),
            TimelineEntry.kind.in_((_PICKED, *_SETTLED)),
            *in_view(scope),
        )
        .order_by(TimelineEntry.id)
    )
    waiting: dict[str, dict[str, None]] = defaultdict(dict)
    for kind, line_refs, number in rows:
        for ref in line_refs:
            if kind == _PICKED:
                waiting[number][ref] = None
            else:
                waiting[number].pop(ref, None)
    titles = _titles(work, scope, [ref for refs in waiting.values() for ref in refs])
    found = [Waiting(number, tuple(titles[ref] for ref in refs if ref in titles)) for number, refs in waiting.items()]
    return tuple(one for one in found if one.titles)


def _titles(work: Work, scope: SellerScope, refs: list[str]) -> dict[str, str]:
    rows = work.session.execute(
        select(OrderLine.line_ref, OrderLine.title, OrderLine.quantity, OrderLine.seller_ref).where(
            OrderLine.line_ref.in_(refs)
        )
    )
    return {
        row.line_ref: row.title if row.quantity == 1 else f"{row.quantity} × {row.title}"
        for row in rows
        if scope.covers(row.seller_ref)
    }


@dataclass(frozen=True)
class Slip:
    """A packing slip: where it goes and what is inside."""

    order: OrderView
    part: FulfilmentOrderView


def slip(work: Work, scope: SellerScope, fulfilment_order_ref: str) -> Slip:
    """The slip of one fulfilment order. Raises `NotFound` outside `scope`."""
    bench: PackingPage = packing(work, scope, fulfilment_order_ref)
    found: OrderFulfilment = fulfilment_of(work, scope, bench.order_ref)
    part = next((one for one in found.fulfilment_orders if one.ref == fulfilment_order_ref), None)
    if part is None:
        raise NotFound("There is no such fulfilment order.")
    return Slip(order_view(work, bench.order_ref), part)


def next_to_pack(work: Work, scope: SellerScope, order_ref: str) -> str | None:
    """The first part of the order whose pieces are all there and that is not packed; None when there is none."""
    for part in fulfilment_of(work, scope, order_ref).fulfilment_orders:
        lines = [line for line in part.lines if not line.cancelled]
        there = lines and all(line.picked + line.made >= line.quantity for line in lines)
        if part.state in ("planned", "in_progress") and there:
            return part.ref
    return None
