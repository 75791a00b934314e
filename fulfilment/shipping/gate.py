"""The dispatch gate: what keeps fulfilment orders from leaving, gathered in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from foundation.data.work import Work
from fulfilment.orders.models import FulfilmentOrder
from fulfilment.orders.progress import dispatch_reasons
from fulfilment.production.models import Operation, ProductionOrder
from fulfilment.shipping.domain import dispatch_blockers


def blockers(work: Work, orders: Sequence[FulfilmentOrder]) -> dict[str, tuple[str, ...]]:
    """The sentences for each fulfilment order by its ref; an empty tuple means it may leave. Three statements."""
    reasons = dispatch_reasons(work, orders)
    unpacked = _unpacked(work, {order.order_ref for order in orders})
    unsettled = _unsettled(work, [order.ref for order in orders])
    found = {}
    for order in orders:
        others = sum(1 for ref in unpacked.get(order.order_ref, ()) if ref != order.ref)
        found[order.ref] = tuple(
            dispatch_blockers(
                order.state, reasons.get(order.ref, ()), order.plan_kind, others, unsettled=unsettled.get(order.ref, 0)
            )
        )
    return found


def _unpacked(work: Work, order_refs: set[str]) -> dict[str, list[str]]:
    rows = work.session.execute(
        select(FulfilmentOrder.order_ref, FulfilmentOrder.ref).where(
            FulfilmentOrder.order_ref.in_(order_refs), FulfilmentOrder.state.in_(("planned", "in_progress"))
        )
    )
    found: dict[str, list[str]] = {}
    for order_ref, ref in rows:
        found.setdefault(order_ref, []).append(ref)
    return found


def _unsettled(work: Work, refs: Sequence[str]) -> dict[str, int]:
    rows = work.session.execute(
        select(ProductionOrder.fulfilment_order_ref, func.count())
        .join(ProductionOrder.operations)
        .where(
            ProductionOrder.fulfilment_order_ref.in_(refs),
            Operation.verdict == "pass",
            Operation.undo_until > work.now(),
        )
        .group_by(ProductionOrder.fulfilment_order_ref)
    )
    return dict(rows.all())
