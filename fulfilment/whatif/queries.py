"""Reads the floor, makes a copy, does to it what is supposed, and compares. A fixed number of statements; none
writes, and nothing of it is locked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from typing import cast

from sqlalchemy import func, select

from foundation.data.work import Work
from foundation.plain.errors import Invalid, NotFound
from foundation.plain.money import Money
from foundation.plain.scope import SellerScope
from fulfilment.api.workspec import DeliveryClass, OperationSpec, WorkSpec
from fulfilment.capacity.domain import Centre, instant, minute_of
from fulfilment.capacity.models import WorkCentre, WorkUnit
from fulfilment.capacity.outages.reading import closed_minutes, closures
from fulfilment.keeping.domain.floor import OpenFloor, sheet_of
from fulfilment.keeping.domain.outage import check_span
from fulfilment.keeping.reading import open_floor
from fulfilment.keeping.reading.floor import EPOCH_DAY
from fulfilment.orders.models import FulfilmentLine, FulfilmentOrder
from fulfilment.production.zones import zone_of, zones
from fulfilment.promise.domain import Destination
from fulfilment.promise.domain.days import Kind, days_for
from fulfilment.promise.models import Promise
from fulfilment.promise.snapshot import road_house
from fulfilment.promise.states import LIVE
from fulfilment.whatif.domain import copying, hours
from fulfilment.whatif.domain.copying import BIG, Copy, Step
from fulfilment.whatif.domain.scenario import (
    Answer,
    BigOrder,
    Choices,
    LineOutcome,
    MachineDown,
    Overtime,
    PlaceKey,
    PlaceLoad,
    PlaceView,
    ProductView,
    Scenario,
    ShiftAdded,
    chain,
    check,
    parted,
)

DAYS = 28  # over which load is counted
PRODUCTS = 100
MADE = "make_to_order"


def choices(work: Work, scope: SellerScope) -> Choices:
    """The places and products of the sellers in view. Two statements."""
    return Choices(tuple(_places(work, scope).values()), tuple(_products(work, scope)))


def what_if(work: Work, scope: SellerScope, scenario: Scenario) -> Answer:
    """Who would be late, what it would cost, and how full each place would be.

    Raises `Invalid` with the field that should be written otherwise, `NotFound` for a place or product out of view.
    """
    check(scenario, work.now().astimezone(work_zone(work, scope)).date())
    floor, places = open_floor(work, scope), _places(work, scope)
    sheet = sheet_of(floor)
    before = after = copying.copy_of(sheet, floor.now, floor.fence)
    centres, overtime = {(one.seller_ref, one.code): one for one in floor.centres.values()}, None
    if scenario.shift is not None:
        after, overtime = _longer(work, after, scenario.shift, _centre(centres, scenario.shift.place), places)
    if scenario.down is not None:
        after = _without(work, after, scenario.down, _centre(centres, scenario.down.place), places)
    if scenario.big is not None:
        steps = _steps(work, scope, scenario.big, centres)
        after = (copying.before_all_others if scenario.big.first else copying.in_free_time)(after, steps)
    if scenario.shift is not None:
        units = [unit.unit_id for unit in _centre(centres, scenario.shift.place).units]
        after = copying.pulled_forward(after, units)
    until = work.now() + timedelta(days=DAYS)
    ready = copying.ready(after)
    return Answer(
        lines=_outcomes(work, floor, copying.ready(before), ready),
        loads=tuple(_loads(before, after, centres, places, minute_of(until))),
        overtime=overtime,
        big_ready=instant(ready[BIG]) if BIG in ready else None,
        stuck=_stuck(work, sheet.stuck),
        until=until.date(),
        open_lines=len(floor.lines),
    )


# -- what is supposed


def _longer(
    work: Work, copy: Copy, shift: ShiftAdded, centre: Centre, places: Mapping[PlaceKey, PlaceView]
) -> tuple[Copy, Overtime]:
    spans = hours.spans_of(centre.axis, shift.first, shift.last, shift.hours * 60, copy.now)
    units = [unit.unit_id for unit in centre.units]
    minutes, place = sum(end - start for start, end in spans) * len(units), places[shift.place]
    axis = hours.longer(centre.axis, spans)
    down = {unit: closed_minutes(axis, some) for unit, some in closures(work, [centre.id]).items()}
    return copying.with_hours(copy, units, axis, down), Overtime(place, minutes, place.rate.share(minutes, 60))


def _without(work: Work, copy: Copy, down: MachineDown, centre: Centre, places: Mapping[PlaceKey, PlaceView]) -> Copy:
    check_span(down.starts_at, down.ends_at, work.now(), instant(centre.axis.ends[-1]))
    units = [unit.unit_id for unit in centre.units]
    if down.unit is not None:
        numbers = places[down.place].units
        if down.unit not in numbers:
            raise Invalid("This work centre has no such place. Choose another, or all of them.", field="down_unit")
        units = [units[numbers.index(down.unit)]]
    return copying.without(copy, units, minute_of(down.starts_at), minute_of(down.ends_at))


def _steps(work: Work, scope: SellerScope, big: BigOrder, centres: Mapping[PlaceKey, Centre]) -> list[Step]:
    if not big.sku:
        rows = [(_units(_centre(centres, key)), minutes) for key, minutes in big.minutes.items()]
        return chain(rows, big.quantity)
    spec = _spec(work, scope, big.sku)
    numbers = [operation.number for operation in spec.operations]
    return [_step(one, numbers, spec, big.quantity, centres) for one in spec.operations]


def _step(
    operation: OperationSpec,
    numbers: Sequence[int],
    spec: WorkSpec,
    quantity: int,
    centres: Mapping[PlaceKey, Centre],
) -> Step:
    found = [one for code in operation.work_centres if (one := centres.get((spec.seller_ref, code))) is not None]
    if not found:
        raise Invalid(
            f"{operation.name} of this product has no work centre any more. Write minutes instead.", field="sku"
        )
    units = tuple(dict.fromkeys(unit for one in found for unit in _units(one)))
    loads = -(-quantity // found[0].batch_max) if operation.batch_key else quantity
    # What no end of a shift may interrupt goes piece by piece; else whoever is there takes an even share.
    places = len(units) if operation.splittable else loads
    parts = parted(operation.run_minutes, operation.setup_minutes, loads, places)
    after = tuple(numbers.index(number) for number in operation.after if number in numbers)
    return Step(units, parts or (1,), after, operation.wait_minutes, operation.splittable)


def _units(centre: Centre) -> tuple[int, ...]:
    return tuple(unit.unit_id for unit in centre.units)


def _centre(centres: Mapping[PlaceKey, Centre], key: PlaceKey) -> Centre:
    found = centres.get(key)
    if found is None:
        raise NotFound("There is no such work centre.")
    return found


def _spec(work: Work, scope: SellerScope, sku: str) -> WorkSpec:
    """What the newest line of a product takes."""
    statement = (
        select(FulfilmentLine.spec)
        .join(FulfilmentOrder, FulfilmentOrder.ref == FulfilmentLine.fulfilment_order_ref)
        .where(FulfilmentLine.sku == sku, FulfilmentOrder.supply_method == MADE)
        .order_by(FulfilmentLine.id.desc())
        .limit(1)
    )
    if scope.sellers is not None:
        statement = statement.where(FulfilmentOrder.seller_ref.in_(sorted(scope.sellers)))
    row = work.session.scalar(statement)
    if row is None:
        raise NotFound("Nothing of this product was made before. Write minutes instead.")
    return WorkSpec.from_dict(row)


# -- what is read


def work_zone(work: Work, scope: SellerScope) -> tzinfo:
    known = zones(work)
    mine = sorted(scope.sellers) if scope.sellers is not None else sorted(known)
    return zone_of(known, mine[0] if mine else "")


def _places(work: Work, scope: SellerScope) -> dict[PlaceKey, PlaceView]:
    statement = (
        select(WorkCentre, WorkUnit.number)
        .join(WorkUnit, WorkUnit.work_centre_id == WorkCentre.id)
        .where(WorkUnit.retired.is_(False))
        .order_by(WorkCentre.seller_ref, WorkCentre.id, WorkUnit.id)
    )
    if scope.sellers is not None:
        statement = statement.where(WorkCentre.seller_ref.in_(sorted(scope.sellers)))
    found: dict[PlaceKey, tuple[WorkCentre, list[int]]] = {}
    for centre, number in work.session.execute(statement):
        found.setdefault((centre.seller_ref, centre.code), (centre, []))[1].append(number)
    return {
        key: PlaceView(key, centre.name, tuple(numbers), Money(centre.rate_minor, centre.rate_currency))
        for key, (centre, numbers) in found.items()
    }


def _products(work: Work, scope: SellerScope) -> list[ProductView]:
    newest = (
        select(func.max(FulfilmentLine.id))
        .join(FulfilmentOrder, FulfilmentOrder.ref == FulfilmentLine.fulfilment_order_ref)
        .where(FulfilmentOrder.supply_method == MADE)
        .group_by(FulfilmentLine.sku)
    )
    if scope.sellers is not None:
        newest = newest.where(FulfilmentOrder.seller_ref.in_(sorted(scope.sellers)))
    rows = work.session.execute(
        select(FulfilmentLine.sku, FulfilmentLine.title)
        .where(FulfilmentLine.id.in_(newest))
        .order_by(FulfilmentLine.title, FulfilmentLine.sku)
        .limit(PRODUCTS)
    )
    return [ProductView(sku, title) for sku, title in rows]


# -- what it comes to


@dataclass(frozen=True)
class _Named:
    number: str
    title: str


def _named(work: Work, refs: Sequence[str]) -> dict[str, _Named]:
    rows = work.session.execute(
        select(FulfilmentLine.line_ref, FulfilmentOrder.order_number, FulfilmentLine.title)
        .join(FulfilmentOrder, FulfilmentOrder.ref == FulfilmentLine.fulfilment_order_ref)
        .where(FulfilmentLine.line_ref.in_(refs))
    )
    return {ref: _Named(number, title) for ref, number, title in rows}


def _outcomes(
    work: Work, floor: OpenFloor, before: Mapping[str, int], after: Mapping[str, int]
) -> tuple[LineOutcome, ...]:
    """Lines that are late now or then, or whose day changes; the latest first."""
    house, clocks, refs = road_house(work), zones(work), sorted(before)
    named = _named(work, refs)
    rows = work.session.scalars(select(Promise).where(Promise.line_ref.in_(refs), Promise.state.in_(LIVE)))
    promises = {row.line_ref: row for row in rows}
    found = []
    for ref in refs:
        line, row = floor.lines[ref], promises.get(ref)

        def day(minute: int, row: Promise | None = row, seller: str = line.seller_ref) -> date:
            ready = instant(minute)
            if row is not None:
                to, kind = Destination(row.country, row.postcode), Kind(row.made, row.sku or "", (row.load or 0) / 1000)
                days = days_for(house, ready, row.seller_ref, cast(DeliveryClass, row.method), to, kind)
                if days is not None:
                    return days.median
            return ready.astimezone(zone_of(clocks, seller)).date()

        promised = row.promised if row is not None else EPOCH_DAY + timedelta(days=line.promised)
        name = named.get(ref, _Named("", ""))
        one = LineOutcome(name.number, ref, name.title, promised, day(before[ref]), day(after[ref]))
        if one.late_before or one.late_after or one.moved:
            found.append(one)
    return tuple(sorted(found, key=lambda one: (-one.late_after, -one.moved, one.promised, one.line_ref)))


def _stuck(work: Work, stuck: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    named = _named(work, sorted(stuck))
    return tuple(
        (f"{named[ref].number} {named[ref].title}" if ref in named else ref, why) for ref, why in sorted(stuck.items())
    )


def _loads(
    before: Copy,
    after: Copy,
    centres: Mapping[PlaceKey, Centre],
    places: Mapping[PlaceKey, PlaceView],
    until: int,
) -> list[PlaceLoad]:
    """The fullest place first."""
    found = []
    for key, place in places.items():
        if key in centres:
            units = _units(centres[key])
            found.append(PlaceLoad(place, *copying.load(before, units, until), *copying.load(after, units, until)))
    return sorted(found, key=lambda one: -one.share)
