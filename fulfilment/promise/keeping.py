"""Keeping a promise: committed, watched, moved once with a reason, kept or broken."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
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
from fulfilment.promise.domain.house import House
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
    """A new forecast for a line, and what follows from it at once: `forecast`, then `move_days`.

    For what no re-planning can better (an item is missing on the shelf). None when there is no live promise.
    """
    if not forecast(work, {line_ref: new_ready_at}):
        return None
    move_days(work, [line_ref], reason)
    row = _live(work, line_ref)
    return _view(row) if row else None


@dataclass(frozen=True)
class Outlook:
    """What a new forecast means for a promise. `likely` is the day on which it is as likely there as not; `slipped` are
    days that it moved by since the forecast before."""

    line_ref: str
    promised: date
    likely: date
    slipped: int

    @property
    def likely_late(self) -> bool:
        """More likely broken than kept."""
        return self.likely > self.promised


def forecast(work: Work, ready: Mapping[str, datetime]) -> list[Outlook]:
    """New instants at which lines can leave the house. The buffer is there to be used: a forecast that eats into it is
    marked `at_risk`, which nobody outside hears; one that leaves it whole calms the promise again.

    Lines without a live promise are left out.
    """
    house, found = road_house(work), []
    for row in _rows(work, Promise.line_ref.in_(ready), Promise.state.in_(LIVE), Promise.order_ref.is_not(None)):
        before = _days(house, row)
        row.ready_at = ready[row.line_ref]
        days = _days(house, row)
        if days is None:
            continue
        if days.promised <= row.promised:
            _calm(work, row, days)
        else:
            _worry(work, row, days)
        slipped = (days.median - before.median).days if before else 0
        found.append(Outlook(row.line_ref, row.promised, days.median, slipped))
    work.session.flush()
    return found


def put_at_risk(work: Work, line_refs: Collection[str]) -> None:
    """Nobody can say when these lines are ready: their days stand, and the shop knows that they are not safe."""
    for row in _rows(work, Promise.line_ref.in_(line_refs), Promise.state.in_(LIVE), Promise.order_ref.is_not(None)):
        if row.state != "at_risk":
            move(work, row, PROMISE_STATES, "at_risk", subject=row.line_ref, actor="promise")
    work.session.flush()


def move_days(work: Work, line_refs: Collection[str], reason: str) -> list[str]:
    """Give those of these lines that are more likely late than not a new day with a fresh buffer; the customer hears
    it once (`PromiseRevised`). Returns the lines that moved.

    A promise that has moved already moves again only when its day cannot be kept at all: at most one move is the
    rule, and an honest second one better than a silent break. Of an order that travels together every line moves
    with it.
    """
    house, moved = road_house(work), list[str]()
    for row in _rows(work, Promise.line_ref.in_(line_refs), Promise.state.in_(LIVE), Promise.order_ref.is_not(None)):
        days = _days(house, row)
        if days is None or row.line_ref in moved:
            continue
        if (days.earliest if row.revised_from else days.median) > row.promised:
            moved += _move_day(work, _travelling_with(work, row), days, reason)
    work.session.flush()
    return moved


def _days(house: House, row: Promise) -> Days | None:
    to = Destination(row.country, row.postcode)
    kind = Kind(row.made, row.sku or "", (row.load or 0) / 1000)
    return days_for(house, row.ready_at, row.seller_ref, cast(DeliveryClass, row.method), to, kind)


def _calm(work: Work, row: Promise, days: Days) -> None:
    row.median = min(days.median, row.promised)
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


def _move_day(work: Work, rows: Sequence[Promise], days: Days, reason: str) -> list[str]:
    was = rows[0].promised
    moved = [row for row in rows if row.promised < days.promised]
    for row in moved:
        if row.state != "at_risk":
            move(work, row, PROMISE_STATES, "at_risk", subject=row.line_ref, actor="promise", reason=reason)
        move(work, row, PROMISE_STATES, "revised", subject=row.line_ref, actor="promise", reason=reason)
        _record(work, row, row.promised, days.promised, reason)
        row.promised, row.median = days.promised, days.median
    _tell(work, moved, was, days.promised, reason)
    return [row.line_ref for row in moved]


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
