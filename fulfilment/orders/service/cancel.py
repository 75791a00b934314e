"""Cancelling a line while it is free: everything it holds is free again at once."""

from __future__ import annotations

from foundation.data.work import Work
from foundation.plain.errors import Conflict, NotFound
from fulfilment.api.events import LineCancelled
from fulfilment.orders import progress
from fulfilment.orders.cancelling import line_progress
from fulfilment.orders.domain import Cancelled
from fulfilment.orders.domain.cancelling import LineProgress, cancellability
from fulfilment.orders.models import FulfilmentLine, FulfilmentOrder
from fulfilment.production.service import planning
from fulfilment.promise import service as promise
from fulfilment.warehouse.service import listing

ACTOR = "customer"


def cancel_line(work: Work, order_ref: str, line_ref: str) -> Cancelled:
    """Cancel a whole line. Idempotent: a cancelled line answers the same again and nothing more happens.

    Raises `Conflict` with a sentence once its first operation has begun (of a line whose day the shop has moved: once
    it is made) or its label is asked for, `NotFound` for a line that was never accepted. Emits `LineCancelled`.
    """
    orders = progress.locked_of_order(work, order_ref)
    production = planning.of_line(work, line_ref)
    state = line_progress(work, order_ref, orders).get(line_ref)
    if state is None:
        raise NotFound("There is no such line in this order.")
    parts = [(order, line) for order in orders for line in order.lines if line.line_ref == line_ref]
    cost = cancellability(state).committed_cost
    answer = Cancelled(line_ref, sum(line.quantity for _, line in parts), cost)
    if state.cancelled:
        return answer
    _refuse(state)
    if production is not None:
        planning.cancel(work, production, ACTOR)
    listing.put_back(work, line_ref, ACTOR)
    for order, line in parts:
        _cancel_part(work, order, line)
    promise.cancel(work, line_ref)
    listing.recount(work, line_ref)
    for hold in progress.open_holds(work, [line_ref]):
        hold.released_at = work.now()
    work.session.flush()
    work.emit(LineCancelled(order_ref, (line_ref,), work.now()))
    for order, _ in parts:
        progress.pack_if_complete(work, order, ACTOR)
    return answer


def _refuse(state: LineProgress) -> None:
    may = cancellability(state)
    if not may.allowed:
        raise Conflict(may.sentence)


def _cancel_part(work: Work, order: FulfilmentOrder, line: FulfilmentLine) -> None:
    line.cancelled = True
    if order.state == "packed":
        # Its parcel is closed without a label: it is opened, and what stays is packed anew.
        progress.unpack(work, order, ACTOR, "a line was cancelled")
        listing.open_parcels(work, order)
    line.packed = line.picked = line.made = 0
    if not progress.live(order):
        progress.shift(work, order, "cancelled", ACTOR)
    work.session.flush()
