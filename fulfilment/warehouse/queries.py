"""Read models of the warehouse."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql import ColumnElement

from foundation.data.work import Work
from foundation.plain.errors import NotFound
from foundation.plain.scope import SellerScope
from fulfilment.api.workspec import WorkSpec
from fulfilment.items.models import Item
from fulfilment.orders import progress
from fulfilment.orders.models import FulfilmentOrder
from fulfilment.orders.states import START
from fulfilment.production.reading import in_scope
from fulfilment.stock.domain import AllocationView
from fulfilment.stock.service import allocations
from fulfilment.warehouse.domain import (
    PackingLine,
    PackingPage,
    ParcelIn,
    PickListView,
    PickTaskView,
    stacked,
    walking_key,
)
from fulfilment.warehouse.models import PickList, PickTask
from fulfilment.warehouse.service.packing import not_ready
from fulfilment.warehouse.states import PICK_LIST, PICK_TASK
from fulfilment.warehouse.supply import missing_sentence

_Around = tuple[dict[str, list[AllocationView]], dict[str, list[PickTask]], dict[str, list[str]]]


def pick_lists(work: Work, scope: SellerScope) -> list[PickListView]:
    """Lists that still have something to pick, oldest first. Six statements."""
    rows = _load(work, scope, PickList.state.in_(("open", "picking")))
    around = _around(work, rows)
    return [_view(row, around) for row in rows]


def pick_list(work: Work, scope: SellerScope, ref: str) -> PickListView:
    """One list in walking order, whatever its state; raises `NotFound` outside `scope`."""
    rows = _load(work, scope, PickList.ref == ref)
    if not rows:
        raise NotFound("There is no such pick list.")
    return _view(rows[0], _around(work, rows))


def _load(work: Work, scope: SellerScope, where: ColumnElement[bool]) -> list[PickList]:
    return list(
        work.session.scalars(
            select(PickList)
            .join(PickList.order)
            .where(where, *in_scope(scope, FulfilmentOrder.seller_ref.expression))
            .options(
                joinedload(PickList.order),
                selectinload(PickList.tasks),
            )
            .order_by(PickList.created_at, PickList.ref)
        )
    )


def _around(work: Work, lists: Sequence[PickList]) -> _Around:
    """Allocations, tasks and holds of every line on these lists, by line."""
    line_refs = sorted({task.line_ref for row in lists for task in row.tasks})
    held: dict[str, list[AllocationView]] = defaultdict(list)
    for one in allocations(work, line_refs):
        if one.operation is None:
            held[one.line_ref].append(one)
    tasks: dict[str, list[PickTask]] = defaultdict(list)
    for task in work.session.scalars(select(PickTask).where(PickTask.line_ref.in_(line_refs))):
        tasks[task.line_ref].append(task)
    holds: dict[str, list[str]] = defaultdict(list)
    for hold in progress.open_holds(work, line_refs, START):
        holds[hold.line_ref].append(hold.reason)
    return held, tasks, holds


def _view(row: PickList, around: _Around) -> PickListView:
    live = [task for task in row.tasks if task.state != "cancelled"]
    views = [_task(task, around) for task in live]
    views.sort(key=lambda view: (view.location, walking_key(view.bin), view.ref))
    blocked = [view.blocked_by for view in views if view.state == "open"]
    state = PICK_LIST.states[row.state]
    return PickListView(
        ref=row.ref,
        fulfilment_order_ref=row.order.ref,
        order_ref=row.order.order_ref,
        order_number=row.order.order_number,
        seller_ref=row.order.seller_ref,
        location=row.order.location,
        state=row.state,
        label=state.label,
        tone=state.tone,
        pieces=sum(view.quantity for view in views if view.state != "short")
        + sum(view.picked for view in views if view.state == "short"),
        picked=sum(view.picked for view in views),
        created_at=row.created_at,
        blocked_by=blocked[0] if blocked and all(blocked) else None,
        tasks=tuple(views),
    )


def _task(task: PickTask, around: _Around) -> PickTaskView:
    held, tasks, holds = around
    mine = held.get(task.line_ref, [])
    # What was awaited has found its shelf since the list was written: show where it lies now.
    now = next((one for one in mine if one.ref == task.allocation_ref), None)
    if now is None and not task.location:
        now = next((one for one in mine if one.location), None)
    blocked = None
    if task.state == "open":
        stopped = holds.get(task.line_ref)
        blocked = stopped[0] if stopped else missing_sentence(mine, tasks.get(task.line_ref, []), task)
    state = PICK_TASK.states[task.state]
    return PickTaskView(
        ref=task.ref,
        line_ref=task.line_ref,
        sku=task.sku,
        name=task.name,
        location=task.location or (now.location or "" if now else ""),
        bin=task.bin or (now.bin if now else ""),
        quantity=task.quantity,
        picked=task.picked,
        state=task.state,
        label=state.label,
        tone=state.tone,
        expected=now.expected if now and now.state == "awaited" else None,
        blocked_by=blocked,
    )


def packing(work: Work, scope: SellerScope, fulfilment_order_ref: str) -> PackingPage:
    """The packing bench for one fulfilment order; raises `NotFound` outside `scope`."""
    order = work.session.get(FulfilmentOrder, fulfilment_order_ref)
    if order is None:
        raise NotFound("There is no such fulfilment order.")
    scope.require(order.seller_ref, "fulfilment order")
    return PackingPage(
        fulfilment_order_ref=order.ref,
        order_ref=order.order_ref,
        order_number=order.order_number,
        delivery_class=order.delivery_class,
        state=order.state,
        lines=tuple(
            PackingLine(
                line_ref=line.line_ref,
                sku=line.sku,
                title=line.title,
                quantity=line.quantity,
                to_pack=line.picked + line.made - line.packed,
                packed=line.packed,
            )
            for line in progress.live(order)
        ),
        parcels=_suggested(work, order),
        blocked_by=not_ready(order),
    )


def _suggested(work: Work, order: FulfilmentOrder) -> tuple[ParcelIn, ...]:
    """Made pieces as their WorkSpec packs them, stocked ones stacked in one box; empty where nothing was measured."""
    made = [
        ParcelIn(packed.length_mm, packed.width_mm, packed.height_mm, packed.weight_g)
        for line in progress.live(order)
        if line.spec is not None and line.packed < line.quantity
        for packed in [WorkSpec.from_dict(line.spec).packed] * line.quantity
    ]
    stocked = [line for line in progress.live(order) if line.spec is None]
    sizes = {
        row.sku: ParcelIn(row.length_mm, row.width_mm, row.height_mm, row.weight_g)
        for row in work.session.execute(
            select(Item.sku, Item.length_mm, Item.width_mm, Item.height_mm, Item.weight_g).where(
                Item.sku.in_([line.sku for line in stocked])
            )
        )
    }
    pieces = [sizes[line.sku] for line in stocked if line.sku in sizes for _ in range(line.quantity)]
    return (*made, *stacked(pieces))
