"""What blocks operations, gathered in a fixed number of statements however many operations are asked about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class FloorFacts:
    """Everything around some production orders that a sentence about their operations needs."""

    now: datetime
    zones: dict[str, tzinfo]
    centres: dict[tuple[str, str], WorkCentreView]
    holds: dict[str, list[str]]
    materials: dict[tuple[str, int | None], list[AllocationView]]
    bookings: dict[tuple[str, int], BookingView]
    running: dict[tuple[str, str], list[tuple[str, str, str]]]  # (seller, centre) -> (operation ref, words, batch key)

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
        holds = self.holds.get(order.line_ref, [])
        return blocked_by(upstream, materials, holds, self._busy(operation), self.now, self.zone(order.seller_ref))

    def _busy(self, operation: Operation) -> Busy:
        key = (operation.order.seller_ref, operation.work_centre)
        centre = self.centres.get(key)
        running = [row for row in self.running.get(key, []) if row[0] != operation.ref]
        # One oven load is one place taken, however many operations lie in it.
        loads = dict.fromkeys(batch or ref for ref, _, batch in running)
        words = {batch or ref: text for ref, text, batch in running}
        same = sum(1 for _, _, batch in running if batch and batch == operation.batch_key)
        joins = 0 < same < (centre.batch_max if centre else 1)
        name = self.centre_name(*key)
        return Busy(name, centre.units if centre else 1, tuple(words[load] for load in loads), joins)


def gather(work: Work, orders: Sequence[ProductionOrder]) -> FloorFacts:
    """Seven statements, plus what the neighbours need for theirs."""
    line_refs = [order.line_ref for order in orders]
    materials: dict[tuple[str, int | None], list[AllocationView]] = defaultdict(list)
    for allocation in allocations(work, line_refs):
        materials[allocation.line_ref, allocation.operation].append(allocation)
    holds: dict[str, list[str]] = defaultdict(list)
    for hold in open_holds(work, line_refs, START):
        holds[hold.line_ref].append(hold.reason)
    return FloorFacts(
        now=work.now(),
        zones=zones(work),
        centres={(c.seller_ref, c.code): c for c in work_centres(work, EVERY_SELLER)},
        holds=holds,
        materials=materials,
        bookings=bookings(work, line_refs),
        running=_running(work),
    )


def _running(work: Work) -> dict[tuple[str, str], list[tuple[str, str, str]]]:
    rows = work.session.execute(
        select(
            ProductionOrder.seller_ref,
            Operation.work_centre,
            Operation.ref,
            ProductionOrder.order_number,
            Operation.name,
            Operation.batch_key,
        )
        .join(Operation.order)
        .where(Operation.state == "running")
        .order_by(Operation.started_at, Operation.ref)
    )
    found: dict[tuple[str, str], list[tuple[str, str, str]]] = defaultdict(list)
    for seller, centre, ref, number, name, batch in rows:
        found[seller, centre].append((ref, f"order {number}, {name}", batch))
    return found
