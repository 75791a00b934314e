"""The end of a change that is not carried out: what it held is free, its operations may begin."""

from __future__ import annotations

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import Conflict
from fulfilment.api.events import ChangeEnded
from fulfilment.changes.domain import ChangeView
from fulfilment.changes.models import Change
from fulfilment.changes.service.locking import PENDING, change_of, locked_change, settle, view
from fulfilment.changes.states import CHANGE, LIVE
from fulfilment.orders import progress
from fulfilment.promise.service import release

TIME_OVER = "The time for it was over, so nothing was changed."
DROPPED = "You let it go, so nothing was changed."
DECIDED = "This was decided already. Reload the page to see how."


def end(work: Work, change: Change, state: str, actor: str, sentence: str) -> None:
    """Give up a live change; callers hold the locks of its fulfilment orders and of itself."""
    was = change.state
    release(work, change.ref)
    release_pending(work, change.line_ref)
    settle(work, change, state, actor, sentence)
    work.emit(
        ChangeEnded(
            change.order_ref,
            (change.line_ref,),
            work.now(),
            change_ref=change.ref,
            was=was,
            now=state,
            reason=sentence,
            by=actor,
        )
    )


def release_pending(work: Work, line_ref: str) -> None:
    """The operations of the line that waited for the change may begin."""
    for hold in progress.open_holds(work, [line_ref]):
        if hold.kind == PENDING:
            hold.released_at = work.now()
    work.session.flush()


def refuse_change(work: Work, ref: str, sentence: str, *, actor: str) -> ChangeView:
    """Say no to a change, with the reason that the customer reads. Refusing a refused one changes nothing; raises
    `Conflict` for one that was decided otherwise, `NotFound` for an unknown one."""
    progress.locked_of_order(work, change_of(work, ref).order_ref)
    change = locked_change(work, ref)
    if change.state != "refused":
        if not CHANGE.allows(change.state, "refused"):
            raise Conflict(DECIDED)
        end(work, change, "refused", actor, sentence)
    return view(change)


def drop_change(work: Work, ref: str, *, actor: str) -> ChangeView:
    """The customer thinks better of it. Dropping one that is over changes nothing; raises `Conflict` for one that is
    carried out, `NotFound` for an unknown one."""
    progress.locked_of_order(work, change_of(work, ref).order_ref)
    change = locked_change(work, ref)
    if change.state == "applied":
        raise Conflict("This is done already. You can change it again, as far as it is still free.")
    if change.state in LIVE:
        end(work, change, "expired", actor, DROPPED)
    return view(change)


def expire_changes(work: Work) -> int:
    """Let go of every change whose time is over; returns how many. For the worker, every few seconds."""
    over = select(Change.ref, Change.order_ref).where(Change.state.in_(LIVE), Change.expires_at <= work.now())
    count = 0
    for ref, order_ref in work.session.execute(over.order_by(Change.order_ref, Change.ref)).all():
        progress.locked_of_order(work, order_ref)
        change = locked_change(work, ref)
        if change.state in LIVE and change.expires_at is not None and change.expires_at <= work.now():
            end(work, change, "expired", "worker", TIME_OVER)
            count += 1
    return count
