"""Many orders committed in one transaction: a worker that finds a full outbox pays for locks and reads once.

What `reserving.commit` does for one order, in the same order of locks, with a number of statements that does not grow
with the orders: those that hold a reservation are made firm, the others are planned as they are given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from foundation.data.audit import StateChange, move
from foundation.data.work import Work
from foundation.plain.errors import Conflict
from fulfilment.bulk import insert_rows
from fulfilment.capacity import ledger
from fulfilment.keeping.asking import refuse_during_repair
from fulfilment.promise import holding
from fulfilment.promise.domain import Destination, LineQuote, PlanKind, PromiseView, Reservation, Wanted
from fulfilment.promise.domain.days import chosen_plan, with_days
from fulfilment.promise.domain.planner import Planner
from fulfilment.promise.domain.plans import LinePlan
from fulfilment.promise.domain.refusal import check_sold_out
from fulfilment.promise.domain.wire import fingerprint
from fulfilment.promise.models import Promise, PromiseReservation
from fulfilment.promise.quoting import check
from fulfilment.promise.snapshot import at_home, centre_keys_of, load_house, skus_of
from fulfilment.promise.states import PROMISE_STATES
from fulfilment.stock import supply
from fulfilment.stock.domain import Take


@dataclass(frozen=True)
class PaidOrder:
    """An order as `commit` takes it."""

    checkout_id: str
    order_ref: str
    wanted: tuple[Wanted, ...]
    destination: Destination
    plan_kind: PlanKind = "each"


@dataclass(frozen=True)
class Committed:
    """`promises` by order and line; `refused` are orders that cannot be had any more, each with its sentence; `left`
    are committed already, or hold a reservation of something else, and are `commit`'s."""

    promises: Mapping[str, Mapping[str, PromiseView]]
    refused: Mapping[str, str]
    left: tuple[str, ...]


@dataclass(frozen=True)
class _Planned:
    order: PaidOrder
    held: Reservation
    plans: list[LinePlan]


def commit_many(work: Work, orders: Sequence[PaidOrder]) -> Committed:
    """Allocate stock and materials, book hours firmly and promise days, order after order as they are given.

    Idempotent: what is committed is left alone. A refused order takes nothing and hinders nobody. Raises `Invalid`
    for bad quantities.
    """
    for order in orders:
        check(order.wanted)
    held = _held(work, orders)
    left = _done(work, orders) | {o.order_ref for o in orders if o.checkout_id in held and not _same_wish(o, held)}
    firm = [order for order in orders if order.order_ref not in left and order.checkout_id in held]
    fresh = [order for order in orders if order.order_ref not in left and order.checkout_id not in held]
    items = _lock(work, firm, fresh)
    promises = _make_firm(work, firm)
    planned, refused = _planned(work, fresh, items) if fresh else ([], {})
    return Committed(promises | _write(work, planned, items), refused, tuple(sorted(left)))


def _lock(work: Work, firm: Sequence[PaidOrder], fresh: Sequence[PaidOrder]) -> dict[str, supply.ItemFacts]:
    """Everything that these orders hold or may take, at once and in one order; then what has expired is free again."""
    lines = [want for order in fresh for want in order.wanted]
    items = supply.facts(work, skus_of(lines))
    centres = ledger.centre_ids(work, centre_keys_of(lines))
    own = {order.checkout_id for order in firm}
    stale = [checkout for checkout in holding.expired(work) if checkout not in own]
    holding.lock_for(work, [*stale, *own], [item.id for item in items.values()], list(centres.values()))
    if centres:
        refuse_during_repair(work, centres.values())
    holding.let_go(work, stale)
    return items


def _planned(
    work: Work, orders: Sequence[PaidOrder], items: dict[str, supply.ItemFacts]
) -> tuple[list[_Planned], dict[str, str]]:
    planner = Planner(load_house(work, [want for order in orders for want in order.wanted], items))
    names = {sku: item.name for sku, item in items.items()}
    planned, refused = list[_Planned](), dict[str, str]()
    for order in orders:
        purse, trial = planner.purse.copy(), planner.trial  # each line takes from a copy of the trial
        try:
            planned.append(_plan(planner, order, names))
        except Conflict as refusal:
            planner.purse, planner.trial = purse, trial
            refused[order.order_ref] = refusal.sentence
    return planned, refused


