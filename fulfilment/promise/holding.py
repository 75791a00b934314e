"""What checkouts hold, and letting go of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select

from foundation.data.work import Work
from fulfilment.capacity import ledger
from fulfilment.capacity.models import Booking
from fulfilment.promise.domain import Destination, Reservation
from fulfilment.promise.domain.plans import LinePlan
from fulfilment.promise.models import Promise, PromiseReservation
from fulfilment.promise.states import PROMISE_STATES
from fulfilment.stock import supply
from fulfilment.stock.models import Claim


def expired(work: Work) -> list[str]:
    """Checkouts whose time is over, locked; one that somebody else is letting go of is left to them."""
    return list(
        work.session.scalars(
            select(PromiseReservation.checkout_id)
            .where(PromiseReservation.expires_at <= work.now())
            .order_by(PromiseReservation.checkout_id)
            .with_for_update(skip_locked=True)
        )
    )


def stale(work: Work, checkout_id: str, line_refs: Sequence[str]) -> list[str]:
    """Reservations that must go before this one is made: those whose time is over (a constraint cannot read the
    clock), the checkout's own older one, and one that an earlier checkout of the same cart left behind."""
    holders = select(Promise.checkout_id).where(Promise.line_ref.in_(line_refs), Promise.state == "reserved")
    same_cart = work.session.scalars(
        select(PromiseReservation.checkout_id)
        .where((PromiseReservation.checkout_id == checkout_id) | PromiseReservation.checkout_id.in_(holders))
        .order_by(PromiseReservation.checkout_id)
        .with_for_update()
    ).all()
    return sorted({*expired(work), *same_cart})


def lock_for(work: Work, checkouts: Collection[str], items: Collection[int], centres: Collection[int]) -> None:
    """Lock all supply and units that these reservations hold and that `items` and `centres` name, in one order."""
    held_items, held_centres = [], []
    if checkouts:
        held_items = list(
            work.session.scalars(select(Claim.item_id).where(Claim.checkout_id.in_(checkouts)).distinct())
        )
        held_centres = list(
            work.session.scalars(select(Booking.work_centre_id).where(Booking.checkout_id.in_(checkouts)).distinct())
        )
    if items or held_items:
        supply.lock(work, {*items, *held_items})
    if centres or held_centres:
        ledger.lock(work, {*centres, *held_centres})


def let_go(work: Work, checkouts: Collection[str]) -> None:
    """Free stock, materials and time of reservations and forget them; callers hold the locks."""
    if not checkouts:
        return
    claims = supply.claims_of(work, Claim.checkout_id.in_(checkouts) & (Claim.state == "reserved"))
    freed = supply.let_go(work, claims)
    ledger.forget(work, Booking.checkout_id.in_(checkouts) & (Booking.state == "reserved"))
    for statement in (
        delete(Promise).where(Promise.checkout_id.in_(checkouts), Promise.state == "reserved"),
        delete(PromiseReservation).where(PromiseReservation.checkout_id.in_(checkouts)),
    ):
        work.session.execute(statement.execution_options(synchronize_session=False))
    work.session.expire_all()
    supply.fill_awaited(work, freed)


def promise_rows(work: Work, held: Reservation, to: Destination, plans: Sequence[LinePlan]) -> list[Promise]:
    """The days of a reservation as rows, one a line."""
    return [Promise(**values) for values in promise_values(work, held, to, plans)]


def promise_values(
    work: Work, held: Reservation, to: Destination, plans: Sequence[LinePlan]
) -> list[dict[str, object]]:
    """The same as plain values."""
    planned = {plan.line_ref: plan for plan in plans}
    return [
        {
            "id": work.new_id(),
            "line_ref": line.line_ref,
            "checkout_id": held.checkout_id,
            "state": PROMISE_STATES.initial,
            "promised": line.promised,
            "median": line.median,
            "quoted": line.promised,
            "basis": line.basis,
            "ready_at": line.ready_at,
            "method": line.method,
            "plan_kind": held.plan.kind,
            "made": planned[line.line_ref].made,
            "sku": planned[line.line_ref].sku or None,
            "earliest": line.earliest,
            "load": round(1000 * planned[line.line_ref].load),
            "slack": line.slack,
            "share": line.level,
            "calibration": line.calibration,
            "seller_ref": planned[line.line_ref].seller_ref,
            "country": to.country,
            "postcode": to.postcode[:12],
            "made_at": work.now(),
        }
        for line in held.lines
    ]
