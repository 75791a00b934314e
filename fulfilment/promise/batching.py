"""Many orders committed in one transaction: a worker that finds a full outbox pays for locks and reads once.

What `reserving.commit` does for one order, in the same order of locks, with a number of statements that does not grow
with the orders. Orders that hold a reservation are left to `commit`, which only has to make it firm.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from foundation.data.audit import StateChange
from foundation.data.bulk import insert_rows
from foundation.data.work import Work
from foundation.plain.errors import Conflict
from fulfilment.capacity import ledger
from fulfilment.keeping.asking import refuse_during_repair
from fulfilment.promise import holding
from fulfilment.promise.domain import Destination, LineQuote, PlanKind, PromiseView, Reservation, Wanted
from fulfilment.promise.domain.days import quote_of, with_days
from fulfilment.promise.domain.planner import Planner
from fulfilment.promise.domain.plans import LinePlan
from fulfilment.promise.domain.refusal import check_sold_out
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
    hold a reservation, or are committed already, and are `commit`'s."""

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
    left = _left(work, orders)
    fresh = [order for order in orders if order.order_ref not in left]
    lines = [want for order in fresh for want in order.wanted]
    items = supply.facts(work, skus_of(lines))
    centres = ledger.centre_ids(work, centre_keys_of(lines))
    stale = holding.expired(work)
    holding.lock_for(work, stale, [item.id for item in items.values()], list(centres.values()))
    refuse_during_repair(work, centres.values())
    holding.let_go(work, stale)
    planner = Planner(load_house(work, lines, items))
    planned, refused = list[_Planned](), dict[str, str]()
    for order in fresh:
        purse, trial = planner.purse.copy(), planner.trial.copy()
        try:
            planned.append(_plan(planner, order, {sku: item.name for sku, item in items.items()}))
        except Conflict as refusal:
            planner.purse, planner.trial = purse, trial
            refused[order.order_ref] = refusal.sentence
    return Committed(_write(work, planned, items), refused, tuple(left))


def _left(work: Work, orders: Sequence[PaidOrder]) -> set[str]:
    refs, checkouts = [order.order_ref for order in orders], [order.checkout_id for order in orders]
    done = set(work.session.scalars(select(Promise.order_ref).where(Promise.order_ref.in_(refs))))
    held = set(
        work.session.scalars(
            select(PromiseReservation.checkout_id).where(PromiseReservation.checkout_id.in_(checkouts))
        )
    )
    return {order.order_ref for order in orders if order.order_ref in done or order.checkout_id in held}


def _plan(planner: Planner, order: PaidOrder, names: Mapping[str, str]) -> _Planned:
    plans = planner.plan(order.wanted)
    quoted = quote_of(planner.house, plans, at_home(order.destination))
    check_sold_out(order.wanted, quoted.lines, names)
    plan = quoted.each if order.plan_kind == "each" else quoted.together
    held = Reservation(order.checkout_id, planner.house.now, plan, with_days(quoted.lines, plan))
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