def _done(work: Work, orders: Sequence[PaidOrder]) -> set[str]:
    refs = [order.order_ref for order in orders]
    found = work.session.scalars(select(Promise.order_ref).where(Promise.order_ref.in_(refs)))
    return {ref for ref in found if ref is not None}


def _held(work: Work, orders: Sequence[PaidOrder]) -> dict[str, str]:
    """The fingerprints of the orders' reservations, locked, by checkout."""
    rows = work.session.execute(
        select(PromiseReservation.checkout_id, PromiseReservation.fingerprint)
        .where(PromiseReservation.checkout_id.in_([order.checkout_id for order in orders]))
        .order_by(PromiseReservation.checkout_id)
        .with_for_update()
    )
    return {row.checkout_id: row.fingerprint for row in rows}


def _same_wish(order: PaidOrder, held: Mapping[str, str]) -> bool:
    wish = fingerprint(order.wanted, at_home(order.destination), order.plan_kind)
    return held[order.checkout_id] == wish


def _make_firm(work: Work, orders: Sequence[PaidOrder]) -> dict[str, dict[str, PromiseView]]:
    """What `commit` does with a reservation, for all of them."""
    if not orders:
        return {}
    by_checkout = {order.checkout_id: order.order_ref for order in orders}
    supply.allocate_reserved(work, by_checkout.keys())
    ledger.make_firm(work, by_checkout.keys())
    work.session.execute(
        delete(PromiseReservation)
        .where(PromiseReservation.checkout_id.in_(by_checkout))
        .execution_options(synchronize_session=False)
    )
    found: dict[str, dict[str, PromiseView]] = {order.order_ref: {} for order in orders}
    for row in work.session.scalars(
        select(Promise)
        .where(Promise.checkout_id.in_(by_checkout), Promise.state == PROMISE_STATES.initial)
        .order_by(Promise.line_ref)
        .execution_options(populate_existing=True)
    ):
        row.order_ref = by_checkout[row.checkout_id]
        move(work, row, PROMISE_STATES, "committed", subject=row.line_ref, actor="promise")
        view = PromiseView(row.line_ref, row.promised, row.median, row.state, row.revised_from, row.reason)
        found[row.order_ref][row.line_ref] = view
    work.session.flush()
    return found


def _plan(planner: Planner, order: PaidOrder, names: Mapping[str, str]) -> _Planned:
    plans = planner.plan(order.wanted)
    lines, plan = chosen_plan(planner.house, plans, at_home(order.destination), order.plan_kind)
    check_sold_out(order.wanted, lines, names)
    held = Reservation(order.checkout_id, planner.house.now, plan, with_days(lines, plan))
    return _Planned(order, held, plans)


def _write(
    work: Work, planned: Sequence[_Planned], items: dict[str, supply.ItemFacts]
) -> dict[str, dict[str, PromiseView]]:
    if not planned:
        return {}
    held = [(take, supply.Holder("allocated", one.order.checkout_id)) for one in planned for take in _takes(one)]
    supply.claim_all(work, held, items)
    slots = [
        ledger.Planned(plan.line_ref, step.operation, step.centre, step.slot, one.order.checkout_id)
        for one in planned
        for plan in one.plans
        for step in plan.steps
    ]
    ledger.book(work, slots, state="firm")
    rows = [row for one in planned for row in _rows(work, one)]
    insert_rows(work.session, Promise, rows)
    insert_rows(work.session, StateChange, [_history(work, row) for row in rows])
    return {one.order.order_ref: {line.line_ref: _view(line) for line in one.held.lines} for one in planned}


def _takes(one: _Planned) -> list[Take]:
    return [take for plan in one.plans for take in plan.takes]


def _rows(work: Work, one: _Planned) -> list[dict[str, object]]:
    more = {"state": "committed", "order_ref": one.order.order_ref}
    return [row | more for row in holding.promise_values(work, one.held, at_home(one.order.destination), one.plans)]


def _history(work: Work, row: dict[str, object]) -> dict[str, object]:
    """What `audit.move` leaves behind when a reserved promise becomes a committed one."""
    return {
        "id": work.new_id(),
        "noun": PROMISE_STATES.noun,
        "subject": row["line_ref"],
        "was": PROMISE_STATES.initial,
        "now": "committed",
        "actor": "promise",
        "reason": "",
        "at": work.now(),
    }


def _view(line: LineQuote) -> PromiseView:
    assert line.promised is not None
    assert line.median is not None
    return PromiseView(line.line_ref, line.promised, line.median, "committed", None, None)
