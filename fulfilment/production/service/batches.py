"""Equal operations begun and finished together: one oven load, one cutting pattern."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import Conflict, Invalid, NotFound
from foundation.plain.scope import SellerScope
from fulfilment.capacity.models import WorkCentre
from fulfilment.orders.progress import locked
from fulfilment.production.domain.readmodel import TapResult
from fulfilment.production.models import Operation, ProductionOrder
from fulfilment.production.service.floor import finish_operation, start_operation
from fulfilment.production.service.undo import undo

_Tap = Callable[..., TapResult]


@dataclass(frozen=True)
class BatchResult:
    """What a tap on several did; either all of it happened or nothing."""

    sentence: str
    taps: tuple[TapResult, ...]


def start_batch(
    work: Work, scope: SellerScope, refs: Sequence[str], *, client_id: str, person: str, undo_window: timedelta
) -> BatchResult:
    """Begin equal operations as one load; they share its minutes. Idempotent per `client_id`.

    Raises `Invalid` for operations that are not equal or more than fit, `Conflict` with the sentence of the first that
    cannot start: then none has.
    """
    rows = _equal(work, scope, refs)
    start = partial(start_operation, undo_window=undo_window, run_ref=client_id[:40])
    taps = _each(work, scope, rows, start, client_id, person)
    return BatchResult(f"{_several(rows)} started together.", taps)


def finish_batch(
    work: Work, scope: SellerScope, refs: Sequence[str], *, client_id: str, person: str, undo_window: timedelta
) -> BatchResult:
    """End equal operations at once. Idempotent per `client_id`; all or none, like `start_batch`."""
    rows = _equal(work, scope, refs)
    taps = _each(work, scope, rows, partial(finish_operation, undo_window=undo_window), client_id, person)
    return BatchResult(f"{_several(rows)} finished together.", taps)


def undo_batch(work: Work, scope: SellerScope, refs: Sequence[str], *, client_id: str, person: str) -> BatchResult:
    """Take the newest tap on each back; all or none."""
    rows = _equal(work, scope, refs)
    taps = _each(work, scope, rows, undo, client_id, person)
    return BatchResult(f"{_several(rows)} taken back.", taps)


def _each(
    work: Work, scope: SellerScope, rows: Sequence[Operation], tap: _Tap, client_id: str, person: str
) -> tuple[TapResult, ...]:
    """One tap on each, with an id of its own made of the batch's."""
    if not 0 < len(client_id) <= 40:
        raise Invalid("This tap carries no id of its own. Reload the page and tap again.", field="client_id")
    return tuple(tap(work, scope, row.ref, client_id=f"{client_id}.{row.ref}", person=person) for row in rows)


def _equal(work: Work, scope: SellerScope, refs: Sequence[str]) -> list[Operation]:
    """The operations, their fulfilment orders locked in one go: two loads with orders in common take turns."""
    wanted = list(dict.fromkeys(refs))
    found = work.session.execute(
        select(Operation.ref, ProductionOrder.fulfilment_order_ref, ProductionOrder.seller_ref)
        .join(Operation.order)
        .where(Operation.ref.in_(wanted))
    ).all()
    if not wanted or len(found) != len(wanted):
        raise NotFound("One of these operations is not there any more. Reload the page and tap again.")
    for _, _, seller in found:
        scope.require(seller, "operation")
    locked(work, scope, sorted({order for _, order, _ in found}))
    rows = list(work.session.scalars(select(Operation).where(Operation.ref.in_(wanted)).order_by(Operation.ref)))
    _refuse_unequal(work, rows, found[0].seller_ref)
    return rows


def _refuse_unequal(work: Work, rows: Sequence[Operation], seller: str) -> None:
    if len({(row.work_centre, row.batch_key, row.order.seller_ref) for row in rows}) > 1 or not rows[0].batch_key:
        raise Invalid("These are not equal, so they cannot go into one load. Start them one by one.")
    centre = work.session.scalar(
        select(WorkCentre).where(WorkCentre.code == rows[0].work_centre, WorkCentre.seller_ref == seller)
    )
    if centre is None:
        raise Conflict(f"There is no work centre {rows[0].work_centre} any more. Ask the office.")
    if len(rows) > centre.batch_max:
        fits = "one" if centre.batch_max == 1 else str(centre.batch_max)
        raise Invalid(f"{centre.name} takes {fits} at a time; these are {len(rows)}. Choose fewer.")


def _several(rows: Sequence[Operation]) -> str:
    return rows[0].name if len(rows) == 1 else f"{len(rows)} × {rows[0].name}"
