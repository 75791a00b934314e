"""Read models of changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import Conflict, NotFound
from foundation.plain.scope import SellerScope
from fulfilment.api.workspec import WorkSpec
from fulfilment.changes.domain import ChangeLook, ChangeOffer, ChangeView, Floor, Replanned, free_until, frozen, since
from fulfilment.changes.models import Change
from fulfilment.changes.planning import Own, house_for, own_of, own_of_rest, plan_change, standing
from fulfilment.changes.reading import as_floor, production_of
from fulfilment.changes.service.locking import TOO_LATE, UNKNOWN, view
from fulfilment.changes.states import LIVE
from fulfilment.production.zones import zone_of, zones
from fulfilment.promise.domain.house import House


def look(
    work: Work, order_ref: str, line_ref: str, wanted: WorkSpec, others: Sequence[WorkSpec], fence: timedelta
) -> ChangeLook:
    """What `wanted` would mean for a line, and which of `others` are frozen. A fixed number of statements.

    Raises `NotFound` for a line that is not made or not of this order, `Conflict` while it is not accepted."""
    production = production_of(work, order_ref, line_ref)
    floor = as_floor(work, production)
    if floor.closed:
        day, many = production.promised, floor.quantity
        offer = ChangeOffer(day, day, floor.closed, False, floor.begun, False, many, many)
        return ChangeLook(offer, tuple(floor.closed for _ in others), tuple(None for _ in others))
    own = own_of(work, production, floor)
    zone, now = zone_of(zones(work), production.seller_ref), work.now()

    def sentence(spec: WorkSpec, within: timedelta | None = fence) -> str:
        found = frozen(floor.about(spec, now), spec, now, within)
        return since(found[0], now, zone) if found else ""

    refused = sentence(wanted)
    late = bool(refused) and not sentence(wanted, None)
    why = TOO_LATE.format(why=refused) if refused else ""
    words = [sentence(spec) for spec in others]
    until = [None if said else free_until(floor, spec, fence) for spec, said in zip(others, words, strict=True)]
    free = [spec for spec, said in zip(others, words, strict=True) if not said]
    house = house_for(work, own, [wanted, *free])

    def own_for(spec: WorkSpec) -> Own:
        about = floor.about(spec, now)
        return own if about is floor else own_of_rest(own, about)

    offer = _offer(own_for(wanted), floor, wanted, house, why, late=late)
    known = _days(house, [(own_for(spec), spec) for spec in free])
    return ChangeLook(offer, tuple(words), tuple(until), tuple(known.get(spec) for spec in others))


def _days(house: House, wishes: Sequence[tuple[Own, WorkSpec]]) -> dict[WorkSpec, date]:
    """The day of each wish that can be had; what stands is planned once for all of them."""
    planned: dict[int, Replanned] = {}
    found: dict[WorkSpec, date] = {}
    for own, spec in wishes:
        key = own.floor.quantity  # of one line there are two: all of it, and the rest
        try:
            if key not in planned:
                planned[key] = standing(own, house)
            found[spec] = plan_change(own, spec, house, planned[key]).day
        except Conflict:
            continue
    return found


def _offer(own: Own, floor: Floor, wanted: WorkSpec, house: House, refused: str, *, late: bool) -> ChangeOffer:
    was = day = own.promise.promised
    if not refused or late:
        try:
            day = plan_change(own, wanted, house).day
        except Conflict as error:
            refused, late = error.sentence, False
    revised = own.promise.state == "revised" or own.promise.revised_from is not None
    begun = own.floor.begun  # of the pieces that it is about
    return ChangeOffer(was, day, refused, late, begun, revised, own.floor.quantity, floor.quantity)


def change(work: Work, ref: str) -> ChangeView:
    """One change. Raises `NotFound`."""
    row = work.session.get(Change, ref)
    if row is None:
        raise NotFound(UNKNOWN)
    return view(row)


def changes_of_order(work: Work, order_ref: str) -> tuple[ChangeView, ...]:
    """The changes of an order, newest first. One statement."""
    rows = select(Change).where(Change.order_ref == order_ref).order_by(Change.asked_at.desc(), Change.ref.desc())
    return tuple(view(row) for row in work.session.scalars(rows))


def change_requests(work: Work, scope: SellerScope, *, limit: int = 200) -> tuple[ChangeView, ...]:
    """The changes of the sellers in view: those under way first, then the newest. One statement."""
    rows = select(Change).order_by(Change.state.in_(LIVE).desc(), Change.asked_at.desc(), Change.ref.desc())
    if scope.sellers is not None:
        rows = rows.where(Change.seller_ref.in_(sorted(scope.sellers)))
    return tuple(view(row) for row in work.session.scalars(rows.limit(limit)))
