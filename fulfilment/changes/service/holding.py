"""Asking for a change and holding it: its hours, its materials, and the operations that must wait for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from foundation.data.work import Work
from foundation.plain.errors import Conflict, Gone
from fulfilment.capacity import ledger
from fulfilment.capacity.domain import Slot
from fulfilment.capacity.models import Booking
from fulfilment.changes.domain import ChangeTerms, ChangeView, touched
from fulfilment.changes.models import Change
from fulfilment.changes.planning import ChangePlan
from fulfilment.changes.reading import live_change
from fulfilment.changes.service.ending import end
from fulfilment.changes.service.locking import (
    PENDING,
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
from fulfilment.changes.states import CHANGE, LIVE
from fulfilment.orders.service.holds import put_hold
from fulfilment.orders.states import HOLD_KINDS, START
from fulfilment.promise.domain.plans import Step
from fulfilment.promise.models import PromiseReservation
from fulfilment.stock import supply
from fulfilment.stock.domain import Take

PAYING = "You are paying for another change of this piece. Finish that first, or wait until it is let go."
REPLACED = "A newer wish for the same piece took its place."
OVER = "The time we held this change for is over, and nothing was changed. Look at price and day once more."


def hold_change(work: Work, terms: ChangeTerms, until: datetime, fence: timedelta, *, actor: str) -> ChangeView:
    """Hold everything that the changed line takes more until `until`; its affected operations wait meanwhile.

    A newer wish takes the place of one that is only held. Raises `Conflict` with the sentence once it is frozen, while
    another one is being paid for, and when something for it cannot be had.
    """
    desk = at_desk(work, terms.order_ref, terms.line_ref)
    refuse_frozen(work, desk, terms.wanted, fence)
    return _hold(work, desk, _draft(work, desk, terms, late=False), until, actor)


def ask_late(work: Work, terms: ChangeTerms, until: datetime, *, actor: str) -> ChangeView:
    """Ask for a change after its freeze: nothing is held, the seller says yes or no until `until`.

    Raises `Conflict` for what has really begun: nobody can take that back."""
    desk = at_desk(work, terms.order_ref, terms.line_ref)
    refuse_frozen(work, desk, terms.wanted, None)
    change = _draft(work, desk, terms, late=True)
    change.expires_at = until
    work.session.flush()
    return view(change)


def grant_change(work: Work, ref: str, until: datetime, *, actor: str) -> ChangeView:
    """The seller says yes to a late change: it is held like any other. Raises `Conflict` once work on it has begun."""
    found = change_of(work, ref)
    desk = at_desk(work, found.order_ref, found.line_ref)
    change = locked_change(work, ref)
    if change.state != "drafted":
        raise Conflict("This was decided already. Reload the page to see how.")
    refuse_frozen(work, desk, spec_of(change), None)
    return _hold(work, desk, change, until, actor)


def wait_for_payment(work: Work, ref: str, until: datetime, *, actor: str) -> ChangeView:
    """What it costs more is asked for first: hold it until `until`. Raises `Gone` when its time is over."""
    change = locked_change(work, ref)
    if change.state != "reserved" or change.expires_at is None or change.expires_at <= work.now():
        raise Gone(OVER)
    settle(work, change, "awaiting_payment", actor)
    change.expires_at = until
    reservation = work.session.get(PromiseReservation, ref)
    if reservation is not None:
        reservation.expires_at = until
        ledger.renew(work, ref, until)
    work.session.flush()
    return view(change)


def _draft(work: Work, desk: Desk, terms: ChangeTerms, *, late: bool) -> Change:
    make_room(work, terms.line_ref)
    day = desk.own.promise.promised
    change = Change(
        ref=terms.change_ref,
        order_ref=terms.order_ref,
        line_ref=terms.line_ref,
        seller_ref=desk.production.seller_ref,
        state=CHANGE.initial,
        wanted=terms.wanted.to_dict(),
        summary=[list(pair) for pair in terms.summary],
        drawing=terms.drawing,
        was=day,
        day=day,
        late=late,
        asked_at=work.now(),
    )
    work.session.add(change)
    work.session.flush()
    return change


def make_room(work: Work, line_ref: str) -> None:
    """At most one change a line is under way: a newer one takes the place of one that nobody pays for."""
    earlier = live_change(work, line_ref, LIVE)
    if earlier is None:
        return
    earlier = locked_change(work, earlier.ref)
    if earlier.state == "awaiting_payment" and earlier.expires_at is not None and earlier.expires_at > work.now():
        raise Conflict(PAYING)
    end(work, earlier, "expired", "customer", REPLACED)


def _hold(work: Work, desk: Desk, change: Change, until: datetime, actor: str) -> ChangeView:
    wanted = spec_of(change)
    plan = plan_under_lock(work, desk, wanted, [])
    change.day, change.expires_at = plan.day, until
    settle(work, change, "reserved", actor)
    work.session.add(
        PromiseReservation(
            checkout_id=change.ref, fingerprint=wanted.hash, answer={"change": change.ref}, expires_at=until
        )
    )
    work.session.flush()
    takes = [_for(change.ref, take) for take in plan.takes]
    items = supply.facts(work, {take.need.sku for take in takes})
    supply.claim(work, takes, items, supply.Holder("reserved", change.ref, until))
    ledger.book(work, _more(change.ref, plan, desk.own.bookings), state="reserved", expires_at=until)
    put_hold(
        work,
        change.order_ref,
        change.line_ref,
        PENDING,
        START,
        HOLD_KINDS[PENDING][1],
        sorted(touched(desk.floor.sold, wanted)),
    )
    work.session.flush()
    return view(change)


def _for(change_ref: str, take: Take) -> Take:
    """The claim of a change is its own until it is carried out: the line's may be issued meanwhile."""
    return take._replace(need=take.need._replace(line_ref=change_ref))


def _more(change_ref: str, plan: ChangePlan, own: Sequence[Booking]) -> list[ledger.Planned]:
    """What the new slots take beyond the time that the line has already. Who works for the line as it is stays with it:
    nobody is held twice."""
    found, people = [], {row.person_id for row in own}
    for step in plan.replanned.steps:
        mine = [(row.start_minute, row.end_minute) for row in own if row.unit_id == step.slot.unit_id]
        for slot in _beyond(step, mine, apart=step.slot.person_id not in people):
            found.append(ledger.Planned(change_ref, step.operation, step.centre, slot, change_ref))
    return found


def _beyond(step: Step, mine: Iterable[tuple[int, int]], *, apart: bool) -> list[Slot]:
    parts = [(step.slot.start, step.slot.end)]
    for from_, to in mine:
        cut: list[tuple[int, int]] = []
        for low, high in parts:
            cut += [(a, b) for a, b in ((low, min(high, from_)), (max(low, to), high)) if a < b]
        parts = cut
    if parts == [(step.slot.start, step.slot.end)]:
        return [step.slot] if apart else [step.slot._replace(person_id=0, attended=0)]
    return [Slot(step.slot.unit_id, low, high) for low, high in parts]
