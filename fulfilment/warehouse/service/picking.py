"""Picking: take it, scan it, and what happens when it is not there."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import Conflict, Invalid, NotFound
from foundation.plain.scope import EVERY_SELLER, SellerScope
from fulfilment.orders import progress
from fulfilment.orders.models import FulfilmentLine, FulfilmentOrder
from fulfilment.orders.service.holds import put_hold
from fulfilment.orders.states import START
from fulfilment.orders.taps import record, repeated
from fulfilment.promise import service as promise
from fulfilment.stock import service as stock
from fulfilment.stock.domain import AllocationView
from fulfilment.warehouse.domain import PickResult
from fulfilment.warehouse.models import PickList, PickTask
from fulfilment.warehouse.service.listing import add_task, advance, level_at, shift_task, tasks_of
from fulfilment.warehouse.supply import comes, missing_sentence, to_be_ordered

SHORT = "material_short"


def pick(
    work: Work,
    scope: SellerScope,
    task_ref: str,
    quantity: int,
    *,
    client_id: str,
    person: str,
    scanned: str | None = None,
) -> PickResult:
    """Take `quantity` pieces from the task's bin; fewer than asked is a short pick.

    A short pick corrects the count, then looks for the rest on other shelves and on purchase orders; when there is
    none the line is held (`material_short`) and its task waits. `scanned` is the code on the piece, checked when
    given. Idempotent per `client_id`. Raises `Invalid` for a wrong scan or a quantity beyond the task, `Conflict` when
    it cannot be picked now, `NotFound` outside `scope`.
    """
    task, order = _at_shelf(work, scope, task_ref)
    before = repeated(work, client_id, "pick", task_ref)
    if before is not None:
        return PickResult(**before)
    line = next(line for line in order.lines if line.line_ref == task.line_ref)
    _check(task, quantity, scanned)
    _refuse(work, task, line, quantity)
    shift_task(work, task, "picked" if quantity == task.quantity else "short", person)
    task.picked = quantity
    line.picked += quantity
    if quantity:
        progress.begin(work, order, person)
    sentence = f"{quantity} × {task.name} picked."
    if quantity < task.quantity:
        sentence = _short(work, order, line, task)
    work.session.flush()
    advance(work, task.list, person)
    if line.picked == line.quantity and progress.tell_picked(work, order.order_ref, line.line_ref):
        stock.issue(work, line.line_ref, None, f"order {order.order_number}")
    told = PickResult(task.ref, quantity, task.state, task.list.state, sentence)
    _keep(work, client_id, task, person, told)
    return told


def _at_shelf(work: Work, scope: SellerScope, task_ref: str) -> tuple[PickTask, FulfilmentOrder]:
    found = work.session.execute(
        select(PickList.fulfilment_order_ref, FulfilmentOrder.seller_ref)
        .join(PickList.tasks)
        .join(PickList.order)
        .where(PickTask.ref == task_ref)
    ).first()
    if found is None:
        raise NotFound("There is no such pick.")
    scope.require(found.seller_ref, "pick")
    (order,) = progress.locked(work, scope, [found.fulfilment_order_ref])
    return work.session.get_one(PickTask, task_ref, populate_existing=True), order


def _check(task: PickTask, quantity: int, scanned: str | None) -> None:
    if scanned is not None and scanned.strip() != task.sku:
        raise Invalid(f"That is {scanned.strip()}. This pick wants {task.sku}, {task.name}.", field="scanned")
    if type(quantity) is not int or not 0 <= quantity <= task.quantity:
        raise Invalid(f"Pick between 0 and {task.quantity}.", field="quantity")


def _refuse(work: Work, task: PickTask, line: FulfilmentLine, quantity: int) -> None:
    """Raises `Conflict` for a task that is done, a line that is held, and goods that are not here yet."""
    if task.state != "open" or line.cancelled:
        raise Conflict("This pick is done or cancelled. Open the list again to see what is left.")
    holds = [hold for hold in progress.open_holds(work, [task.line_ref], START) if hold.kind != SHORT]
    if holds:
        raise Conflict(holds[0].reason)
    if task.allocation_ref is None:
        _look_again(work, task, line)
    allocations = [a for a in stock.allocations(work, [task.line_ref]) if a.operation is None]
    sentence = missing_sentence(allocations, tasks_of(work, task.line_ref), task)
    if quantity and sentence is not None:
        raise Conflict(sentence)


def _look_again(work: Work, task: PickTask, line: FulfilmentLine) -> None:
    """A task that still looks for its goods finds them now, or raises `Conflict`."""
    new = _claim(work, task.line_ref, task.sku, task.quantity)
    if not new:
        raise Conflict(f"{line.title} is still missing. Order more, or find it and count it in; then pick again.")
    task.allocation_ref, task.location, task.bin = new[0].ref, new[0].location or "", new[0].bin
    for hold in progress.open_holds(work, [task.line_ref]):
        if hold.kind == SHORT:
            hold.released_at = work.now()
    work.session.flush()


def _claim(work: Work, line_ref: str, sku: str, quantity: int) -> list[AllocationView]:
    """More of `sku` for the line from wherever it is; empty when there is none, and then nothing is held."""
    before = {one.ref for one in stock.allocations(work, [line_ref])}
    try:
        with work.session.begin_nested():
            stock.allocate_more(work, line_ref, [(None, sku, quantity)])
    except Conflict:
        return []
    return [one for one in stock.allocations(work, [line_ref]) if one.ref not in before]


def _short(work: Work, order: FulfilmentOrder, line: FulfilmentLine, task: PickTask) -> str:
    """Count, look elsewhere, else hold; returns what the picker is told."""
    task.was_short = True
    missing = task.quantity - task.picked
    level = level_at(work, task.sku, task.location)
    if level is not None and level.on_hand > level.reserved + level.allocated:
        # What others hold there they will miss themselves; what nobody holds must not be sold any more.
        held = level.reserved + level.allocated
        stock.adjust(work, EVERY_SELLER, task.sku, task.location, held, reason=f"Short pick {task.ref}")
    said = f"{task.picked} of {task.quantity} × {task.name} were there."
    new = _claim(work, task.line_ref, task.sku, missing)
    for one in new:
        add_task(work, task.list, line, one.quantity, one)
    if not new:
        add_task(work, task.list, line, missing, None)
        reason = f"{missing} × {task.name} is missing and none is on its way. Order more, or cancel the line."
        put_hold(work, order.order_ref, line.line_ref, SHORT, START, reason)
        return f"{said} There is no more, so the order waits. {reason}"
    awaited = [one.expected for one in new if one.state == "awaited" and one.expected is not None]
    if not awaited:
        places = ", ".join(f"{one.location} {one.bin}".strip() for one in new)
        return f"{said} The rest is at {places}: it is on this list now."
    ready = datetime.combine(max(awaited), time(12), UTC)
    told = comes if all(one.on_order for one in new if one.state == "awaited") else to_be_ordered
    customer, picker = told(task.name, max(awaited))
    promise.revise(work, line.line_ref, ready, customer)
    return f"{said} {picker}"


def _keep(work: Work, client_id: str, task: PickTask, person: str, told: PickResult) -> None:
    data: dict[str, Any] = asdict(told)
    record(work, client_id, "pick", task.ref, person=person, was="open", now=task.state, result=data)
