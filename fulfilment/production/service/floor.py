"""Start and finish: what a tap at the bench does."""

from __future__ import annotations

from datetime import timedelta

from foundation.data.work import Work
from foundation.plain.errors import Conflict
from foundation.plain.scope import SellerScope
from fulfilment.api.events import OperationFinished, OperationStarted
from fulfilment.capacity import service as capacity
from fulfilment.orders import progress
from fulfilment.orders.taps import record, repeated
from fulfilment.production.domain.readmodel import TapResult
from fulfilment.production.facts import FloorFacts, gather
from fulfilment.production.models import Operation
from fulfilment.production.service.bench import (
    Bench,
    at_bench,
    from_json,
    require_released,
    result,
    shift,
    shift_order,
    steps,
    to_json,
)
from fulfilment.production.service.completion import complete, make_parcels
from fulfilment.stock import service as stock


def start_operation(
    work: Work, scope: SellerScope, ref: str, *, client_id: str, person: str, undo_window: timedelta
) -> TapResult:
    """Begin an operation: its materials leave the shelf, its booking begins.

    Idempotent per `client_id`. Raises `Conflict` with the blocking sentence, `IllegalTransition` for an operation
    that is not ready, `NotFound` outside `scope`.
    """
    bench = at_bench(work, scope, ref)
    before = repeated(work, client_id, "start", ref)
    if before is not None:
        return from_json(before)
    begin(work, bench, person)
    bench.operation.undo_until = work.now() + undo_window
    work.session.flush()
    work.emit(OperationStarted(bench.order.order_ref, (bench.production.line_ref,), work.now(), **steps(bench)))
    told = result(bench.operation, f"{bench.operation.name} is running.")
    _keep(work, client_id, "start", bench, person, "ready", told)
    return told


def begin(work: Work, bench: Bench, person: str) -> None:
    """Everything a start does except its event: inspection, which starts itself, does the same."""
    operation, production = bench.operation, bench.production
    require_released(production)
    facts = gather(work, [production])
    _refuse_blocked(operation, facts)
    shift(work, operation, "running", person)
    operation.person = person
    if facts.materials.get((production.line_ref, operation.number)):
        stock.issue(work, production.line_ref, operation.number, operation.ref)
        operation.issued = True
    capacity.begin(work, production.line_ref, operation.number, work.now())
    if production.state == "released":
        shift_order(work, production, "in_progress", person)
    progress.begin(work, bench.order, person)
    work.session.flush()


def _refuse_blocked(operation: Operation, facts: FloorFacts) -> None:
    if operation.state not in ("waiting", "ready"):
        return  # the transition table refuses, naming both states
    sentence = facts.blocker(operation)
    if sentence is not None:
        raise Conflict(sentence)


def finish_operation(
    work: Work, scope: SellerScope, ref: str, *, client_id: str, person: str, undo_window: timedelta
) -> TapResult:
    """End a running operation; the next ones become ready, a packing operation makes its parcels.

    Idempotent per `client_id`. Raises `Conflict` for an inspection, which ends with a verdict.
    """
    bench = at_bench(work, scope, ref)
    before = repeated(work, client_id, "finish", ref)
    if before is not None:
        return from_json(before)
    if bench.operation.inspection:
        raise Conflict("An inspection ends with a verdict: choose pass, rework or scrap.")
    end(work, bench, person)
    bench.operation.undo_until = work.now() + undo_window
    work.session.flush()
    work.emit(
        OperationFinished(
            bench.order.order_ref,
            (bench.production.line_ref,),
            work.now(),
            **steps(bench),
            waiting_until=bench.operation.waiting_until,
        )
    )
    told = result(bench.operation, f"{bench.operation.name} is done.")
    _keep(work, client_id, "finish", bench, person, "running", told)
    if bench.operation.packing:
        make_parcels(work, bench)
    complete(work, bench, person)
    return told


def end(work: Work, bench: Bench, person: str) -> None:
    """Everything an end does except its event; a verdict does the same."""
    operation = bench.operation
    shift(work, operation, "done", person)
    operation.person = person
    if operation.wait_minutes:
        operation.waiting_until = work.now() + timedelta(minutes=operation.wait_minutes)
    capacity.finish(work, bench.production.line_ref, operation.number, work.now())
    ready_next(work, bench, person)
    work.session.flush()


def ready_next(work: Work, bench: Bench, person: str) -> None:
    """Whatever has all its predecessors done is ready."""
    done = {o.number for o in bench.production.operations if o.state == "done"}
    for operation in bench.production.operations:
        if operation.state == "waiting" and done.issuperset(operation.after):
            shift(work, operation, "ready", person)


def _keep(work: Work, client_id: str, verb: str, bench: Bench, person: str, was: str, told: TapResult) -> None:
    record(
        work,
        client_id,
        verb,
        bench.operation.ref,
        person=person,
        was=was,
        now=told.state,
        result=to_json(told),
        undo_until=told.undo_until,
    )
