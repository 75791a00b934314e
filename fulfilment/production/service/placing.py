"""Where an operation is done: at the work centre that its booking found, which may be another than the usual one."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from foundation.data.work import Work
from fulfilment.capacity import service as capacity
from fulfilment.production.models import Operation, ProductionOrder


def follow_bookings(work: Work, line_refs: Collection[str]) -> None:
    """Operations that are not begun go to the lane in which they are booked. Two statements."""
    booked = capacity.bookings(work, sorted(line_refs))
    rows = work.session.execute(
        select(Operation, ProductionOrder.line_ref)
        .join(ProductionOrder, ProductionOrder.ref == Operation.production_order_ref)
        .where(ProductionOrder.line_ref.in_(line_refs), Operation.state.in_(("waiting", "ready")))
    )
    for operation, line_ref in rows:
        here = booked.get((line_ref, operation.number))
        if here is not None and here.state != "displaced":
            operation.work_centre = here.work_centre
    work.session.flush()
