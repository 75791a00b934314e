"""A card that was moved on the board: the same taps, chosen by where it was put."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from foundation.data.work import Work
from foundation.plain.errors import Conflict
from foundation.plain.scope import SellerScope
from fulfilment.orders.models import FloorTap
from fulfilment.orders.taps import latest
from fulfilment.production.domain.moves import lane_of, may_undo, move_to
from fulfilment.production.domain.readmodel import TapResult
from fulfilment.production.service.bench import Bench, at_bench
from fulfilment.production.service.floor import finish_operation, start_operation
from fulfilment.production.service.pausing import pause_operation, resume_operation
from fulfilment.production.service.undo import undo

_TAPS = {
    "start": start_operation,
    "pause": pause_operation,
    "resume": resume_operation,
    "finish": finish_operation,
}


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
    """Bring an operation from the lane in which the person saw it to another: start, pause, resume, finish or undo.

    Idempotent per `client_id`. Raises `Conflict` when it has left the lane it was `seen` in, when there is no such way,
    or with the tap's own sentence; `Invalid` for an unknown lane.
    """
    bench = at_bench(work, scope, ref)
    tap = partial(work_tap, work, scope, ref, client_id=client_id, person=person, undo_window=undo_window)
    before = work.session.get(FloorTap, client_id)
    if before is not None and before.subject == ref:
        return tap(before.verb)
    operation, lane = bench.operation, _lane(bench)
    if seen != lane:
        raise Conflict(_gone(bench, lane))
    move = move_to(operation.name, lane, to, inspection=operation.inspection)
    if move.undoes:
        newest = latest(work, ref)
        may_undo(operation.name, newest.verb if newest else "", move)
    return tap(move.verb)


def work_tap(
    work: Work, scope: SellerScope, ref: str, verb: str, *, client_id: str, person: str, undo_window: timedelta
) -> TapResult:
    """The tap by its name; the verb's own errors."""
    if verb == "undo":
        return undo(work, scope, ref, client_id=client_id, person=person)
    if verb not in _TAPS:
        raise Conflict("This tap was already used for something else. Reload the page and tap again.")
    return _TAPS[verb](work, scope, ref, client_id=client_id, person=person, undo_window=undo_window)


def _lane(bench: Bench) -> str | None:
    operation = bench.operation
    return lane_of(operation.state, inspection=operation.inspection, paused=operation.paused_at is not None)


def _gone(bench: Bench, lane: str | None) -> str:
    operation = bench.operation
    said = {
        "ready": "is ready again",
        "running": f"is running already, by {operation.person}",
        "paused": f"is paused already, by {operation.person}",
        "done": f"is done already, by {operation.person}",
        None: "waits again for the step before it",
    }.get(lane, "has moved on")
    return f"{operation.name} {said}. The board has been brought up to date."
