"""The operations of a production order become those of another spec; what has started stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy.exc import IntegrityError

from foundation.data.work import Work
from foundation.plain.errors import Conflict
from fulfilment.api.workspec import OperationSpec, WorkSpec
from fulfilment.production.domain.routing import Step
from fulfilment.production.models import Operation, ProductionOrder
from fulfilment.production.service.bench import shift
from fulfilment.production.service.planning import add_operation

STARTED = ("running", "done")
_COPIED = (
    "name", "work_centre", "setup_minutes", "run_minutes", "wait_minutes", "stage", "batch_key", "inspection",
    "packing", "inputs_hash",
)  # fmt: skip


def reroute(work: Work, production: ProductionOrder, sold: WorkSpec, wanted: WorkSpec, actor: str) -> None:
    """Drop, change and add operations as `wanted` has them. Callers have checked the freeze under the lock.

    Raises `Conflict` for an operation that falls away although somebody has worked on it before."""
    own = {operation.number: operation for operation in production.operations if operation.kind == "routing"}
    before = {operation.number: operation.after for operation in sold.operations}
    for number in own.keys() - {operation.number for operation in wanted.operations}:
        if own[number].state not in STARTED:
            _drop(work, own[number])
    work.session.expire(production, ["operations"])
    for spec in wanted.operations:
        if spec.number not in own:
            add_operation(work, production, Step(spec, "routing", spec.number, production.quantity))
        elif own[spec.number].state not in STARTED:
            _become(own[spec.number], spec, before.get(spec.number, ()))
    work.session.flush()
    work.session.expire(production, ["operations"])
    _number(production.operations, wanted)
    _ready(work, production.operations, actor)
    work.session.flush()


def _drop(work: Work, operation: Operation) -> None:
    try:
        with work.session.begin_nested():
            work.session.delete(operation)
    except IntegrityError:
        name = operation.name
        raise Conflict(f"Somebody has worked on “{name}” before, so it cannot be left out any more.") from None


def _become(operation: Operation, spec: OperationSpec, sold_after: Iterable[int]) -> None:
    """Predecessors that rework has put in the place of others stay, unless the spec's own are others now."""
    for name in _COPIED:
        setattr(operation, name, getattr(spec, name))
    if tuple(sold_after) != spec.after:
        operation.after = list(spec.after)


def _number(operations: Iterable[Operation], wanted: WorkSpec) -> None:
    """Steps as the customer counts them: what has started keeps its place, the rest takes those that are left, in the
    order of the routing."""
    place: Mapping[int, int] = {operation.number: at for at, operation in enumerate(wanted.operations)}
    fixed = {operation.step for operation in operations if operation.state in STARTED}
    free = (step for step in range(1, 10_000) if step not in fixed)
    open_ones = [operation for operation in operations if operation.state not in STARTED]
    for operation in sorted(open_ones, key=lambda one: place.get(one.number, len(place))):
        operation.step = next(free)


def _ready(work: Work, operations: Iterable[Operation], actor: str) -> None:
    done = {operation.number for operation in operations if operation.state == "done"}
    for operation in operations:
        may = done.issuperset(operation.after)
        if operation.state == "waiting" and may:
            shift(work, operation, "ready", actor, "changed")
        elif operation.state == "ready" and not may:
            shift(work, operation, "waiting", actor, "changed")
