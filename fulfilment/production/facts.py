"""What blocks operations, gathered in a fixed number of statements however many operations are asked about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.scope import EVERY_SELLER
from fulfilment.capacity.domain import BookingView, WorkCentreView
from fulfilment.capacity.service import bookings, work_centres
from fulfilment.orders.progress import open_holds
from fulfilment.orders.states import START
from fulfilment.production.domain.blockers import Busy, Material, Upstream, blocked_by
from fulfilment.production.models import Operation, ProductionOrder
from fulfilment.production.zones import zone_of, zones
from fulfilment.stock.domain import AllocationView
from fulfilment.stock.service import allocations
from fulfilment.timelog.queries import Spent, spent


@dataclass(frozen=True)
class Begun:
    """An operation that somebody has begun; `words` are "order 1042, Glue-up"."""

    ref: str
    words: str
    batch_key: str
    paused: bool


def loads(begun: Sequence[Begun], size: int) -> list[list[Begun]]:
    """Who lies together: equal operations, at most `size` of them in a load. A load is one place taken."""
    found: list[list[Begun]] = []
    open_: dict[str, list[Begun]] = {}
    for one in begun:
        load = open_.get(one.batch_key) if one.batch_key else None
        if load is None or len(load) >= size:
            load = []
            found.append(load)
            open_[one.batch_key] = load
        load.append(one)
    return found


@dataclass(frozen=True)
class FloorFacts:
    """Everything around some production orders that a sentence about their operations needs."""

    now: datetime
    zones: dict[str, tzinfo]
    centres: dict[tuple[str, str], WorkCentreView]
    holds: dict[str, list[tuple[str, frozenset[int]]]]  # a sentence, and the operations it holds (none: all)
    materials: dict[tuple[str, int | None], list[AllocationView]]
    bookings: dict[tuple[str, int], BookingView]
    begun: dict[tuple[str, str], list[Begun]]  # by (seller, centre): what was begun there and is not done
    spent: dict[str, Spent]  # by operation ref

    def zone(self, seller_ref: str) -> tzinfo:
        return zone_of(self.zones, seller_ref)

    def centre_name(self, seller_ref: str, code: str) -> str:
        centre = self.centres.get((seller_ref, code))
        return centre.name if centre else code

    def blocker(self, operation: Operation) -> str | None:
        """Why it cannot start, or None; only for operations that have not started."""
        order = operation.order
        by_number = {other.number: other for other in order.operations}
        upstream = [
            Upstream(o.name, self.centre_name(order.seller_ref, o.work_centre), o.state, o.waiting_until)
            for o in (by_number[number] for number in operation.after)
        ]
        materials = [
            Material(a.name, a.state, a.expected) for a in self.materials.get((order.line_ref, operation.number), ())
        ]
        holds = [said for said, only in self.holds.get(order.line_ref, ()) if not only or operation.origin in only]
        return blocked_by(upstream, materials, holds, self._busy(operation), self.now, self.zone(order.seller_ref))

    def _busy(self, operation: Operation) -> Busy:
        key = (operation.order.seller_ref, operation.work_centre)
        centre = self.centres.get(key)
        begun = [one for one in self.begun.get(key, []) if one.ref != operation.ref]
        running = [one for one in begun if not one.paused]
        size = centre.batch_max if centre else 1
        same = sum(1 for one in running if one.batch_key and one.batch_key == operation.batch_key)
        return Busy(
            work_centre=self.centre_name(*key),
            units=centre.units if centre else 1,
            running=tuple(load[0].words for load in loads(running, size)),
            joins=same % size > 0,
            begun=len(loads(begun, size)),
            limit=centre.wip_limit if centre else None,
        )

    def resumable(self, operation: Operation) -> str | None:
        """Why a paused one cannot go on, or None: only its place may be in the way, for all else was there before."""
        busy = replace(self._busy(operation), limit=None)
        return blocked_by((), (), (), busy, self.now, self.zone(operation.order.seller_ref))


def gather(work: Work, orders: Sequence[ProductionOrder]) -> FloorFacts:
    """Eight statements, plus what the neighbours need for theirs."""
    line_refs = [order.line_ref for order in orders]
    materials: dict[tuple[str, int | None], list[AllocationView]] = defaultdict(list)
    for allocation in allocations(work, line_refs):
        materials[allocation.line_ref, allocation.operation].append(allocation)
    holds: dict[str, list[tuple[str, frozenset[int]]]] = defaultdict(list)
    for hold in open_holds(work, line_refs, START):
        holds[hold.line_ref].append((hold.reason, frozenset(hold.operations or ())))
    return FloorFacts(
        now=work.now(),
        zones=zones(work),
        centres={(c.seller_ref, c.code): c for c in work_centres(work, EVERY_SELLER)},
        holds=holds,
        materials=materials,
        bookings=bookings(work, line_refs),
        begun=_begun(work),
        spent=spent(work, [operation.ref for order in orders for operation in order.operations]),
    )


def _begun(work: Work) -> dict[tuple[str, str], list[Begun]]:
    rows = work.session.execute(
        select(
            ProductionOrder.seller_ref,
            Operation.work_centre,
            Operation.ref,
            ProductionOrder.order_number,
            Operation.name,
            Operation.batch_key,
            Operation.paused_at,
        )
        .join(Operation.order)
        .where(Operation.state == "running")
        .order_by(Operation.started_at, Operation.ref)
    )
    found: dict[tuple[str, str], list[Begun]] = defaultdict(list)
    for seller, centre, ref, number, name, batch, paused_at in rows:
        found[seller, centre].append(Begun(ref, f"order {number}, {name}", batch, paused_at is not None))
    return found
