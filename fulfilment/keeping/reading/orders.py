"""Production orders that are not done, and what each of their steps still takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from foundation.data.work import Work
from foundation.plain.scope import SellerScope
from fulfilment.api.workspec import OperationSpec, WorkSpec
from fulfilment.capacity.domain import minute_of
from fulfilment.capacity.models import Booking
from fulfilment.production.models import Operation, ProductionOrder
from fulfilment.stock.domain import AllocationView

ON_THE_FLOOR = ("released", "in_progress")
OVER = ("done", "cancelled")


@dataclass(frozen=True)
class Held:
    """The newest booking of a step."""

    id: int
    work_centre_id: int
    unit_id: int
    start: int
    end: int
    starts_at: datetime
    ends_at: datetime
    minutes: int
    state: str


def open_orders(work: Work, scope: SellerScope) -> list[ProductionOrder]:
    """Orders on the floor with their steps, in promise order. Two statements."""
    statement = (
        select(ProductionOrder)
        .where(ProductionOrder.state.in_(ON_THE_FLOOR))
        .options(joinedload(ProductionOrder.line), selectinload(ProductionOrder.operations))
        .order_by(ProductionOrder.promised, ProductionOrder.confirmed_at, ProductionOrder.line_ref)
        .execution_options(populate_existing=True)
    )
    if scope.sellers is not None:
        statement = statement.where(ProductionOrder.seller_ref.in_(sorted(scope.sellers)))
    return list(work.session.scalars(statement))


def lock_orders(work: Work, refs: Iterable[str]) -> None:
    """Wait for every tap on these production orders; by ascending ref, before supply and units."""
    work.session.execute(
        select(ProductionOrder.ref)
        .where(ProductionOrder.ref.in_(sorted(refs)))
        .order_by(ProductionOrder.ref)
        .with_for_update()
    ).all()


def newest_bookings(work: Work, line_refs: Sequence[str]) -> dict[tuple[str, int], Held]:
    """By line and operation number. One statement."""
    columns = (
        *(Booking.line_ref, Booking.operation, Booking.id, Booking.work_centre_id, Booking.unit_id),
        *(Booking.start_minute, Booking.end_minute, Booking.starts_at, Booking.ends_at, Booking.minutes, Booking.state),
    )
    rows = work.session.execute(select(*columns).where(Booking.line_ref.in_(line_refs)).order_by(Booking.id))
    return {(row[0], row[1]): Held(*row[2:]) for row in rows}


def specs_of(order: ProductionOrder) -> Mapping[int, OperationSpec]:
    """What the sold specification says of each step, by the number that it repeats."""
    if order.line.spec is None:
        return {}
    return {op.number: op for op in WorkSpec.from_dict(order.line.spec).operations}


def left_of(operation: Operation, held: Held | None, pace: int = 1000) -> int:
    """Working minutes that a step still takes: as it is booked, which knows the floor's real pace and what a machine
    that went down has cut off; by its routing at the floor's `pace` (per mille) where it is not booked."""
    if held is not None:
        return held.minutes
    planned = operation.setup_minutes + operation.run_minutes * operation.pieces
    return max((planned * pace + 500) // 1000, 1) if planned else 0


def release_of(
    operation: Operation,
    order: ProductionOrder,
    materials: Mapping[tuple[str, int | None], Sequence[AllocationView]],
    now: datetime,
    zone: tzinfo,
) -> int:
    """The minute before which a step cannot begin: what it waits for is dry and its materials are counted in. Goods of
    a day are here by its end; a day that has passed without them counts as today."""
    dry = [one.waiting_until for one in order.operations if one.number in operation.after and one.waiting_until]
    awaited = [one.expected for one in materials.get((order.line_ref, operation.number), ()) if one.expected]
    today = now.astimezone(zone).date()
    here = [datetime.combine(max(day, today) + timedelta(days=1), time(0), zone) for day in awaited]
    return max((minute_of(at) for at in (*dry, *here)), default=0)


def by_place(allocations: Iterable[AllocationView]) -> dict[tuple[str, int | None], list[AllocationView]]:
    found: dict[tuple[str, int | None], list[AllocationView]] = defaultdict(list)
    for one in allocations:
        found[one.line_ref, one.operation].append(one)
    return found
