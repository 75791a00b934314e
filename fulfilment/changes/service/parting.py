"""Finish, where only some pieces were begun: those are done, and the others stay ready as a line of their own.

It stands here because it is a split: the floor's own `finish_operation` ends whatever is begun, and knows of no second
line. Whoever taps comes through these.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Select, select

from foundation.data.work import Work
from foundation.plain.errors import Conflict
from foundation.plain.scope import SellerScope
from fulfilment.changes.service.splitting import WHOLE, split_line
from fulfilment.orders.models import FloorTap, FulfilmentOrder
from fulfilment.production.domain.readmodel import TapResult
from fulfilment.production.models import Operation, ProductionOrder
from fulfilment.production.service import batches, floor, moving
from fulfilment.production.service.batches import BatchResult

TOGETHER = (
    "Only some pieces are begun here, and another step is under way for all of them. Begin the others too, or finish "
    "that step first."
)


def finish_operation(
    work: Work, scope: SellerScope, ref: str, *, client_id: str, person: str, undo_window: timedelta
) -> TapResult:
    """`floor.finish_operation` of the pieces that were begun; the others are a line of their own first.

    Raises as that does, and `Conflict` where the line cannot be split: while it is put right, or a bank asks."""
    _part(work, scope, [ref])
    return floor.finish_operation(work, scope, ref, client_id=client_id, person=person, undo_window=undo_window)


def finish_batch(
    work: Work, scope: SellerScope, refs: Sequence[str], *, client_id: str, person: str, undo_window: timedelta
) -> BatchResult:
    """`batches.finish_batch`, each with the pieces that were begun."""
    _part(work, scope, refs)
    return batches.finish_batch(work, scope, refs, client_id=client_id, person=person, undo_window=undo_window)


def move_card(
    work: Work,
    scope: SellerScope,
    ref: str,
    *,
    seen: str,
    to: str,
    client_id: str,
    person: str,
    undo_window: timedelta,
) -> TapResult:
    """`moving.move_card`; to `done` goes what was begun."""
    if to == "done" and seen in ("running", "paused") and work.session.get(FloorTap, client_id) is None:
        _part(work, scope, [ref])
    return moving.move_card(
        work, scope, ref, seen=seen, to=to, client_id=client_id, person=person, undo_window=undo_window
    )


def _part(work: Work, scope: SellerScope, refs: Sequence[str]) -> None:
    """Split the lines of those of which some pieces were left lying. One statement where there are none."""
    lines = work.session.execute(_partly(refs)).all()
    for order_ref, line_ref, seller in lines:
        scope.require(seller, "operation")
        try:
            split_line(work, order_ref, line_ref, work.new_id())
        except Conflict as error:
            if error.sentence != WHOLE:
                raise
            if work.session.scalars(_partly(refs).with_only_columns(Operation.ref)).first() is not None:
                raise Conflict(TOGETHER) from error
            # somebody else has finished it meanwhile: the tap itself says who


def _partly(refs: Sequence[str]) -> Select[str, str, str]:
    """Order, line and seller of those operations of which only some pieces are begun."""
    return (
        select(FulfilmentOrder.order_ref, ProductionOrder.line_ref, ProductionOrder.seller_ref)
        .join(FulfilmentOrder, FulfilmentOrder.ref == ProductionOrder.fulfilment_order_ref)
        .join(Operation, Operation.production_order_ref == ProductionOrder.ref)
        .where(Operation.ref.in_(refs), Operation.state == "running", Operation.begun > 0)
        .order_by(FulfilmentOrder.order_ref, ProductionOrder.line_ref)
    )
