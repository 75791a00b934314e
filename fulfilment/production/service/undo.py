"""Undo: a tap is taken back by a correcting move, never by forgetting it."""

from __future__ import annotations

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import Conflict
from foundation.plain.scope import SellerScope
from fulfilment.api.events import InspectionUndone, OperationPaused, OperationResumed, OperationUndone
from fulfilment.capacity import service as capacity
from fulfilment.orders import progress
from fulfilment.orders.models import FloorTap
from fulfilment.orders.taps import latest, record, repeated
from fulfilment.production.domain.readmodel import TapResult
from fulfilment.production.service.bench import (
    Bench,
    at_bench,
    from_json,
    result,
    shift,
    shift_order,
    standing,
    steps,
    to_json,
)
from fulfilment.production.service.completion import reopen
from fulfilment.quality.models import Inspection
from fulfilment.stock import service as stock
from fulfilment.timelog import service as timelog


def undo(work: Work, scope: SellerScope, ref: str, *, client_id: str, person: str) -> TapResult:
    """Take back the newest tap on an operation, a start, a pause, a resumption, a finish or a pass, within the window
    it was made with.

    Idempotent per `client_id`. Raises `Conflict` when the window is over, when later work has begun, or for rework
    and scrap, whose pieces are already somewhere else.
    """
    bench = at_bench(work, scope, ref)
    before = repeated(work, client_id, "undo", ref)
    if before is not None:
        return from_json(before)
    tap = _may_be_undone(work, bench)
    was = bench.operation.state
    _TAKE_BACK.get(tap.verb, _take_back_end)(work, bench, tap, person)
    tap.undone = True
    work.session.flush()
    older = latest(work, ref)
    bench.operation.undo_until = older.undo_until if older else None
    _tell(work, bench, tap)
    told = result(bench.operation, f"{bench.operation.name} is {standing(bench.operation)} again.")
    record(work, client_id, "undo", ref, person=person, was=was, now=told.state, result=to_json(told))
    return told


def _may_be_undone(work: Work, bench: Bench) -> FloorTap:
    tap = latest(work, bench.operation.ref)
    if tap is None:
        raise Conflict(f"Nothing was tapped on {bench.operation.name}; there is nothing to take back.")
    if bench.production.state == "cancelled":
        raise Conflict("This piece is cancelled; its work is not taken up again.")
    if bench.operation.verdict in ("rework", "scrap"):
        raise Conflict("A verdict of rework or scrap stands: its extra work is planned. Carry on with that.")
    if tap.undo_until is None or tap.undo_until < work.now():
        raise Conflict("It is too late to take this back. Ask the office to correct it.")
    later = next((o for o in bench.successors if o.state in ("running", "done")), None)
    if later is not None:
        raise Conflict(f"{later.name} has already begun. Take that back first.")
    return tap


def _take_back_pause(work: Work, bench: Bench, tap: FloorTap, person: str) -> None:
    bench.operation.paused_at = None
    timelog.go_on(work, bench.operation.ref)


def _take_back_resume(work: Work, bench: Bench, tap: FloorTap, person: str) -> None:
    timelog.drop_open(work, bench.operation.ref)
    bench.operation.paused_at = work.now()


def _take_back_start(work: Work, bench: Bench, tap: FloorTap, person: str) -> None:
    operation, production = bench.operation, bench.production
    timelog.drop_all(work, operation.ref)
    _to_ready(work, bench, person)
    if all(o.state in ("waiting", "ready") for o in production.operations):
        shift_order(work, production, "released", person, "taken back")
        if not _busy_elsewhere(bench):
            progress.rest(work, bench.order, person)
    operation.person = ""


def _to_ready(work: Work, bench: Bench, person: str) -> None:
    operation, line_ref = bench.operation, bench.production.line_ref
    shift(work, operation, "ready", person, "taken back")
    if operation.issued:
        stock.unissue(work, line_ref, operation.number, operation.ref)
        operation.issued = False
    capacity.reopen(work, line_ref, operation.number, work.now())


def _busy_elsewhere(bench: Bench) -> bool:
    """Whether another line of the same fulfilment order has been worked on."""
    lines = [line for line in bench.order.lines if line.line_ref != bench.production.line_ref]
    return any(line.made or line.picked or line.packed for line in lines) or len(progress.live(bench.order)) > 1


def _take_back_end(work: Work, bench: Bench, tap: FloorTap, person: str) -> None:
    """A finish goes back to running; a pass to where it was given from, which may be ready."""
    operation = bench.operation
    reopen(work, bench, person)
    for successor in bench.successors:
        if successor.state == "ready":
            shift(work, successor, "waiting", person, "taken back")
    operation.verdict, operation.note = None, ""
    if tap.was == "ready":
        _take_back_start(work, bench, tap, person)
        return
    shift(work, operation, "running", person, "taken back")
    if tap.was == "paused":
        operation.paused_at = work.now()
    else:
        timelog.go_on(work, operation.ref)
    # The booking of a running operation begins when it began.
    assert operation.started_at is not None
    line_ref = bench.production.line_ref
    capacity.reopen(work, line_ref, operation.number, work.now())
    capacity.begin(work, line_ref, operation.number, operation.started_at)


def _take_back_others(work: Work, bench: Bench, tap: FloorTap, person: str) -> None:
    bench.operation.begun = int(tap.was)


_TAKE_BACK = {
    "start": _take_back_start,
    "pause": _take_back_pause,
    "resume": _take_back_resume,
    "others": _take_back_others,
}


def _tell(work: Work, bench: Bench, tap: FloorTap) -> None:
    where, now = (bench.order.order_ref, (bench.production.line_ref,)), work.now()
    if tap.verb == "others":
        return
    if tap.verb in ("pause", "resume"):
        event = OperationResumed if tap.verb == "pause" else OperationPaused
        work.emit(event(*where, now, **steps(bench)))
        return
    if tap.verb != "pass":
        work.emit(OperationUndone(*where, now, **steps(bench), state=bench.operation.state))
        return
    inspection = work.session.scalars(
        select(Inspection).where(Inspection.operation_ref == bench.operation.ref).order_by(Inspection.ref.desc())
    ).first()
    assert inspection is not None
    inspection.undone = True
    open_others = [o for o in bench.others if o.inspection and o.state != "done"]
    if not open_others:
        work.emit(InspectionUndone(*where, now, inspection.ref))
