"""A workshop that is taken over as it stands: open work gets its place from now on, and days follow without a word.

For a shop that moves in with orders under way: what its floor has done so far was planned elsewhere, so what this plan
has in the past is nobody's lateness. Nobody has been told a day by us yet; afterwards `watch` finds nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy import select

from foundation.data.audit import move
from foundation.data.work import Work
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.workspec import DeliveryClass
from fulfilment.capacity.domain import instant
from fulfilment.keeping.models import Repair
from fulfilment.keeping.service.repairing import read_floor, shift_right
from fulfilment.keeping.service.watching import make_room
from fulfilment.production.models import ProductionOrder
from fulfilment.promise.calibrating import learn
from fulfilment.promise.domain import Destination
from fulfilment.promise.domain.days import Kind, days_for
from fulfilment.promise.models import Promise
from fulfilment.promise.snapshot import road_house
from fulfilment.promise.states import LIVE, PROMISE_STATES

ACTOR = "taken over"


def take_over(work: Work) -> dict[str, date]:
    """Plan what is open from now on and give each promise that it cannot bear a fresh day, the first it was ever given.
    Returns the lines whose day is another one."""
    lines = make_room(work)
    planned = read_floor(work, EVERY_SELLER)
    row = Repair(kind="overrun", title="", reason="", centres=[], lines=sorted(lines), report={})  # of nobody's list
    realised = shift_right(work, planned, row)
    moved = _days(work, {line: instant(minute) for line, minute in realised.ready.items()})
    for production in work.session.scalars(select(ProductionOrder).where(ProductionOrder.line_ref.in_(moved))):
        production.promised = moved[production.line_ref]
    work.session.flush()
    return moved


def _days(work: Work, ready: Mapping[str, datetime]) -> dict[str, date]:
    house, moved = road_house(work), dict[str, date]()
    for row in work.session.scalars(select(Promise).where(Promise.line_ref.in_(ready), Promise.state.in_(LIVE))):
        row.ready_at = ready[row.line_ref]
        to = Destination(row.country, row.postcode)
        kind = Kind(row.made, row.sku or "", (row.load or 0) / 1000)
        days = days_for(house, row.ready_at, row.seller_ref, cast(DeliveryClass, row.method), to, kind)
        if days is None:
            continue
        if row.state == "at_risk":
            back = "revised" if row.revised_from else "committed"
            move(work, row, PROMISE_STATES, back, subject=row.line_ref, actor=ACTOR)
        row.median = days.median
        if days.promised > row.promised:
            row.promised = moved[row.line_ref] = days.promised
            row.quoted = row.quoted if row.revised_from else days.promised
    return moved


@dataclass(frozen=True)
class PastPromise:
    """A piece that was delivered before: the day that was promised first, the one it was moved to at last (the same,
    where it was not), and the day it came. `earliest` is the day it was planned for."""

    order_ref: str
    sku: str
    seller_ref: str
    country: str
    ordered: datetime
    earliest: date
    quoted: date
    promised: date
    actual: date
    made: bool = True


def bring_record(work: Work, past: Sequence[PastPromise]) -> None:
    """Count what a shop promised and kept before it came here: days are calibrated on it like on its own record."""
    refs = [one.order_ref for one in past]
    known = set(work.session.scalars(select(Promise.order_ref).where(Promise.order_ref.in_(refs))))
    for one in past:
        if one.order_ref not in known:
            work.session.add(_finished(work, one))
            learn(work, one.made, one.sku)
    work.session.flush()


def _finished(work: Work, one: PastPromise) -> Promise:
    return Promise(
        id=work.new_id(),
        line_ref=f"{one.order_ref}-1",
        checkout_id=one.order_ref,
        order_ref=one.order_ref,
        state="kept" if one.actual <= one.promised else "broken",
        promised=one.promised,
        median=one.earliest,
        quoted=one.quoted,
        basis="estimate",
        ready_at=one.ordered,
        method="two_person" if one.made else "parcel",
        made=one.made,
        plan_kind="each",
        sku=one.sku,
        earliest=one.earliest,
        load=500,
        slack=0,
        share=950,
        calibration=0,
        seller_ref=one.seller_ref,
        country=one.country,
        postcode="",
        revised_from=one.quoted if one.quoted != one.promised else None,
        reason=None,
        actual=one.actual,
        made_at=one.ordered,
    )
