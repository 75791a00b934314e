"""Carrying a change out: under the production order's lock the freeze is checked once more, then operations, material,
time and promise of the line are the changed ones, all at once. What is finished stays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, update

from foundation.data.audit import move
from foundation.data.work import Work
from foundation.plain.errors import Conflict, Gone
from fulfilment.api.events import LineChanged
from fulfilment.api.workspec import WorkSpec
from fulfilment.capacity import ledger
from fulfilment.capacity.models import Booking
from fulfilment.changes.domain import ChangeView, Delta
from fulfilment.changes.models import Change
from fulfilment.changes.planning import ChangePlan
from fulfilment.changes.rerouting import reroute
from fulfilment.changes.service.ending import TIME_OVER, release_pending
from fulfilment.changes.service.locking import (
    Desk,
    at_desk,
    change_of,
    locked_change,
    plan_under_lock,
    refuse_frozen,
    settle,
    spec_of,
    view,
)
from fulfilment.changes.states import HELD
from fulfilment.keeping.service.answering import answer_revision
from fulfilment.production.models import ProductionOrder
from fulfilment.promise.models import Promise
from fulfilment.promise.states import LIVE, PROMISE_STATES
from fulfilment.stock import supply
from fulfilment.stock.models import Claim

ACTOR = "change"
LATER = "The workshop's plan moved meanwhile and the day would be another one. Look at it once more, then say yes."


def apply_change(work: Work, ref: str, *, actor: str) -> ChangeView:
    """Carry out a held change. Idempotent: one that is done answers the same again.

    Raises `Gone` when its time is over or it was let go, `Conflict` when an operation of it has begun after all, when
    something for it cannot be had any more, or when its day would be later than the one that was agreed. Emits
    `LineChanged`.
    """
    found = change_of(work, ref)
    desk = at_desk(work, found.order_ref, found.line_ref)
    change = locked_change(work, ref)
    if change.state == "applied":
        return view(change)
    if change.state not in HELD or change.expires_at is None or change.expires_at <= work.now():
        raise Gone(change.sentence or TIME_OVER)
    wanted = spec_of(change)
    refuse_frozen(work, desk, wanted, None)
    plan = plan_under_lock(work, desk, wanted, [ref])
    if plan.day > change.day:
        raise Conflict(LATER)
    _carry_out(work, desk, change, wanted, plan)
    settle(work, change, "applied", actor)
    day = change.day
    work.emit(LineChanged(change.order_ref, (change.line_ref,), work.now(), change_ref=ref, was=change.was, now=day))
    return view(change)


def _carry_out(work: Work, desk: Desk, change: Change, wanted: WorkSpec, plan: ChangePlan) -> None:
    sold = desk.floor.sold
    release_pending(work, change.line_ref)
    _new_time(work, desk, wanted, plan)
    _new_material(work, desk, plan)
    reroute(work, desk.production, sold, wanted, ACTOR)
    line, production = desk.production.line, desk.production
    line.spec, line.summary, line.drawing = wanted.to_dict(), change.summary, change.drawing
    order = production.fulfilment_order
    if len(order.lines) == 1:
        order.delivery_class = wanted.packed.delivery_class
    _new_promise(work, desk, wanted, plan, change)
    production.promised = change.day
    work.session.flush()


def _new_time(work: Work, desk: Desk, wanted: WorkSpec, plan: ChangePlan) -> None:
    """The old slots of what moves or falls away are free, the new ones booked; the guard sees no overlap."""
    numbers = {operation.number for operation in wanted.operations}
    dropped = {operation.number for operation in desk.floor.sold.operations} - numbers
    ledger.forget(
        work,
        (Booking.line_ref == desk.floor.line_ref)
        & Booking.operation.in_(plan.replanned.moved | dropped)
        & Booking.state.in_(("firm", "displaced")),
    )
    slots = [
        ledger.Planned(desk.floor.line_ref, step.operation, step.centre, step.slot, desk.own.promise.checkout_id)
        for step in plan.replanned.steps
    ]
    ledger.book(work, slots, state="firm")


def _new_material(work: Work, desk: Desk, plan: ChangePlan) -> None:
    """First what is given back, so that another item of the same shelf can follow it; then what is taken more."""
    claims = supply.claims_of(work, (Claim.line_ref == desk.floor.line_ref) & (Claim.state == "allocated"))
    by_need: dict[tuple[int | None, str], list[Claim]] = defaultdict(list)
    for row in claims:
        by_need[row.operation, desk.own.skus[row.item_id]].append(row)
    gone = [row for delta in plan.back for row in _given_back(work, by_need[delta.operation, delta.sku], delta)]
    freed = supply.let_go(work, gone)
    items = supply.facts(work, {take.need.sku for take in plan.takes})
    supply.claim(work, plan.takes, items, supply.Holder("allocated", desk.own.promise.checkout_id))
    supply.fill_awaited(work, freed)


def _given_back(work: Work, rows: Sequence[Claim], delta: Delta) -> list[Claim]:
    """The claims that go: what has still to be bought before what is on its way before what is here; a claim that goes
    in part is split."""
    left, gone = -delta.quantity, list[Claim]()
    for row in sorted(rows, key=lambda one: (one.level_id is not None, one.po_line_id is not None, one.id)):
        if left <= 0:
            break
        part = min(left, row.quantity)
        if part < row.quantity:
            row.quantity -= part
            row = _part_of(work, row, part)
        gone.append(row)
        left -= part
    return gone


def _part_of(work: Work, row: Claim, quantity: int) -> Claim:
    part = Claim(
        id=work.new_id(),
        checkout_id=row.checkout_id,
        line_ref=row.line_ref,
        operation=row.operation,
        item_id=row.item_id,
        level_id=row.level_id,
        po_line_id=row.po_line_id,
        quantity=quantity,
        state=row.state,
        expected=row.expected,
        expires_at=row.expires_at,
        made_at=row.made_at,
    )
    work.session.add(part)
    work.session.flush()
    return part


def _new_promise(work: Work, desk: Desk, wanted: WorkSpec, plan: ChangePlan, change: Change) -> None:
    """A change is a new promise: the old one ends, and what travels with it has the same day."""
    old = work.session.get_one(Promise, desk.own.promise.id)
    if old.state == "revised":
        answer_revision(work, change.order_ref, change.line_ref, "changed")  # that is what they say to the moved day
    planned: dict[str, Any] = {
        "ready_at": plan.ready_at,
        "earliest": plan.earliest,
        "method": wanted.packed.delivery_class,
    }
    if plan.replanned.steps:
        planned["load"] = round(1000 * plan.load)
    _supersede(work, old, change, planned)
    if old.plan_kind == "together":
        _travel_along(work, old, change)


def _travel_along(work: Work, old: Promise, change: Change) -> None:
    """What was to come sooner waits for the changed piece, as its customer has agreed."""
    sooner = (Promise.order_ref == old.order_ref) & Promise.state.in_(LIVE) & (Promise.promised < change.day)
    for other in work.session.scalars(select(Promise).where(sooner).order_by(Promise.line_ref)).all():
        _supersede(work, other, change, {})
        work.session.execute(
            update(ProductionOrder)
            .where(ProductionOrder.line_ref == other.line_ref)
            .values(promised=change.day)
            .execution_options(synchronize_session="fetch")
        )


def _supersede(work: Work, old: Promise, change: Change, planned: Mapping[str, Any]) -> None:
    """End a promise and give another for the same line, for the day that was agreed."""
    move(work, old, PROMISE_STATES, "cancelled", subject=old.line_ref, actor=ACTOR, reason=change.ref)
    work.session.flush()
    values = {column.name: getattr(old, column.name) for column in Promise.__table__.columns}
    values |= {
        "id": work.new_id(),
        "state": PROMISE_STATES.initial,
        "promised": change.day,
        "median": min(old.median, change.day) if change.day <= old.promised else change.day,
        "quoted": change.day,
        "revised_from": None,
        "reason": None,
        "made_at": work.now(),
        **planned,
    }
    new = Promise(**values)
    work.session.add(new)
    work.session.flush()
    move(work, new, PROMISE_STATES, "committed", subject=new.line_ref, actor=ACTOR, reason=change.ref)
    work.session.flush()
