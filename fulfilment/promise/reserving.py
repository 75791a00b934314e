"""Reserving and committing: one Reservation of stock, materials and capacity for a checkout.

Order of locks: reservations, shelves, purchase order lines, units of work centres; each ascending. What is read after
the locks stays true until the commit, so the plan that is written is the plan that was made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import delete, select, update

from foundation.data.sql import insert_into
from foundation.data.work import Work
from foundation.plain.errors import Conflict, Gone, Invalid
from fulfilment.capacity import ledger
from fulfilment.keeping.asking import refuse_during_repair
from fulfilment.promise import holding
from fulfilment.promise.domain import Destination, PlanKind, PromiseView, Reservation, Wanted
from fulfilment.promise.domain.days import quote_of, with_days
from fulfilment.promise.domain.planner import Planner
from fulfilment.promise.domain.plans import LinePlan
from fulfilment.promise.domain.refusal import check_shown, check_sold_out
from fulfilment.promise.domain.wire import fingerprint, from_json, to_json
from fulfilment.promise.keeping import commit_promises, promises_of_lines
from fulfilment.promise.models import Promise, PromiseReservation
from fulfilment.promise.quoting import check
from fulfilment.promise.snapshot import at_home, centre_keys_of, load_house, skus_of
from fulfilment.stock import supply
from fulfilment.stock.models import Claim


def reserve(
    work: Work,
    checkout_id: str,
    wanted: Sequence[Wanted],
    destination: Destination,
    plan_kind: PlanKind,
    expires_at: datetime,
    *,
    shown: Mapping[str, date] | None = None,
) -> Reservation:
    """Hold everything the wanted lines take until `expires_at`.

    Idempotent on `checkout_id`: the same wish renews, another replaces. `shown` are the days the shopper saw; the
    same day or an earlier one is silent. Raises `Conflict` with a sentence for the shopper when a line is sold out,
    cannot be made, or would come later than shown; `Invalid` for bad quantities; `Gone` for an end in the past.
    """
    check(wanted)
    if not wanted:
        raise Invalid("Your cart is empty. Choose something first.")
    if expires_at <= work.now():
        raise Gone("This checkout has ended. Go back to your cart and start again; nothing was charged.")
    mark = fingerprint(wanted, at_home(destination), plan_kind)
    kept = _own(work, checkout_id)
    if kept is not None and kept.fingerprint == mark and kept.expires_at > work.now():
        return _renew(work, kept, wanted, expires_at)
    _refuse_ordered(work, wanted)
    return _hold_anew(work, checkout_id, wanted, at_home(destination), plan_kind, expires_at, mark, shown or {})


def _own(work: Work, checkout_id: str) -> PromiseReservation | None:
    """The checkout's reservation, locked: two tabs of one checkout take turns."""
    return work.session.scalar(
        select(PromiseReservation)
        .where(PromiseReservation.checkout_id == checkout_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _renew(work: Work, kept: PromiseReservation, wanted: Sequence[Wanted], expires_at: datetime) -> Reservation:
    kept.expires_at = expires_at
    if centre_keys_of(wanted):  # what stands on shelves has no hours
        ledger.renew(work, kept.checkout_id, expires_at)
    work.session.execute(
        update(Claim)
        .where(Claim.checkout_id == kept.checkout_id, Claim.state == "reserved")
        .values(expires_at=expires_at)
        .execution_options(synchronize_session=False)
    )
    work.session.flush()
    return from_json(kept.answer, expires_at)


def _refuse_ordered(work: Work, wanted: Sequence[Wanted]) -> None:
    refs = [want.line_ref for want in wanted]
    ordered = work.session.scalar(
        select(Promise.id).where(Promise.line_ref.in_(refs), Promise.order_ref.is_not(None)).limit(1)
    )
    if ordered is not None:
        raise Conflict("This cart is ordered already. Look at your order, or start a new cart.")


def _hold_anew(
    work: Work,
    checkout_id: str,
    wanted: Sequence[Wanted],
    to: Destination,
    plan_kind: PlanKind,
    expires_at: datetime,
    mark: str,
    shown: Mapping[str, date],
) -> Reservation:
    items = supply.facts(work, skus_of(wanted))
    centres = ledger.centre_ids(work, centre_keys_of(wanted))
    stale = holding.stale(work, checkout_id, [want.line_ref for want in wanted])
    holding.lock_for(work, stale, [item.id for item in items.values()], list(centres.values()))
    refuse_during_repair(work, centres.values())
    holding.let_go(work, stale)
    house = load_house(work, wanted, items)
    plans = Planner(house).plan(wanted)
    quoted = quote_of(house, plans, to)
    plan = quoted.each if plan_kind == "each" else quoted.together
    check_sold_out(wanted, quoted.lines, {sku: item.name for sku, item in items.items()})
    lines = with_days(quoted.lines, plan)
    check_shown(lines, shown)
    held = Reservation(checkout_id, expires_at, plan, lines)
    _enter(work, held, mark)
    holder = supply.Holder("reserved", checkout_id, expires_at)
    supply.claim(work, [take for line in plans for take in line.takes], items, holder)
    ledger.book(work, _planned(plans, checkout_id), state="reserved", expires_at=expires_at)
    work.session.add_all(holding.promise_rows(work, held, to, plans))
    work.session.flush()
    return held


def _enter(work: Work, held: Reservation, mark: str) -> None:
    """Write the reservation's own row; a second tab that came at the same moment is told so."""
    entered = work.session.execute(
        insert_into(work.session, PromiseReservation)
        .values(checkout_id=held.checkout_id, fingerprint=mark, answer=to_json(held), expires_at=held.expires_at)
        .on_conflict_do_nothing(index_elements=["checkout_id"])
        .returning(PromiseReservation.checkout_id)
    ).first()
    if entered is None:
        raise Conflict("This checkout is open in another window. Reload the page and go on there.")


def _planned(plans: Sequence[LinePlan], checkout_id: str) -> list[ledger.Planned]:
    return [
        ledger.Planned(plan.line_ref, step.operation, step.centre, step.slot, checkout_id)
        for plan in plans
        for step in plan.steps
    ]


def reservation(work: Work, checkout_id: str) -> Reservation | None:
    """The live reservation of a checkout; None when it never was, was let go, or its time is over."""
    row = work.session.scalar(
        select(PromiseReservation)
        .where(PromiseReservation.checkout_id == checkout_id, PromiseReservation.expires_at > work.now())
        .execution_options(populate_existing=True)
    )
    return from_json(row.answer, row.expires_at) if row is not None else None


def release(work: Work, checkout_id: str) -> None:
    """Let go of everything a checkout holds; nothing happens when it holds nothing, or has been ordered."""
    kept = _own(work, checkout_id)
    if kept is not None:
        holding.lock_for(work, [checkout_id], [], [])
        holding.let_go(work, [checkout_id])


def release_expired(work: Work) -> int:
    """Let go of every reservation whose time is over; returns how many. For the worker, every few seconds."""
    over = holding.expired(work)
    holding.lock_for(work, over, [], [])
    holding.let_go(work, over)
    return len(over)


def commit(
    work: Work,
    checkout_id: str,
    order_ref: str,
    wanted: Sequence[Wanted],
    destination: Destination,
    plan_kind: PlanKind,
    *,
    shown: Mapping[str, date] | None = None,
) -> dict[str, PromiseView]:
    """The order is placed: stock and materials are allocated, bookings firm, the days promised.

    Idempotent per order. If the reservation is gone it is made anew; `shown` are the days the customer was given, and
    a later one is recorded as revised and told by `PromiseRevised`. Raises `Conflict` when it cannot be had any more.
    """
    done = promises_of_lines(work, order_ref, [want.line_ref for want in wanted])
    if len(done) == len(wanted):
        return done
    kept = _own(work, checkout_id)
    if kept is None or kept.fingerprint != fingerprint(wanted, at_home(destination), plan_kind):
        check(wanted)
        mark = fingerprint(wanted, at_home(destination), plan_kind)
        _hold_anew(work, checkout_id, wanted, at_home(destination), plan_kind, work.now(), mark, {})
    else:
        holding.lock_for(work, [checkout_id], [], [])
    supply.allocate_reserved(work, [checkout_id])
    ledger.make_firm(work, [checkout_id])
    work.session.execute(delete(PromiseReservation).where(PromiseReservation.checkout_id == checkout_id))
    return commit_promises(work, checkout_id, order_ref, shown or {})
