"""The board: lanes by work centre, cards in promise order, an honest sentence where there is nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_

from foundation.data.work import Work
from foundation.plain.errors import NotFound
from foundation.plain.scope import SellerScope
from fulfilment.capacity.domain import WorkCentreView
from fulfilment.production.domain.blockers import nothing_here
from fulfilment.production.domain.readmodel import Board, Lane, OperationCard
from fulfilment.production.facts import FloorFacts, gather, loads
from fulfilment.production.models import Operation, ProductionOrder
from fulfilment.production.reading import load, operation_view, undoable

_ORDER_IN_LANE = {"running": 0, "ready": 1, "waiting": 2, "done": 3}


def board(work: Work, scope: SellerScope) -> Board:
    """All lanes in view: what runs, what is ready, what comes next, and what can still be taken back.

    Cards are ordered by state, then promise date, then class (work begun anew before first runs), confirmation time
    and line. The number of statements does not depend on the number of cards.
    """
    orders, facts = _floor(work, scope)
    lanes = tuple(_lane(centre, orders, facts) for centre in _centres(facts, scope))
    if any(lane.cards for lane in lanes):
        return Board(lanes, None)
    if not lanes:
        return Board(lanes, "No work centres yet. Set up the first one, and what is sold appears here.")
    return Board(lanes, "Nothing to make. The next made-to-order piece that is sold appears here by itself.")


def work_list(work: Work, scope: SellerScope, work_centre: str) -> Lane:
    """One lane, for the tablet at the bench; raises `NotFound` for a work centre outside `scope`."""
    orders, facts = _floor(work, scope)
    centre = next((c for c in _centres(facts, scope) if c.code == work_centre), None)
    if centre is None:
        raise NotFound("There is no such work centre.")
    return _lane(centre, orders, facts)


def _floor(work: Work, scope: SellerScope) -> tuple[list[ProductionOrder], FloorFacts]:
    # A completed order stays for as long as its last tap can be taken back.
    recent = ProductionOrder.operations.any(Operation.undo_until > work.now())
    orders = load(work, scope, or_(ProductionOrder.state.in_(("released", "in_progress")), recent))
    return orders, gather(work, orders)


def _centres(facts: FloorFacts, scope: SellerScope) -> list[WorkCentreView]:
    return sorted(
        (c for c in facts.centres.values() if scope.covers(c.seller_ref)), key=lambda c: (c.seller_ref, c.code)
    )


def _lane(centre: WorkCentreView, orders: Sequence[ProductionOrder], facts: FloorFacts) -> Lane:
    here = [
        operation
        for order in orders
        if order.seller_ref == centre.seller_ref
        for operation in order.operations
        if operation.work_centre == centre.code
    ]
    shown = sorted((o for o in here if _shown(o, facts)), key=_rank)
    empty = None
    if not shown:
        empty = nothing_here(centre.name, _next_up(here, facts), facts.now, facts.zone(centre.seller_ref))
    return Lane(
        work_centre=centre.code,
        name=centre.name,
        seller_ref=centre.seller_ref,
        units=centre.units,
        cards=tuple(_card(operation, facts) for operation in shown),
        empty_sentence=empty,
        begun=len(loads(facts.begun.get((centre.seller_ref, centre.code), ()), centre.batch_max)),
        wip_limit=centre.wip_limit,
        batch_max=centre.batch_max,
    )


def _shown(operation: Operation, facts: FloorFacts) -> bool:
    """Running and ready ones; waiting ones whose step before is on the bench; done ones that can be taken back."""
    if operation.state == "done":
        return undoable(operation, facts)
    if operation.state != "waiting":
        return operation.state in ("running", "ready")
    before = [o for o in operation.order.operations if o.number in operation.after]
    return all(o.state in ("running", "done") for o in before)


def _rank(operation: Operation) -> tuple[int, object, int, object, str, int]:
    order = operation.order
    again = 1 if operation.kind == "routing" else 0
    return (
        _ORDER_IN_LANE[operation.state],
        order.promised,
        again,
        order.confirmed_at,
        order.line_ref,
        operation.step,
    )


def _next_up(here: Sequence[Operation], facts: FloorFacts) -> tuple[str, str, datetime] | None:
    """The next waiting operation of an empty lane: whose, where it comes from, and when it is planned to."""
    coming = [
        (booking, operation)
        for operation in here
        if operation.state == "waiting"
        and (booking := facts.bookings.get((operation.order.line_ref, operation.number)))
    ]
    found = min(coming, key=lambda pair: (pair[0].start, pair[1].order.line_ref), default=None)
    if found is None:
        return None
    booking, operation = found
    before = [o for o in operation.order.operations if o.number in operation.after and o.state != "done"]
    source = facts.centre_name(operation.order.seller_ref, before[0].work_centre) if before else ""
    return operation.order.order_number, source, booking.start


def _card(operation: Operation, facts: FloorFacts) -> OperationCard:
    order, view = operation.order, operation_view(operation, facts)
    return OperationCard(
        ref=view.ref,
        production_order_ref=order.ref,
        order_number=order.order_number,
        line_ref=order.line_ref,
        title=order.line.title,
        name=view.name,
        stage=view.stage,
        state=view.state,
        label=view.label,
        tone=view.tone,
        due=order.promised,
        pieces=view.pieces,
        minutes=view.minutes,
        inspection=view.inspection,
        packing=view.packing,
        blocked_by=view.blocked_by,
        actions=view.actions,
        step=view.step,
        steps=view.steps,
        drawing=order.line.drawing,
        started_at=view.started_at,
        booked_start=view.booked_start,
        undo_until=view.undo_until,
        lane=view.lane,
        work_centre=view.work_centre,
        work_centre_name=view.work_centre_name,
        seller_ref=order.seller_ref,
        batch_key=view.batch_key,
        person=view.person,
        spent=view.spent,
        spent_since=view.spent_since,
        summary=tuple((label, value) for label, value in order.line.summary),
        finished_at=view.finished_at,
    )
