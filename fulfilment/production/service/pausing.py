"""Pause and go on: the machine is free meanwhile, the minutes stand still, the piece stays begun."""

from __future__ import annotations

from datetime import timedelta

from foundation.data.work import Work
from foundation.plain.errors import Conflict
from foundation.plain.scope import SellerScope
from fulfilment.api.events import OperationPaused, OperationResumed
from fulfilment.orders.taps import repeated
from fulfilment.production.domain.readmodel import TapResult
from fulfilment.production.facts import gather
from fulfilment.production.service.bench import (
    at_bench,
    from_json,
    keep,
    require_released,
    result,
    stand,
    steps,
    where,
)
from fulfilment.timelog import service as timelog


def pause_operation(
    work: Work, scope: SellerScope, ref: str, *, client_id: str, person: str, undo_window: timedelta
) -> TapResult:
    """Let a running operation rest. Idempotent per `client_id`. Raises `Conflict` for one that does not run."""
    bench = at_bench(work, scope, ref)
    before = repeated(work, client_id, "pause", ref)
    if before is not None:
        return from_json(before)
    operation = bench.operation
    if operation.state != "running" or operation.paused_at is not None:
        raise Conflict(f"{operation.name} is not running, so there is nothing to pause.")
    timelog.end(work, ref)
    operation.paused_at = work.now()
    operation.undo_until = work.now() + undo_window
    work.session.flush()
    work.emit(OperationPaused(*where(work, bench), **steps(bench)))
    told = result(operation, f"{operation.name} is paused.")
    keep(work, client_id, "pause", bench, person, "running", told)
    return told


def resume_operation(
    work: Work, scope: SellerScope, ref: str, *, client_id: str, person: str, undo_window: timedelta
) -> TapResult:
    """Go on with a paused operation, whoever paused it. Idempotent per `client_id`. Raises `Conflict` when its place is
    taken by another, or when it is not paused."""
    bench = at_bench(work, scope, ref)
    before = repeated(work, client_id, "resume", ref)
    if before is not None:
        return from_json(before)
    operation = bench.operation
    require_released(bench.production)
    if operation.paused_at is None:
        raise Conflict(f"{operation.name} is not paused. Somebody may have gone on with it; look at its card.")
    busy = gather(work, [bench.production]).resumable(operation)
    if busy is not None:
        raise Conflict(busy)
    operation.paused_at = None
    operation.person = person
    operation.undo_until = work.now() + undo_window
    timelog.begin(work, stand(bench), person)
    work.emit(OperationResumed(*where(work, bench), **steps(bench)))
    told = result(operation, f"{operation.name} is running again.")
    keep(work, client_id, "resume", bench, person, "paused", told)
    return told
