"""Rework and scrap: operations are added, time and material booked; keeping looks after the day."""

from __future__ import annotations

from dataclasses import replace

from foundation.data.work import Work
from fulfilment.api.workspec import OperationSpec, WorkSpec
from fulfilment.capacity import service as capacity
from fulfilment.keeping.asking import Happened, ask_repair
from fulfilment.production.domain.routing import Rerouted, Step, rework, scrap
from fulfilment.production.models import Operation, ProductionOrder
from fulfilment.production.service.bench import Bench, shift
from fulfilment.production.service.planning import add_operation
from fulfilment.promise.calibrating import record
from fulfilment.promise.domain.pace import paced
from fulfilment.stock import service as stock

# What a customer reads if the day moves: the inspector's own words are written for the bench.
_REASONS = {
    "rework": "It did not pass our inspection, and we are putting it right.",
    "scrap": "It did not pass our inspection, and we are making it anew.",
}


def reroute(work: Work, bench: Bench, verdict: str, pieces: int, note: str, person: str) -> None:
    """Add what `verdict` takes to the routing. Raises `Conflict` when a material for a new piece cannot be had."""
    production = bench.production
    before = [as_step(operation) for operation in production.operations]
    decide = {"rework": rework, "scrap": scrap}[verdict]
    plan = decide(before, bench.operation.number, pieces)
    _rewire(work, production, plan, person)
    if verdict == "scrap":
        _new_materials(work, production, plan, pieces)
    specs = _paced(work, production, [step.spec for step in plan.added], pieces)
    capacity.book_more(work, production.line_ref, specs, work.now(), pieces)
    said = f"{production.order_number}: {bench.operation.name} failed, {note}"
    ask_repair(work, Happened("verdict", said, _REASONS[verdict], lines=[production.line_ref]))


def _paced(work: Work, production: ProductionOrder, specs: list[OperationSpec], pieces: int) -> list[OperationSpec]:
    """The minutes that they really take on this floor, as quotes plan with."""
    assert production.line.spec is not None
    spec = replace(WorkSpec.from_dict(production.line.spec), operations=tuple(specs))
    return list(paced(spec, pieces, record(work).paces).operations)


def as_step(operation: Operation) -> Step:
    """The row as the value that routing decisions are made on."""
    spec = OperationSpec(
        number=operation.number,
        name=operation.name,
        work_centre=operation.work_centre,
        setup_minutes=operation.setup_minutes,
        run_minutes=operation.run_minutes,
        wait_minutes=operation.wait_minutes,
        stage=operation.stage,
        batch_key=operation.batch_key,
        after=tuple(operation.after),
        inspection=operation.inspection,
        packing=operation.packing,
        inputs_hash=operation.inputs_hash,
    )
    return Step(spec, operation.kind, operation.origin, operation.pieces)


def _rewire(work: Work, production: ProductionOrder, plan: Rerouted, person: str) -> None:
    by_number = {operation.number: operation for operation in production.operations}
    for number, after in plan.rewired.items():
        operation = by_number[number]
        operation.after = list(after)
        if operation.state == "ready":
            shift(work, operation, "waiting", person, "after more work")
    for step in plan.added:
        by_number[step.number] = add_operation(work, production, step)
    for position, number in enumerate(plan.order, start=1):
        by_number[number].step = position
    work.session.flush()
    work.session.expire(production, ["operations"])
    done = {o.number for o in production.operations if o.state == "done"}
    for operation in production.operations:
        if operation.state == "waiting" and done.issuperset(operation.after):
            shift(work, operation, "ready", person)
    work.session.flush()


def _new_materials(work: Work, production: ProductionOrder, plan: Rerouted, pieces: int) -> None:
    """The new pieces take what the first ones took, at the new operations' numbers."""
    assert production.line.spec is not None
    spec = WorkSpec.from_dict(production.line.spec)
    needs = [
        (step.number, need.sku, need.quantity * pieces)
        for step in plan.added
        for need in spec.materials
        if need.operation == step.origin
    ]
    if needs:
        stock.allocate_more(work, production.line_ref, needs)
