"""Reads the floor, makes a copy, does to it what is supposed, and compares. A fixed number of statements; none
writes, and nothing of it is locked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from typing import cast

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import Invalid, NotFound
from foundation.plain.scope import SellerScope
from fulfilment.api.workspec import DeliveryClass, OperationSpec, WorkSpec
from fulfilment.capacity.domain import Centre, instant, minute_of
from fulfilment.capacity.outages.reading import closed_minutes, closures
from fulfilment.keeping.domain.floor import OpenFloor, sheet_of
from fulfilment.keeping.domain.outage import check_span
from fulfilment.keeping.reading import open_floor
from fulfilment.keeping.reading.floor import EPOCH_DAY
from fulfilment.orders.models import FulfilmentLine, FulfilmentOrder
from fulfilment.production.zones import zone_of, zones
from fulfilment.promise.calibrating import record
from fulfilment.promise.domain import Destination
from fulfilment.promise.domain.days import Kind, days_for
from fulfilment.promise.domain.house import House
from fulfilment.promise.models import Promise
from fulfilment.promise.snapshot import road_house
from fulfilment.promise.states import LIVE
from fulfilment.whatif.choosing import places_of, spec_of, work_zone
from fulfilment.whatif.domain import copying, hours
from fulfilment.whatif.domain.copying import BIG, Copy, Step
from fulfilment.whatif.domain.scenario import (
    Answer,
    BigOrder,
    LineOutcome,
    MachineDown,
    Overtime,
    PlaceKey,
    PlaceLoad,
    PlaceView,
    Scenario,
    ShiftAdded,
    chain,
    check,
    parted,
)
from fulfilment.whatif.staffing import staffed

DAYS = 28  # over which load is counted


def what_if(work: Work, scope: SellerScope, scenario: Scenario) -> Answer:
    """Who would be late, what it would cost, and how full each place would be.

    Raises `Invalid` with the field that should be written otherwise, `NotFound` for a place or product out of view.
    """
    check(scenario, work.now().astimezone(work_zone(work, scope)).date())
    floor, places = open_floor(work, scope), places_of(work, scope)
    sheet = sheet_of(floor)
    before = copying.copy_of(sheet, floor.now, floor.fence)
    house = _House({(one.seller_ref, one.code): one for one in floor.centres.values()}, places)
    after, overtime = _supposed(work, scope, scenario, before, house)
    until = work.now() + timedelta(days=DAYS)
    now, then = staffed(work, floor, sheet, before), staffed(work, floor, sheet, after)
    ready = copying.ready(after) | dict(then.ready)
    return Answer(
        lines=outcomes(work, floor, copying.ready(before) | dict(now.ready), ready),
        loads=tuple(_loads(before, after, house, minute_of(until))),
        overtime=overtime,
        big_ready=instant(ready[BIG]) if BIG in ready else None,
        stuck=stuck_of(work, {**sheet.stuck, **then.stuck}),
        until=until.date(),
        open_lines=len(floor.lines),
    )


# -- what is supposed


@dataclass(frozen=True)
class _House:
    centres: Mapping[PlaceKey, Centre]
    places: Mapping[PlaceKey, PlaceView]

    def centre(self, key: PlaceKey) -> Centre:
        found = self.centres.get(key)
        if found is None:
            raise NotFound("There is no such work centre.")
        return found


def _supposed(
    work: Work, scope: SellerScope, scenario: Scenario, copy: Copy, house: _House
) -> tuple[Copy, Overtime | None]:
    """Hours first, so that what the machine or the big order displaces may take them; whoever else has work there moves
    into what is left of them."""
    overtime = None
    if scenario.shift is not None:
        copy, overtime = _longer(work, copy, scenario.shift, house)
    if scenario.down is not None:
        copy = _without(work, copy, scenario.down, house)
    if scenario.big is not None:
        steps = _steps(work, scope, scenario.big, house)
        copy = (copying.before_all_others if scenario.big.first else copying.in_free_time)(copy, steps)
    if scenario.shift is not None:
        copy = copying.pulled_forward(copy, _units(house.centre(scenario.shift.place)))
    return copy, overtime


def _longer(work: Work, copy: Copy, shift: ShiftAdded, house: _House) -> tuple[Copy, Overtime]:
    centre = house.centre(shift.place)
    spans = hours.spans_of(centre.axis, shift.first, shift.last, shift.hours * 60, copy.now)
    units = [unit.unit_id for unit in centre.units]
    minutes, place = sum(end - start for start, end in spans) * len(units), house.places[shift.place]
    axis = hours.longer(centre.axis, spans)
    down = {unit: closed_minutes(axis, some) for unit, some in closures(work, [centre.id]).items()}
    return copying.with_hours(copy, units, axis, down), Overtime(place, minutes, place.rate.share(minutes, 60))


def _without(work: Work, copy: Copy, down: MachineDown, house: _House) -> Copy:
    centre = house.centre(down.place)
    check_span(down.starts_at, down.ends_at, work.now(), instant(centre.axis.ends[-1]))
    units = [unit.unit_id for unit in centre.units]
    if down.unit is not None:
        numbers = house.places[down.place].units
        if down.unit not in numbers:
            raise Invalid("This work centre has no such place. Choose another, or all of them.", field="down_unit")
        units = [units[numbers.index(down.unit)]]
    return copying.without(copy, units, minute_of(down.starts_at), minute_of(down.ends_at))


def _steps(work: Work, scope: SellerScope, big: BigOrder, house: _House) -> list[Step]:
    if not big.sku:
        rows = [(_units(house.centre(key)), minutes) for key, minutes in big.minutes.items()]
        return chain(rows, big.quantity)
    spec = spec_of(work, scope, big.sku)
    numbers = [operation.number for operation in spec.operations]
    paces = record(work).paces
    return [_step(one, numbers, spec, big.quantity, house, paces.of(spec.seller_ref, one)) for one in spec.operations]


def _step(
    operation: OperationSpec,
    numbers: Sequence[int],
    spec: WorkSpec,
    quantity: int,
    house: _House,
    pace: int,
) -> Step:
    """A step at the floor's own `pace` (per mille of what was planned), as quotes plan it."""
    found = [one for code in operation.work_centres if (one := house.centres.get((spec.seller_ref, code))) is not None]
    if not found:
        raise Invalid(
            f"{operation.name} of this product has no work centre any more. Write minutes instead.", field="sku"
        )
    units = tuple(dict.fromkeys(unit for one in found for unit in _units(one)))
    loads = -(-quantity // found[0].batch_max) if operation.batch_key else quantity
    # What no end of a shift may interrupt goes piece by piece; else whoever is there takes an even share.
    places = len(units) if operation.splittable else loads
    parts = tuple(
        (one * pace + 500) // 1000 for one in parted(operation.run_minutes, operation.setup_minutes, loads, places)
    )
    after = tuple(numbers.index(number) for number in operation.after if number in numbers)
    return Step(units, parts or (1,), after, operation.wait_minutes, operation.splittable)


def _units(centre: Centre) -> tuple[int, ...]:
    return tuple(unit.unit_id for unit in centre.units)


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


def outcomes(
    work: Work, floor: OpenFloor, before: Mapping[str, int], after: Mapping[str, int]
) -> tuple[LineOutcome, ...]:
    """Lines that are late now or then, or whose day changes; the latest first."""
    roads, refs = _Roads(road_house(work), zones(work)), sorted(before)
    named = _named(work, refs)
    rows = work.session.scalars(select(Promise).where(Promise.line_ref.in_(refs), Promise.state.in_(LIVE)))
    promises, found = {row.line_ref: row for row in rows}, list[LineOutcome]()
    for ref in refs:
        line, row, name = floor.lines[ref], promises.get(ref), named.get(ref, _Named("", ""))
        promised = row.promised if row is not None else EPOCH_DAY + timedelta(days=line.promised)
        now, then = (roads.day(line.seller_ref, row, ready[ref]) for ready in (before, after))
        one = LineOutcome(name.number, ref, name.title, promised, now, then)
        if one.late_before or one.late_after or one.moved:
            found.append(one)
    return tuple(sorted(found, key=lambda one: (-one.late_after, -one.moved, one.promised, one.line_ref)))


@dataclass(frozen=True)
class _Roads:
    house: House
    clocks: dict[str, tzinfo]

    def day(self, seller: str, row: Promise | None, minute: int) -> date:
        """The day on which a line that is ready at `minute` is as likely there as not; where nobody was promised
        anything or nothing goes there any more, the day it is ready."""
        ready = instant(minute)
        days = None
        if row is not None:
            to, kind = Destination(row.country, row.postcode), Kind(row.made, row.sku or "", (row.load or 0) / 1000)
            days = days_for(self.house, ready, row.seller_ref, cast(DeliveryClass, row.method), to, kind)
        return days.median if days is not None else ready.astimezone(zone_of(self.clocks, seller)).date()


def stuck_of(work: Work, stuck: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    named = _named(work, sorted(stuck))
    return tuple(
        (f"{named[ref].number} {named[ref].title}" if ref in named else ref, why) for ref, why in sorted(stuck.items())
    )


def _loads(
    before: Copy,
    after: Copy,
    house: _House,
    until: int,
) -> list[PlaceLoad]:
    """The fullest place first."""
    found = []
    for key, place in house.places.items():
        if key in house.centres:
            units = _units(house.centres[key])
            found.append(PlaceLoad(place, *copying.load(before, units, until), *copying.load(after, units, until)))
    return sorted(found, key=lambda one: -one.share)
