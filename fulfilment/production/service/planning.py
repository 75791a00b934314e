"""Production orders come from accepted lines and go with cancelled ones."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from foundation.data.work import Work
from fulfilment.api.workspec import WorkSpec
from fulfilment.capacity import service as capacity
from fulfilment.orders.models import FulfilmentLine, FulfilmentOrder
from fulfilment.production.domain.routing import Step, first_run
from fulfilment.production.models import Operation, ProductionOrder
from fulfilment.production.service.bench import locked_production, shift, shift_order
from fulfilment.production.service.placing import follow_bookings
from fulfilment.production.states import OPERATION, PRODUCTION_ORDER
from fulfilment.timelog import service as timelog


def plan(work: Work, order: FulfilmentOrder, line: FulfilmentLine, promised: date) -> ProductionOrder:
    """The production order of one made line, released to the floor: a paid order waits for nobody's signature."""
    assert line.spec is not None
    production = ProductionOrder(
        ref=work.new_id(),
        fulfilment_order_ref=order.ref,
        fulfilment_line_id=line.id,
        order_ref=order.order_ref,
        order_number=order.order_number,
        line_ref=line.line_ref,
        seller_ref=order.seller_ref,
        quantity=line.quantity,
        state=PRODUCTION_ORDER.initial,
        promised=promised,
        confirmed_at=work.now(),
    )
    work.session.add(production)
    work.session.flush()
    for step in first_run(WorkSpec.from_dict(line.spec), line.quantity):
        operation = add_operation(work, production, step)
        if not operation.after:
            shift(work, operation, "ready", "accept")
    for state in ("firmed", "released"):
        shift_order(work, production, state, "accept")
    work.session.flush()
    follow_bookings(work, [line.line_ref])
    return production


def add_operation(work: Work, production: ProductionOrder, step: Step) -> Operation:
    """A waiting operation behind the others."""
    spec = step.spec
    operation = Operation(
        ref=work.new_id(),
        production_order_ref=production.ref,
        number=spec.number,
        step=len(production.operations) + 1,
        kind=step.kind,
        origin=step.origin,
        name=spec.name,
        work_centre=spec.work_centre,
        setup_minutes=spec.setup_minutes,
        run_minutes=spec.run_minutes,
        wait_minutes=spec.wait_minutes,
        stage=spec.stage,
        batch_key=spec.batch_key,
        after=list(spec.after),
        inspection=spec.inspection,
        packing=spec.packing,
        inputs_hash=spec.inputs_hash,
        pieces=step.pieces,
        state=OPERATION.initial,
    )
    production.operations.append(operation)
    return operation


def of_line(work: Work, line_ref: str) -> ProductionOrder | None:
    """The production order of a line, locked; None for a stocked line."""
    ref = work.session.scalar(select(ProductionOrder.ref).where(ProductionOrder.line_ref == line_ref))
    return locked_production(work, ref) if ref else None


def cancel(work: Work, production: ProductionOrder, actor: str) -> None:
    """Take an order off the floor. What is done stays done; what runs ends here, its minutes counted."""
    for operation in production.operations:
        if operation.state == "running":
            timelog.end(work, operation.ref)
            capacity.finish(work, production.line_ref, operation.number, work.now())
        if operation.state != "done":
            shift(work, operation, "cancelled", actor)
        operation.paused_at = operation.undo_until = None
    shift_order(work, production, "cancelled", actor)
    work.session.flush()
