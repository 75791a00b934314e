"""Accepting the orders that came in together: one transaction, one plan, one round of locks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete

from foundation.data.work import Work
from fulfilment.orders.domain import AcceptOrder
from fulfilment.orders.models import AcceptedOrder
from fulfilment.orders.service.accept import check_order, enter, split, wanted_of
from fulfilment.promise import service as promise
from fulfilment.stock.domain import AllocationView
from fulfilment.stock.service import allocations


@dataclass(frozen=True)
class AcceptedMany:
    """`refused` are orders that cannot be had any more, each with its sentence; nothing of them remains. `left` ask
    for `accept_order`: their reservation is of something else."""

    refused: Mapping[str, str]
    left: tuple[str, ...]


def accept_orders(work: Work, orders: Sequence[AcceptOrder]) -> AcceptedMany:
    """What `accept_order` does, for several orders: who was first gets what is left.

    Idempotent per `order_ref`. Raises `Invalid` when one of them is none, `Unavailable` during a repair of the plan:
    then nothing was accepted, and each may be tried alone.
    """
    for order in orders:
        check_order(order)
    new = {order.order_ref for order in sorted(orders, key=lambda order: order.order_ref) if enter(work, order)}
    fresh = [order for order in orders if order.order_ref in new]
    done = promise.commit_many(work, [_paid(order) for order in fresh])
    _forget(work, {*done.refused, *done.left})
    accepted = [order for order in fresh if order.order_ref in done.promises]
    held = defaultdict[str, list[AllocationView]](list)
    for one in allocations(work, [line.line_ref for order in accepted for line in order.lines]):
        held[one.line_ref].append(one)
    for order in accepted:
        own = [one for line in order.lines for one in held[line.line_ref]]
        split(work, order, own, done.promises[order.order_ref])
    return AcceptedMany(done.refused, done.left)


def _paid(order: AcceptOrder) -> promise.PaidOrder:
    wanted = tuple(wanted_of(line) for line in order.lines)
    return promise.PaidOrder(order.checkout_id, order.order_ref, wanted, order.destination, order.plan_kind)


def _forget(work: Work, refs: Collection[str]) -> None:
    """They were entered so that two workers take turns; they are not accepted."""
    if refs:
        gone = delete(AcceptedOrder).where(AcceptedOrder.order_ref.in_(refs))
        work.session.execute(gone.execution_options(synchronize_session=False))
