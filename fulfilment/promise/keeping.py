"""Keeping a promise: committed, watched, moved once with a reason, kept or broken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import cast

from sqlalchemy import select

from foundation.data.audit import move
from foundation.data.work import Work
from fulfilment.api.events import PromiseRevised
from fulfilment.api.workspec import DeliveryClass
from fulfilment.capacity import ledger
from fulfilment.capacity.models import Booking
from fulfilment.promise.calibrating import learn
from fulfilment.promise.domain import Destination, PromiseView
from fulfilment.promise.domain.days import Days, Kind, days_for
from fulfilment.promise.models import Promise, PromiseRevision
from fulfilment.promise.snapshot import road_house
from fulfilment.promise.states import LIVE, PROMISE_STATES
from fulfilment.stock import supply
from fulfilment.stock.models import Claim

LATE_PAYMENT = "Your payment arrived after your date was let go, so we planned it anew."


def commit_promises(work: Work, checkout_id: str, order_ref: str, shown: Mapping[str, date]) -> dict[str, PromiseView]:
    """reserved -> committed for every line of a checkout; tells of days that are later than the customer was given."""
    rows = _rows(work, Promise.checkout_id == checkout_id, Promise.state == "reserved")
    for row in rows:
        row.order_ref = order_ref
        move(work, row, PROMISE_STATES, "committed", subject=row.line_ref, actor="promise")
        seen = shown.get(row.line_ref)
        if seen is not None and row.promised > seen:
            _record(work, row, seen, row.promised, LATE_PAYMENT)
            _tell(work, [row], seen, row.promised, LATE_PAYMENT)
    work.session.flush()
    return {row.line_ref: _view(row) for row in rows}


def promises_of_lines(work: Work, order_ref: str, line_refs: Sequence[str]) -> dict[str, PromiseView]:
    """Promises of an order among these lines."""
    rows = _rows(work, Promise.order_ref == order_ref, Promise.line_ref.in_(line_refs))
    return {row.line_ref: _view(row) for row in rows}


def promises(work: Work, order_ref: str) -> list[PromiseView]:
    """The promises of an order, by line. One statement."""
    return [_view(row) for row in _rows(work, Promise.order_ref == order_ref)]


def _rows(work: Work, *conditions: object) -> list[Promise]:
    statement = select(Promise).where(*conditions).order_by(Promise.line_ref, Promise.id)  # type: ignore[arg-type]
    return list(work.session.scalars(statement.execution_options(populate_existing=True)))


def _live(work: Work, line_ref: str) -> Promise | None:
    rows = _rows(work, Promise.line_ref == line_ref, Promise.state.in_(LIVE), Promise.order_ref.is_not(None))
    return rows[0] if rows else None


def _view(row: Promise) -> PromiseView:
    return PromiseView(row.line_ref, row.promised, row.median, row.state, row.revised_from, row.reason)


def cancel(work: Work, line_ref: str) -> None:
    """Free everything of a line that is not issued: stock, materials, time that is not started. Idempotent."""
    claims = (Claim.line_ref == line_ref) & (Claim.state != "issued")
    items = work.session.scalars(select(Claim.item_id).where(claims).distinct()).all()
    if items:
        supply.lock(work, items)
    freed = supply.let_go(work, supply.claims_of(work, claims))
    planned = (Booking.line_ref == line_ref) & (Booking.state != "frozen")
    centres = work.session.scalars(select(Booking.work_centre_id).where(planned).distinct()).all()
    if centres:
        ledger.lock(work, centres)
        ledger.forget(work, planned)
    row = _live(work, line_ref)
    if row is not None:
        move(work, row, PROMISE_STATES, "cancelled", subject=line_ref, actor="promise")
        work.session.flush()
    supply.fill_awaited(work, freed)


def keep(work: Work, line_ref: str, delivered_on: date) -> PromiseView | None:
    """It arrived: kept, or broken when that was after the promised day. None when there is no live promise."""
    row = _live(work, line_ref)
    if row is None:
        return None
    row.actual = delivered_on
    wanted = "kept" if delivered_on <= row.promised else "broken"
    move(work, row, PROMISE_STATES, wanted, subject=line_ref, actor="promise")
    work.session.flush()
    learn(work, row.made, row.sku or "")
    return _view(row)


def revise(work: Work, line_ref: str, new_ready_at: datetime, reason: str) -> PromiseView | None:
    """A new forecast for a line. The buffer is there to be used: only when the door without buffer is later than the
    promised day does the promise move, with a fresh buffer, and the customer hears it once (`PromiseRevised`).

    Of an order that travels together every line moves with it. A forecast that eats into the buffer is marked
    `at_risk`, which nobody outside hears. None when there is no live promise.
    """
    row = _live(work, line_ref)
    if row is None:
        return None
    row.ready_at = new_ready_at
    days = _days(work, row)
    if days is None or days.promised <= row.promised:
        _calm(work, row, days)
    elif days.earliest <= row.promised:
        _worry(work, row, days)
    else:
        _move_day(work, _travelling_with(work, row), days, reason)
    work.session.flush()
    return _view(row)


def _days(work: Work, row: Promise) -> Days | None:
    to = Destination(row.country, row.postcode)
    kind = Kind(row.made, row.sku or "", (row.load or 0) / 1000)
    return days_for(road_house(work), row.ready_at, row.seller_ref, cast(DeliveryClass, row.method), to, kind)


def _calm(work: Work, row: Promise, days: Days | None) -> None:
    row.median = min(days.median, row.promised) if days else row.median
    if row.state == "at_risk":
        back = "revised" if row.revised_from else "committed"
        move(work, row, PROMISE_STATES, back, subject=row.line_ref, actor="promise")


def _worry(work: Work, row: Promise, days: Days) -> None:
    row.median = min(days.median, row.promised)
    if row.state != "at_risk":
        move(work, row, PROMISE_STATES, "at_risk", subject=row.line_ref, actor="promise")


def _travelling_with(work: Work, row: Promise) -> list[Promise]:
    if row.plan_kind == "each":
        return [row]
    rows = _rows(work, Promise.order_ref == row.order_ref, Promise.state.in_(LIVE))
    return [row, *(other for other in rows if other.id != row.id)]


def _move_day(work: Work, rows: Sequence[Promise], days: Days, reason: str) -> None:
    was = rows[0].promised
    moved = [row for row in rows if row.promised < days.promised]
    for row in moved:
        if row.state != "at_risk":
            move(work, row, PROMISE_STATES, "at_risk", subject=row.line_ref, actor="promise", reason=reason)
        move(work, row, PROMISE_STATES, "revised", subject=row.line_ref, actor="promise", reason=reason)
        _record(work, row, row.promised, days.promised, reason)
        row.promised, row.median = days.promised, days.median
    _tell(work, moved, was, days.promised, reason)


def _record(work: Work, row: Promise, was: date, now: date, reason: str) -> None:
    row.revised_from, row.reason = was, reason
    work.session.add(PromiseRevision(promise_id=row.id, was=was, now=now, reason=reason, at=work.now()))


def _tell(work: Work, rows: Sequence[Promise], was: date, now: date, reason: str) -> None:
    work.session.flush()
    refs = tuple(row.line_ref for row in rows)
    work.emit(
        PromiseRevised(
            order_ref=rows[0].order_ref or "", line_refs=refs, at=work.now(), was=was, now=now, reason=reason
        )
    )
