"""Pick lists come with accepted orders, shrink with cancelled lines, and never forget what was missing."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from foundation.data.audit import move
from foundation.data.work import Work
from foundation.plain.scope import EVERY_SELLER
from fulfilment.orders import progress
from fulfilment.orders.models import FulfilmentLine, FulfilmentOrder
from fulfilment.stock import service as stock
from fulfilment.stock.domain import AllocationView, LevelRow
from fulfilment.stock.queries import levels
from fulfilment.warehouse.models import Parcel, PickList, PickTask
from fulfilment.warehouse.states import PICK_LIST, PICK_TASK


def make(work: Work, order: FulfilmentOrder, held: Sequence[AllocationView]) -> PickList:
    """The pick list of a stocked fulfilment order: one task per allocation that it carries."""
    pick_list = PickList(
        ref=work.new_id(), fulfilment_order_ref=order.ref, state=PICK_LIST.initial, created_at=work.now()
    )
    work.session.add(pick_list)
    work.session.flush()
    for line in order.lines:
        left = line.quantity
        for allocation in (one for one in held if _carries(order, line, one)):
            taken = min(left, allocation.quantity)
            if taken > 0:
                add_task(work, pick_list, line, taken, allocation)
                left -= taken
        if left > 0:
            add_task(work, pick_list, line, left, None)
    work.session.flush()
    return pick_list


def _carries(order: FulfilmentOrder, line: FulfilmentLine, one: AllocationView) -> bool:
    awaited = one.state == "awaited"
    if (one.line_ref, one.operation, one.location or "") != (line.line_ref, None, order.location):
        return False
    if awaited and ":" in order.ship_group:
        expected = one.expected.isoformat() if one.expected else ""
        return order.supply_method == "backorder" and order.ship_group.endswith(f":{expected}")
    return awaited == (order.supply_method == "backorder")


def add_task(
    work: Work, pick_list: PickList, line: FulfilmentLine, quantity: int, allocation: AllocationView | None
) -> PickTask:
    """One bin to walk to; without an allocation it is a task still looking for its goods."""
    task = PickTask(
        ref=work.new_id(),
        line_ref=line.line_ref,
        sku=line.sku,
        name=allocation.name if allocation else line.title,
        location=(allocation.location or "") if allocation else "",
        bin=allocation.bin if allocation else "",
        allocation_ref=allocation.ref if allocation else None,
        quantity=quantity,
        picked=0,
        was_short=False,
        state=PICK_TASK.initial,
    )
    pick_list.tasks.append(task)
    return task


def shift_task(work: Work, task: PickTask, state: str, actor: str) -> None:
    move(work, task, PICK_TASK, state, subject=task.ref, actor=actor)


def advance(work: Work, pick_list: PickList, actor: str) -> None:
    """The list follows its tasks: picked when none is open, picking once one is done."""
    live = [task for task in pick_list.tasks if task.state != "cancelled"]
    wanted = "picking" if any(task.state == "open" for task in live) else "picked"
    if not live:
        wanted = "cancelled"
    if wanted != pick_list.state and not (wanted == "picking" and all(task.state == "open" for task in live)):
        move(work, pick_list, PICK_LIST, wanted, subject=pick_list.ref, actor=actor)


def tasks_of(work: Work, line_ref: str) -> list[PickTask]:
    return list(work.session.scalars(select(PickTask).where(PickTask.line_ref == line_ref).order_by(PickTask.ref)))


def put_back(work: Work, line_ref: str, actor: str) -> None:
    """Everything picked of a cancelled line goes back to its shelf, in the ledger too."""
    tasks = tasks_of(work, line_ref)
    if not tasks:
        return
    stock.unissue(work, line_ref, None, f"cancelled {line_ref}")
    for pick_list in {task.list.ref: task.list for task in tasks}.values():
        for task in pick_list.tasks:
            if task.line_ref == line_ref and task.state != "cancelled":
                shift_task(work, task, "cancelled", actor)
        advance(work, pick_list, actor)
    work.session.flush()


def recount(work: Work, line_ref: str) -> None:
    """What a short pick found missing stays missing when the line lets go of it: the freed shelf is counted down."""
    for task in tasks_of(work, line_ref):
        missing = task.quantity - task.picked if task.was_short else 0
        if missing:
            level = level_at(work, task.sku, task.location)
            if level is not None:
                floor = level.reserved + level.allocated
                left = max(floor, level.on_hand - missing)
                stock.adjust(
                    work, EVERY_SELLER, task.sku, task.location, left, reason=f"Missing since the short pick {task.ref}"
                )


def level_at(work: Work, sku: str, location: str) -> LevelRow | None:
    """The shelf of good pieces of an item at a location."""
    rows = levels(work, EVERY_SELLER, search=sku)
    return next((r for r in rows if (r.sku, r.location, r.condition) == (sku, location, "good")), None)


def open_parcels(work: Work, order: FulfilmentOrder) -> None:
    """Undo the packing of a stocked order: its parcels are gone, its live lines wait to be packed again."""
    for parcel in work.session.scalars(
        select(Parcel).where(Parcel.fulfilment_order_ref == order.ref, Parcel.shipment_ref.is_(None))
    ):
        work.session.delete(parcel)
    for line in progress.live(order):
        line.packed = 0
    work.session.flush()
