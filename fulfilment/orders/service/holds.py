"""Holds: a reasoned block on a line's fulfilment, at one of two gates."""

from __future__ import annotations

from collections.abc import Sequence

from foundation.data.work import Work
from foundation.plain.errors import Invalid, NotFound
from fulfilment.orders import progress
from fulfilment.orders.models import FulfilmentHold
from fulfilment.orders.states import GATES, HOLD_KINDS


def place_hold(work: Work, order_ref: str, line_refs: Sequence[str], kind: str, gate: str, reason: str) -> None:
    """Close `gate` (`start` or `dispatch`) for these lines until the hold is released; `reason` is a sentence, the
    kind's own when empty. A hold that stands already keeps standing. Raises `NotFound` for lines not accepted."""
    if kind not in HOLD_KINDS or gate not in GATES:
        raise Invalid(f"There is no hold {kind} at the gate {gate}.")
    orders = progress.locked_of_order(work, order_ref)
    known = {line.line_ref for order in orders for line in order.lines}
    if not known.issuperset(line_refs):
        raise NotFound("There is no such line in this order.")
    for line_ref in line_refs:
        put_hold(work, order_ref, line_ref, kind, gate, reason.strip() or HOLD_KINDS[kind][1])


def put_hold(
    work: Work, order_ref: str, line_ref: str, kind: str, gate: str, reason: str, operations: Sequence[int] = ()
) -> None:
    """One hold, unless it stands; the caller holds the fulfilment orders' locks. `operations`: only these of the
    line's are held, all of them if none is named."""
    if any(hold.kind == kind for hold in progress.open_holds(work, [line_ref], gate)):
        return
    work.session.add(
        FulfilmentHold(
            id=work.new_id(),
            order_ref=order_ref,
            line_ref=line_ref,
            kind=kind,
            gate=gate,
            reason=reason,
            operations=sorted(operations) or None,
            placed_at=work.now(),
        )
    )
    work.session.flush()


def release_hold(work: Work, order_ref: str, line_refs: Sequence[str], kind: str) -> None:
    """Open every gate that holds of `kind` close for these lines. Idempotent: nothing to release is fine."""
    progress.locked_of_order(work, order_ref)
    for hold in progress.open_holds(work, line_refs):
        if hold.order_ref == order_ref and hold.kind == kind:
            hold.released_at = work.now()
    work.session.flush()
