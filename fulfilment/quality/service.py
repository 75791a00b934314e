"""Verbs of quality control: the inspection operation ends only here."""

from __future__ import annotations

from datetime import timedelta

from foundation.data.work import Work
from foundation.plain.errors import Conflict
from foundation.plain.scope import SellerScope
from fulfilment.api.events import InspectionFailed, InspectionPassed, OperationFinished
from fulfilment.orders.taps import repeated
from fulfilment.production.domain.readmodel import TapResult
from fulfilment.production.service.bench import Bench, at_bench, from_json, keep, result, steps
from fulfilment.production.service.completion import complete
from fulfilment.production.service.floor import begin, end, refuse_twice
from fulfilment.production.service.rerouting import reroute
from fulfilment.quality.domain import checked, sentence
from fulfilment.quality.models import Inspection


def inspect(
    work: Work,
    scope: SellerScope,
    ref: str,
    verdict: str,
    note: str,
    *,
    client_id: str,
    person: str,
    undo_window: timedelta,
    pieces: int | None = None,
) -> TapResult:
    """Give a verdict on an inspection: `pass`, `rework` (adds operations) or `scrap` (`pieces` are made anew).

    An inspection that is ready starts itself. Idempotent per `client_id`. Raises `Invalid` for a failing verdict
    without a note, `Conflict` with the blocking sentence or for an operation that is no inspection. `InspectionPassed`
    is emitted when no inspection of the line is open any more; until then a pass is an operation finished.
    """
    bench = at_bench(work, scope, ref)
    before = repeated(work, client_id, verdict, ref)
    if before is not None:
        return from_json(before)
    operation, was = bench.operation, bench.operation.state
    if not operation.inspection:
        raise Conflict(f"{operation.name} is no inspection. Tap Finish when it is done.")
    note, some = checked(verdict, note, pieces, operation.pieces)
    refuse_twice(work, bench, "done")
    if was in ("waiting", "ready"):
        begin(work, bench, person)
    end(work, bench, person)
    operation.verdict, operation.note = verdict, note
    operation.undo_until = work.now() + undo_window if verdict == "pass" else None
    inspection = _keep_verdict(work, bench, verdict, note, some, person)
    told = result(operation, sentence(verdict, some, operation.pieces))
    keep(work, client_id, verdict, bench, person, was, told, note)
    if verdict == "pass":
        _passed(work, bench, inspection, undo_window, person)
    else:
        reroute(work, bench, verdict, some, note, person)
        work.emit(
            InspectionFailed(
                bench.order.order_ref, (bench.production.line_ref,), work.now(), inspection.ref, verdict, note
            )
        )
    return told


def _keep_verdict(work: Work, bench: Bench, verdict: str, note: str, pieces: int, person: str) -> Inspection:
    inspection = Inspection(
        ref=work.new_id(),
        operation_ref=bench.operation.ref,
        line_ref=bench.production.line_ref,
        verdict=verdict,
        note=note,
        pieces=pieces,
        person=person,
        at=work.now(),
    )
    work.session.add(inspection)
    work.session.flush()
    return inspection


def _passed(work: Work, bench: Bench, inspection: Inspection, undo_window: timedelta, person: str) -> None:
    where, now = (bench.order.order_ref, (bench.production.line_ref,)), work.now()
    if any(o.inspection and o.state != "done" for o in bench.production.operations):
        work.emit(OperationFinished(*where, now, **steps(bench), waiting_until=bench.operation.waiting_until))
    else:
        work.emit(InspectionPassed(*where, now, inspection.ref, now + undo_window))
    complete(work, bench, person)
