"""The plan on the wall: what is booked at each place, with what it belongs to. A fixed number of statements."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from foundation.data.work import Work
from foundation.plain.scope import SellerScope
from fulfilment.capacity.domain import Axis, axis_of
from fulfilment.capacity.domain.axis import instant, minute_of
from fulfilment.capacity.memory import calendar_of
from fulfilment.capacity.models import Booking, WorkCalendar, WorkCentre, WorkUnit
from fulfilment.keeping.reading.floor import fence_of
from fulfilment.production.domain.moves import lane_of
from fulfilment.production.models import Operation, ProductionOrder
from fulfilment.production.reading import in_scope


@dataclass(frozen=True)
class Bar:
    """One booking. A booking that a checkout only holds belongs to no order yet: `operation_ref` is empty then."""

    start: datetime
    end: datetime
    operation_ref: str
    name: str
    order_number: str
    title: str
    lane: str | None
    promised: date | None
    started: bool


@dataclass(frozen=True)
class PlanLine:
    """One machine or bench, its bars in order of time."""

    work_centre: str
    name: str
    seller_ref: str
    unit: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Schedule:
    """[start, end) of every place in view. `shifts` are the spans in which each work centre works, by (seller, code);
    what begins before `frozen_until` stays where it is."""

    start: datetime
    end: datetime
    now: datetime
    frozen_until: datetime
    lines: tuple[PlanLine, ...]
    shifts: dict[tuple[str, str], tuple[tuple[datetime, datetime], ...]]


def schedule(work: Work, scope: SellerScope, start: datetime, end: datetime) -> Schedule:
    """The plan from `start` to `end`. Three statements."""
    places = _places(work, scope)
    rows = work.session.scalars(
        select(Booking)
        .where(
            Booking.unit_id.in_([unit.id for _, unit, _ in places]),
            Booking.state != "displaced",
            Booking.ends_at > start,
            Booking.starts_at < end,
        )
        .order_by(Booking.starts_at, Booking.id)
    ).all()
    known = _operations(work, {row.line_ref for row in rows})
    by_unit: dict[int, list[Bar]] = defaultdict(list)
    for row in rows:
        by_unit[row.unit_id].append(_bar(row, known.get((row.line_ref, row.operation))))
    axes = {(c.seller_ref, c.code): axis_of(calendar_of(calendar), work.now()) for c, _, calendar in places}
    return Schedule(
        start=start,
        end=end,
        now=work.now(),
        frozen_until=instant(fence_of(list(axes.values()), minute_of(work.now()))),
        lines=tuple(PlanLine(c.code, c.name, c.seller_ref, u.number, tuple(by_unit[u.id])) for c, u, _ in places),
        shifts={key: _shifts(axis, start, end) for key, axis in axes.items()},
    )


def _places(work: Work, scope: SellerScope) -> list[tuple[WorkCentre, WorkUnit, WorkCalendar]]:
    rows = work.session.execute(
        select(WorkCentre, WorkUnit, WorkCalendar)
        .join(WorkUnit, WorkUnit.work_centre_id == WorkCentre.id)
        .join(WorkCalendar, WorkCalendar.id == WorkCentre.calendar_id)
        .where(WorkUnit.retired.is_(False), *in_scope(scope, WorkCentre.seller_ref.expression))
        .order_by(WorkCentre.seller_ref, WorkCentre.id, WorkUnit.number)
    )
    return [(centre, unit, calendar) for centre, unit, calendar in rows]


def _operations(work: Work, line_refs: set[str]) -> dict[tuple[str, int], tuple[Operation, ProductionOrder]]:
    rows = work.session.execute(
        select(Operation, ProductionOrder)
        .join(ProductionOrder, ProductionOrder.ref == Operation.production_order_ref)
        .where(ProductionOrder.line_ref.in_(line_refs))
        .options(joinedload(ProductionOrder.line))
    )
    return {(order.line_ref, operation.number): (operation, order) for operation, order in rows}


def _bar(row: Booking, known: tuple[Operation, ProductionOrder] | None) -> Bar:
    if known is None:
        return Bar(row.starts_at, row.ends_at, "", "", "", "", None, None, started=False)
    operation, order = known
    lane = lane_of(operation.state, inspection=operation.inspection, paused=operation.paused_at is not None)
    return Bar(
        start=row.starts_at,
        end=row.ends_at,
        operation_ref=operation.ref,
        name=operation.name,
        order_number=order.order_number,
        title=order.line.title,
        lane=lane,
        promised=order.promised,
        started=operation.started_at is not None,
    )


def _shifts(axis: Axis, start: datetime, end: datetime) -> tuple[tuple[datetime, datetime], ...]:
    """The spans that meet [start, end), cut to it."""
    first, last = minute_of(start), minute_of(end)
    spans = []
    for at in range(bisect_right(axis.ends, first), len(axis.starts)):
        if axis.starts[at] >= last:
            break
        spans.append((instant(max(axis.starts[at], first)), instant(min(axis.ends[at], last))))
    return tuple(spans)
