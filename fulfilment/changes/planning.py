"""A change planned against the house: its slots, what it takes and gives back, and its day. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import Conflict, Invalid
from fulfilment.api.workspec import WorkSpec
from fulfilment.capacity.domain import instant, minute_of
from fulfilment.capacity.models import Booking
from fulfilment.changes.domain import (
    Delta,
    Floor,
    Given,
    Held,
    Replanned,
    deltas,
    handed_over,
    replan,
    shares,
    touched,
)
from fulfilment.changes.freeing import freed, shared_loads
from fulfilment.changes.reading import live_bookings
from fulfilment.items.models import Item
from fulfilment.production.models import ProductionOrder
from fulfilment.promise.domain import Destination, WantedMade
from fulfilment.promise.domain.days import Kind, days_for
from fulfilment.promise.domain.house import House
from fulfilment.promise.domain.pace import paced
from fulfilment.promise.domain.plans import Impossible
from fulfilment.promise.models import Promise
from fulfilment.promise.snapshot import load_house, skus_of
from fulfilment.promise.states import LIVE
from fulfilment.stock import supply
from fulfilment.stock.domain import Need, Purse, Take
from fulfilment.stock.models import Claim

NO_PROMISE = "We have given no day for this yet. Look again in a minute."


@dataclass(frozen=True)
class Own:
    """What a line has already: its promise, its time, its claims. Read once, for any number of wishes."""

    floor: Floor
    promise: Promise
    others: tuple[date, ...]  # the days of the lines that travel with it
    bookings: tuple[Booking, ...]
    shared: frozenset[int]  # of the bookings: those whose load holds other lines' pieces
    claims: tuple[Claim, ...]
    skus: Mapping[int, str]  # of the claims' items, by id
    over: Mapping[int, int]  # by operation: when what has started is done and dry


@dataclass(frozen=True)
class ChangePlan:
    """`replanned` says where work goes, `takes` what is claimed more, `back` what is given back, `ready_at` and `day`
    when it is done and at the door, `earliest` the door without buffer."""

    replanned: Replanned
    takes: tuple[Take, ...]
    back: tuple[Delta, ...]
    ready_at: datetime
    day: date
    earliest: date
    load: float


def own_of(work: Work, production: ProductionOrder, floor: Floor) -> Own:
    """At most five statements. Raises `Conflict` for a line without a promise."""
    live = list(
        work.session.scalars(
            select(Promise).where(Promise.order_ref == floor.order_ref, Promise.state.in_(LIVE)).order_by(Promise.id)
        )
    )
    mine = next((row for row in live if row.line_ref == floor.line_ref), None)
    if mine is None:
        raise Conflict(NO_PROMISE)
    claims = supply.claims_of(work, (Claim.line_ref == floor.line_ref) & (Claim.state == "allocated"))
    ids = {row.item_id for row in claims}
    skus = {row.id: row.sku for row in work.session.execute(select(Item.id, Item.sku).where(Item.id.in_(ids)))}
    bookings = tuple(live_bookings(work, floor.line_ref))
    together = mine.plan_kind == "together"
    others = tuple(row.promised for row in live if together and row.line_ref != floor.line_ref)
    over, shared = _over(production, bookings, work.now()), shared_loads(work, bookings)
    return Own(floor, mine, others, bookings, shared, tuple(claims), skus, over)


def _over(production: ProductionOrder, bookings: Sequence[Booking], now: datetime) -> dict[int, int]:
    """Running work ends with its time, finished work when it is dry; extra runs of the same work count."""
    ends = {row.operation: row.ends_at for row in bookings}
    found: dict[int, int] = {}
    for operation in production.operations:
        if operation.state not in ("running", "done"):
            continue
        at = operation.waiting_until or operation.finished_at or now
        if operation.state == "running":
            at = max(ends.get(operation.number, now), now) + timedelta(minutes=operation.wait_minutes)
        found[operation.origin] = max(found.get(operation.origin, 0), minute_of(at))
    return found


def own_of_rest(own: Own, rest: Floor) -> Own:
    """What the pieces that nobody has begun would have if the line were split now: plain values, nothing is written.

    The step that others of them are at has no time of theirs; its material would go back for them."""
    at = {one.number for one in own.floor.operations if one.state == "running"}
    given = shares(rest.sold, rest.quantity)
    held = [(row.id, (row.operation or 0, own.skus[row.item_id]), row.quantity) for row in own.claims]
    parts = handed_over(held, given)
    claims = [_part(row, parts[row.id]) for row in own.claims if row.id in parts]
    skus = dict(own.skus)
    for fresh, ((number, sku), quantity) in enumerate(sorted(given.items()), 1):
        if number in at:
            skus[-fresh] = sku
            claims.append(Claim(operation=number, item_id=-fresh, level_id=0, quantity=quantity))
    bookings = tuple(row for row in own.bookings if row.operation not in at)
    over = {number: end for number, end in own.over.items() if number not in at}
    return replace(own, floor=rest, bookings=bookings, claims=tuple(claims), skus=skus, over=over)


def _part(row: Claim, quantity: int) -> Claim:
    return Claim(
        operation=row.operation, item_id=row.item_id, level_id=row.level_id, quantity=quantity, expected=row.expected
    )


def wanted_of(own: Own, wanted: WorkSpec) -> WantedMade:
    return WantedMade(own.floor.line_ref, wanted, own.floor.quantity)


def house_for(work: Work, own: Own, specs: Sequence[WorkSpec]) -> House:
    """One snapshot of all that any of `specs` or the line itself may use."""
    lines = [wanted_of(own, spec) for spec in (own.floor.sold, *specs)]
    return load_house(work, lines, supply.facts(work, skus_of(lines)))


def standing(own: Own, house: House) -> Replanned:
    """The line as it is planned now, which every change of it is compared with.

    Raises `Conflict` when what it has cannot be done any more."""
    try:
        return _replan(own, own.floor.sold, house, frozenset(), _arrivals(own, (), (), house))
    except (Impossible, Invalid) as error:
        raise Conflict(error.reason.sentence if isinstance(error, Impossible) else error.sentence) from None


def plan_change(own: Own, wanted: WorkSpec, house: House, before: Replanned | None = None) -> ChangePlan:
    """`before` is `standing`, where it is known already: a page asks for many wishes of one line.

    Raises `Conflict` with the sentence when a material or a work centre for it cannot be had."""
    before = before or standing(own, house)
    moving = touched(own.floor.sold, wanted)
    differences = deltas(wanted, own.floor.quantity, _given(own), own.over.keys())
    takes = _takes(own, differences, house)
    arrivals = _arrivals(own, takes, differences, house)
    try:
        planned = _replan(own, wanted, house, moving, arrivals)
    except (Impossible, Invalid) as error:
        sentence = error.reason.sentence if isinstance(error, Impossible) else error.sentence
        raise Conflict(sentence) from None
    load = sum(step.centre.load for step in planned.steps) / max(len(planned.steps), 1)
    back = tuple(one for one in differences if one.quantity < 0)
    ready = instant(planned.done)
    day, earliest = _days(own, wanted, house, planned.done, before.done)
    return ChangePlan(planned, takes, back, ready, day, earliest, load)


def _replan(
    own: Own, wanted: WorkSpec, house: House, moving: Collection[int], arrivals: Mapping[int, int]
) -> Replanned:
    held = {
        row.operation: Held(minute_of(row.starts_at), minute_of(row.ends_at))
        for row in own.bookings
        if row.operation not in own.over
    }
    return replan(
        paced(wanted, own.floor.quantity, house.paces),
        own.floor.quantity,
        minute_of(house.now),
        over=own.over,
        held=held,
        touched=moving,
        arrivals=arrivals,
        free=lambda moved: freed(house.centres, [row for row in own.bookings if row.operation in moved], own.shared),
    )


def _given(own: Own) -> list[Given]:
    return [
        Given(row.operation, own.skus[row.item_id], row.quantity) for row in own.claims if row.operation is not None
    ]


def _takes(own: Own, differences: Sequence[Delta], house: House) -> tuple[Take, ...]:
    purse, takes = Purse(house.sources, house.buy_days), list[Take]()
    for one in differences:
        if one.quantity < 0:
            continue
        known = house.items.get(one.sku)
        need = Need(own.floor.line_ref, one.operation, one.sku, one.quantity, buyable=True)
        met = purse.meet(need) if known else None
        if met is None:
            raise Conflict(f"There is not enough {known.name if known else one.sku} for this. Choose another one.")
        takes += met
    return tuple(takes)


def _arrivals(own: Own, takes: Sequence[Take], differences: Sequence[Delta], house: House) -> dict[int, int]:
    """By operation: from when the last of its material is here. What is given back is not waited for."""
    place = house.place(own.floor.sold.seller_ref, "workshop")
    today = house.now.astimezone(ZoneInfo(place.tz)).date()
    gone = {(one.operation, one.sku) for one in differences if one.quantity < 0}
    days: dict[int, date] = {}
    for row in own.claims:
        awaited = row.expected if row.level_id is None and (row.operation, own.skus[row.item_id]) not in gone else None
        if row.operation is not None and awaited is not None:
            days[row.operation] = max(days.get(row.operation, today), awaited)
    for take in takes:
        if take.need.operation is not None and take.expected is not None:
            days[take.need.operation] = max(days.get(take.need.operation, today), take.expected)
    return {
        number: minute_of(datetime.combine(day + timedelta(days=1), time(0), ZoneInfo(place.tz)))
        for number, day in days.items()
    }


def _days(own: Own, wanted: WorkSpec, house: House, done: int, before: int) -> tuple[date, date]:
    """The day to promise, and the door without buffer. Work that is done no later than before keeps its day or comes
    sooner; work that is done later takes a later day only where the door of it is later than the promise."""
    row, promised = own.promise, own.promise.promised
    kind = Kind(row.made, row.sku or "", (row.load or 0) / 1000)
    to = Destination(row.country, row.postcode)
    method = wanted.packed.delivery_class
    days = days_for(house, instant(done), row.seller_ref, method, to, kind)
    if days is None:
        raise Conflict("We cannot bring that to your address. Choose another one.")
    if done > before or method != row.method:
        day = max(promised, days.promised)
    else:
        day = min(promised, days.promised) if done < before else promised
    return max([day, *own.others]), days.earliest
