"""What every verb of changes begins with: locks from the top down, and the rows read afresh."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from foundation.data.audit import move
from foundation.data.work import Work
from foundation.plain.errors import Conflict, NotFound
from fulfilment.api.workspec import WorkSpec
from fulfilment.capacity import ledger
from fulfilment.changes.domain import ChangeView, Floor, frozen
from fulfilment.changes.models import Change
from fulfilment.changes.planning import ChangePlan, Own, house_for, own_of, plan_change, wanted_of
from fulfilment.changes.reading import NOT_YET, as_floor, production_of, why
from fulfilment.changes.states import CHANGE
from fulfilment.orders import progress
from fulfilment.production.models import ProductionOrder
from fulfilment.production.service.bench import locked_production
from fulfilment.promise import holding
from fulfilment.promise.snapshot import centre_keys_of, skus_of
from fulfilment.stock import supply

PENDING = "change_pending"
UNKNOWN = "There is no such change."
TOO_LATE = "This can no longer be changed. {why}"


@dataclass(frozen=True)
class Desk:
    """A line with its production order locked, and what it has."""

    production: ProductionOrder
    floor: Floor
    own: Own


def at_desk(work: Work, order_ref: str, line_ref: str) -> Desk:
    """Lock the order's fulfilment orders, then the production order: a start at the bench waits for us, or we for it.

    Raises `NotFound` for a line that is not made, `Conflict` with the sentence for one that is closed to changes."""
    if not progress.locked_of_order(work, order_ref):
        raise Conflict(NOT_YET)
    production = locked_production(work, production_of(work, order_ref, line_ref).ref)
    work.session.refresh(production.line)
    floor = as_floor(work, production)
    if floor.closed:
        raise Conflict(floor.closed)
    return Desk(production, floor, own_of(work, production, floor))


def plan_under_lock(work: Work, desk: Desk, wanted: WorkSpec, stale: Sequence[str]) -> ChangePlan:
    """Plan with everything locked that the plan may touch; `stale` reservations are let go first, so what they held is
    free for it. What is read here stays true until the commit."""
    lines = [wanted_of(desk.own, wanted), wanted_of(desk.own, desk.floor.sold)]
    items = supply.facts(work, skus_of(lines))
    centres = ledger.centre_ids(work, centre_keys_of(lines))
    held_items = {row.item_id for row in desk.own.claims}
    held_centres = {row.work_centre_id for row in desk.own.bookings}
    gone = holding.stale(work, stale[0] if stale else "", [])
    holding.lock_for(
        work, gone, {item.id for item in items.values()} | held_items, set(centres.values()) | held_centres
    )
    holding.let_go(work, gone)
    return plan_change(desk.own, wanted, house_for(work, desk.own, [wanted]))


def refuse_frozen(work: Work, desk: Desk, wanted: WorkSpec, fence: timedelta | None) -> None:
    """Raises `Conflict` with the sentence for what is frozen."""
    in_the_way = frozen(desk.floor, wanted, work.now(), fence)
    if in_the_way:
        raise Conflict(TOO_LATE.format(why=why(work, desk.production.seller_ref, in_the_way[0])))


def change_of(work: Work, ref: str) -> Change:
    """The change as it was last read. Raises `NotFound`."""
    row = work.session.get(Change, ref)
    if row is None:
        raise NotFound(UNKNOWN)
    return row


def spec_of(change: Change) -> WorkSpec:
    return WorkSpec.from_dict(change.wanted)


def locked_change(work: Work, ref: str) -> Change:
    """The change, locked and read anew. Raises `NotFound`."""
    row = work.session.scalar(
        select(Change).where(Change.ref == ref).with_for_update().execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound(UNKNOWN)
    return row


def settle(work: Work, change: Change, state: str, actor: str, sentence: str = "") -> None:
    """Move the change along its table."""
    move(work, change, CHANGE, state, subject=change.ref, actor=actor, reason=sentence[:200])
    change.sentence = sentence
    if CHANGE.final(state):
        change.settled_at, change.expires_at = work.now(), None
    work.session.flush()


def view(change: Change) -> ChangeView:
    """The row as a plain value."""
    return ChangeView(
        ref=change.ref,
        order_ref=change.order_ref,
        line_ref=change.line_ref,
        seller_ref=change.seller_ref,
        state=change.state,
        was=change.was,
        day=change.day,
        asked_at=change.asked_at,
        expires_at=change.expires_at,
        settled_at=change.settled_at,
        sentence=change.sentence,
        late=change.late,
    )
