"""How far lines have come, read for the decision whether they may be cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.money import Money
from fulfilment.api.workspec import WorkSpec
from fulfilment.capacity.domain import BookingView
from fulfilment.capacity.service import bookings
from fulfilment.keeping.queries import revisions
from fulfilment.orders.domain.cancelling import LineProgress, committed_cost
from fulfilment.orders.models import AcceptedOrder, FulfilmentLine, FulfilmentOrder
from fulfilment.production.models import Operation, ProductionOrder
from fulfilment.shipping.models import Shipment, ShipmentMember
from fulfilment.shipping.states import LIVE


def line_progress(work: Work, order_ref: str, orders: Sequence[FulfilmentOrder]) -> dict[str, LineProgress]:
    """Each line of an order by its ref; a line split over fulfilment orders counts as far as its furthest part."""
    currency = work.session.scalar(select(AcceptedOrder.currency).where(AcceptedOrder.order_ref == order_ref))
    if currency is None:
        return {}
    labelled = _labelled(work, [order.ref for order in orders])
    operations = _operations(work, order_ref)
    booked, moved = bookings(work, list(operations)), _moved(work, order_ref)
    parts: dict[str, list[FulfilmentLine]] = {}
    for order in orders:
        for line in order.lines:
            parts.setdefault(line.line_ref, []).append(line)
    return {
        ref: replace(_progress(ref, some, operations.get(ref, []), labelled, booked, currency), moved=ref in moved)
        for ref, some in parts.items()
    }


def _progress(
    ref: str,
    parts: Sequence[FulfilmentLine],
    operations: Sequence[Operation],
    labelled: set[str],
    booked: dict[tuple[str, int], BookingView],
    currency: str,
) -> LineProgress:
    first = parts[0]
    begun = next((o.name for o in operations if o.state in ("running", "done")), None)
    issued = {o.origin for o in operations if o.issued}
    spec = WorkSpec.from_dict(first.spec) if first.spec else None
    return LineProgress(
        title=first.title,
        cancelled=first.cancelled,
        made_to_order=first.spec is not None,
        started=begun,
        labelled=any(part.fulfilment_order_ref in labelled for part in parts),
        shipped=any(part.shipped for part in parts),
        first_booked=_first_booked(ref, booked),
        finished=all(part.made >= part.quantity for part in parts),
        committed_cost=committed_cost(spec, first.quantity, issued, currency) if spec else Money.zero(currency),
    )


def _moved(work: Work, order_ref: str) -> set[str]:
    """Lines whose day the shop has moved, unless the customer has agreed to the new one."""
    return {ref for ref, moved in revisions(work, order_ref).items() if moved.answer != "accepted"}


def _first_booked(line_ref: str, booked: dict[tuple[str, int], BookingView]) -> datetime | None:
    return min((booking.start for (ref, _), booking in booked.items() if ref == line_ref), default=None)


def _labelled(work: Work, refs: Sequence[str]) -> set[str]:
    return set(
        work.session.scalars(
            select(ShipmentMember.fulfilment_order_ref)
            .join(Shipment, Shipment.ref == ShipmentMember.shipment_ref)
            .where(ShipmentMember.fulfilment_order_ref.in_(refs), Shipment.state.in_(LIVE))
        )
    )


def _operations(work: Work, order_ref: str) -> dict[str, list[Operation]]:
    rows = work.session.execute(
        select(ProductionOrder.line_ref, Operation)
        .join(ProductionOrder.operations)
        .where(ProductionOrder.order_ref == order_ref)
        .order_by(Operation.step)
    )
    found: dict[str, list[Operation]] = {}
    for line_ref, operation in rows:
        found.setdefault(line_ref, []).append(operation)
    return found
