"""The open floor from the database: a fixed number of statements, however much is open."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import cast

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.scope import SellerScope
from fulfilment.api.workspec import DeliveryClass
from fulfilment.capacity import ledger
from fulfilment.capacity.domain import Axis, Centre, minute_of
from fulfilment.capacity.models import Booking, WorkCentre
from fulfilment.capacity.outages.reading import closed_minutes, closures
from fulfilment.keeping.domain.floor import OpenFloor, OpenLine, OpenOperation
from fulfilment.keeping.reading.orders import (
    OVER,
    Held,
    by_place,
    left_of,
    newest_bookings,
    open_orders,
    release_of,
    specs_of,
)
from fulfilment.production.models import Operation, ProductionOrder
from fulfilment.production.zones import zone_of, zones
from fulfilment.promise.calibrating import record
from fulfilment.promise.domain import Destination
from fulfilment.promise.domain.days import Kind
from fulfilment.promise.domain.house import House
from fulfilment.promise.domain.latest import latest_ready
from fulfilment.promise.models import Promise
from fulfilment.promise.snapshot import road_house
from fulfilment.promise.states import LIVE
from fulfilment.scheduling.values import Span
from fulfilment.stock.service import allocations

EPOCH_DAY = date(1970, 1, 1)


def centres_by_id(work: Work, scope: SellerScope) -> dict[int, Centre]:
    """Every work centre in view with its free time."""
    statement = select(WorkCentre.id)
    if scope.sellers is not None:
        statement = statement.where(WorkCentre.seller_ref.in_(sorted(scope.sellers)))
    ids = list(work.session.scalars(statement))
    return {centre.id: centre for centre in ledger.centres(work, ids).values()} if ids else {}


def open_floor(work: Work, scope: SellerScope) -> OpenFloor:
    """What is on the floor now. Callers who write afterwards hold the locks of orders and units."""
    orders, centres = open_orders(work, scope), centres_by_id(work, scope)
    refs = [order.line_ref for order in orders]
    held = newest_bookings(work, refs)
    materials, clocks, paces = by_place(allocations(work, refs)), zones(work), record(work).paces
    codes = {(centre.seller_ref, centre.code): centre.id for centre in centres.values()}
    operations = []
    for order in orders:
        specs, zone = specs_of(order), zone_of(clocks, order.seller_ref)
        for operation in order.operations:
            if operation.state in OVER:
                continue
            spec = specs.get(operation.origin)
            others = [code for code in spec.work_centres if code != operation.work_centre] if spec else []
            ids = [codes.get((order.seller_ref, code)) for code in (operation.work_centre, *others)]
            booked = held.get((order.line_ref, operation.number))
            release = release_of(operation, order, materials, work.now(), zone)
            whole = spec is not None and not spec.splittable
            minutes = left_of(operation, booked, paces.of(order.seller_ref, spec) if spec else 1000)
            operations.append(_open(operation, order.line_ref, ids, booked, release, work, whole, minutes))
    mine = {one.booking_id for one in operations if one.booking_id is not None}
    return OpenFloor(
        now=minute_of(work.now()),
        fence=fence_of([centre.axis for centre in centres.values()], minute_of(work.now())),
        lines=_lines(work, orders),
        operations=operations,
        centres=centres,
        closed=_closed(work, centres, mine),
        missing={
            line: f"{some[0].name} is missing and on no purchase order."
            for (line, _), claims in materials.items()
            if (some := [one for one in claims if one.state == "awaited" and one.expected is None])
        },
    )


def _open(
    operation: Operation,
    line_ref: str,
    centres: Sequence[int | None],
    held: Held | None,
    release: int,
    work: Work,
    whole: bool,
    minutes: int,
) -> OpenOperation:
    there = held is not None and held.state != "displaced"
    begun = held is not None and (held.state == "frozen" or held.starts_at <= work.now())
    working = operation.state == "running" and there and begun
    return OpenOperation(
        line_ref=line_ref,
        number=operation.number,
        after=tuple(operation.after),
        centres=tuple(id_ for id_ in centres if id_ is not None),
        minutes=minutes,
        wait=operation.wait_minutes,
        release=release,
        splittable=not whole,
        working=working,
        booking_id=held.id if held else None,
        span=Span(held.unit_id, held.start, held.end) if held and there else None,
        setup=operation.setup_minutes,
        pieces=operation.pieces,
        batch=operation.batch_key,
    )


def _lines(work: Work, orders: Sequence[ProductionOrder]) -> dict[str, OpenLine]:
    house = road_house(work)
    rows = work.session.scalars(
        select(Promise)
        .where(Promise.line_ref.in_([order.line_ref for order in orders]), Promise.state.in_(LIVE))
        .execution_options(populate_existing=True)
    )
    promises = {row.line_ref: row for row in rows}
    return {order.line_ref: _line(order, promises.get(order.line_ref), house) for order in orders}


def _line(order: ProductionOrder, promise: Promise | None, house: House) -> OpenLine:
    """The production order's own day where no promise is live: it still has its turn."""
    promised = promise.promised if promise else order.promised
    due = _due(promise, house) if promise else None
    rank = (order.confirmed_at.isoformat(), order.line_ref)
    return OpenLine(order.line_ref, order.seller_ref, due, (promised - EPOCH_DAY).days, rank)


def _due(row: Promise, house: House) -> int | None:
    to = Destination(row.country, row.postcode)
    kind = Kind(row.made, row.sku or "", (row.load or 0) / 1000)
    last = latest_ready(house, row.promised, row.seller_ref, cast(DeliveryClass, row.method), to, kind)
    return minute_of(last) if last else None


def _closed(work: Work, centres: Mapping[int, Centre], mine: Collection[int]) -> dict[int, list[tuple[int, int]]]:
    """Minutes of units in which they are not there, or which belong to somebody who is not on the floor yet: a
    checkout, an order that is being accepted."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    axes = {unit.unit_id: centre.axis for centre in centres.values() for unit in centre.units}
    for unit, spans in closures(work, list(centres)).items():
        if unit in axes:
            found[unit] += closed_minutes(axes[unit], spans)
    rows = work.session.execute(
        select(Booking.id, Booking.unit_id, Booking.start_minute, Booking.end_minute).where(
            Booking.work_centre_id.in_(centres), Booking.state != "displaced", Booking.ends_at > work.now()
        )
    )
    for id_, unit, start, end in rows:
        if id_ not in mine:
            found[unit].append((start, end))
    return found


def fence_of(axes: Sequence[Axis], now: int) -> int:
    """The end of the shift that runs now or comes next, the latest of all work centres: what begins before it is laid
    out on the benches already."""
    ends = [axis.ends[at] for axis in axes if (at := bisect_right(axis.ends, now)) < len(axis.ends)]
    return max(ends, default=now)
