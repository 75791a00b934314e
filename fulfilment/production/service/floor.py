"""Start and finish: what a tap at the bench does."""

from __future__ import annotations

from datetime import timedelta

from foundation.data.work import Work
from foundation.plain.errors import Conflict, Invalid
from foundation.plain.scope import SellerScope
from fulfilment.api.events import OperationFinished, OperationStarted
from fulfilment.capacity import service as capacity
from fulfilment.orders import progress
from fulfilment.orders.taps import repeated
from fulfilment.production.domain.blockers import spoken
from fulfilment.production.domain.readmodel import TapResult
from fulfilment.production.facts import FloorFacts, gather
from fulfilment.production.models import Operation
from fulfilment.production.service.bench import (
    Bench,
    at_bench,
    from_json,
    keep,
    require_released,
    result,
    shift,
    shift_order,
    stand,
    standing,
    steps,
)
from fulfilment.production.service.completion import complete, make_parcels
from fulfilment.production.zones import zone_of, zones
from fulfilment.stock import service as stock
from fulfilment.timelog import service as timelog


def start_operation(
    work: Work,
    scope: SellerScope,
    ref: str,
    *,
    client_id: str,
    person: str,
    undo_window: timedelta,
    run_ref: str = "",
    pieces: int | None = None,
) -> TapResult:
    """Begin an operation: its materials leave the shelf, its booking begins. `run_ref` is shared by what is begun
    together and divides its minutes. `pieces`: so many of it for now, all of them if none is said; the others can
    still be changed until `begin_others`.

    Idempotent per `client_id`. Raises `Conflict` with the blocking sentence or with who has begun it already,
    `Invalid` for more pieces than there are, `NotFound` outside `scope`.
    """
    bench = at_bench(work, scope, ref)
    before = repeated(work, client_id, "start", ref)
    if before is not None:
        return from_json(before)
    refuse_twice(work, bench, "running")
    some = _some(bench.operation, pieces)
    begin(work, bench, person, run_ref)
    bench.operation.begun = some
    bench.operation.undo_until = work.now() + undo_window
    work.session.flush()
    work.emit(OperationStarted(bench.order.order_ref, (bench.production.line_ref,), work.now(), **steps(bench)))
    many = f"running, {some} of {bench.operation.pieces} pieces" if some else "running"
    told = result(bench.operation, f"{bench.operation.name} is {many}.")
    keep(work, client_id, "start", bench, person, "ready", told)
    return told


def _some(operation: Operation, pieces: int | None) -> int | None:
    """So many of its pieces, None for all. Raises `Invalid` for fewer than one and for more than there are."""
    if pieces is None or pieces == operation.pieces:
        return None
    if not 0 < pieces < operation.pieces:
        raise Invalid(f"There are {operation.pieces} pieces. Begin with one of them, or with more.", field="pieces")
    return pieces


def begin_others(
    work: Work, scope: SellerScope, ref: str, *, client_id: str, person: str, undo_window: timedelta
) -> TapResult:
    """The pieces of a running operation that were left lying are begun as well: none of them can be changed any more.

    Idempotent per `client_id`. Raises `Conflict` where all of them are begun already, or none.
    """
    bench = at_bench(work, scope, ref)
    before = repeated(work, client_id, "others", ref)
    if before is not None:
        return from_json(before)
    operation = bench.operation
    if not operation.begun:
        raise Conflict(f"All pieces of {operation.name} are begun already, or none. Look at its card.")
    was, operation.begun = operation.begun, None
    operation.undo_until = work.now() + undo_window
    work.session.flush()
    told = result(operation, f"All {operation.pieces} pieces of {operation.name} are begun.")
    keep(work, client_id, "others", bench, person, str(was), told)
    return told


def refuse_twice(work: Work, bench: Bench, wanted: str) -> None:
    """Raises `Conflict` when somebody was faster: what they did counts once, and this person hears who it was."""
    operation = bench.operation
    if operation.finished_at is not None:
        said, at = "finished already", operation.finished_at
    elif wanted == "running" and operation.started_at is not None:
        said, at = "begun already", operation.started_at
    else:
        return
    when = spoken(at, work.now(), zone_of(zones(work), bench.production.seller_ref))
    which = f"{operation.name} of order {bench.production.order_number}"
    raise Conflict(f"{which} is {said}: {operation.person}, {when}. Nothing was counted twice.")


def begin(work: Work, bench: Bench, person: str, run_ref: str = "") -> None:
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
    timelog.begin(work, stand(bench), person, run_ref)
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

    Idempotent per `client_id`. Raises `Conflict` for an inspection, which ends with a verdict, and for one that
    somebody has finished already, with who and when.
    """
    bench = at_bench(work, scope, ref)
    before = repeated(work, client_id, "finish", ref)
    if before is not None:
        return from_json(before)
    if bench.operation.inspection:
        raise Conflict("An inspection ends with a verdict: choose pass, rework or scrap.")
    refuse_twice(work, bench, "done")
    was = standing(bench.operation)
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
    keep(work, client_id, "finish", bench, person, was, told)
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
    timelog.end(work, operation.ref)
    capacity.finish(work, bench.production.line_ref, operation.number, work.now())
    ready_next(work, bench, person)
    work.session.flush()


def ready_next(work: Work, bench: Bench, person: str) -> None:
    """Whatever has all its predecessors done is ready."""
    done = {o.number for o in bench.production.operations if o.state == "done"}
    for operation in bench.production.operations:
        if operation.state == "waiting" and done.issuperset(operation.after):
            shift(work, operation, "ready", person)
