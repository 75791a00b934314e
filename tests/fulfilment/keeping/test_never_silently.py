"""Whatever happens in whatever order: no promise is broken silently, nobody else's moves, nothing is booked twice or
lost. Walks of chance through a workshop, on both databases."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select

from foundation.data.runner import Runner
from foundation.data.work import Work
from foundation.plain.clock import FixedClock
from foundation.plain.errors import DomainError
from foundation.plain.scope import EVERY_SELLER
from fulfilment.capacity.domain import minute_of
from fulfilment.capacity.models import Booking
from fulfilment.keeping.domain.floor import OpenFloor, sheet_of
from fulfilment.keeping.domain.realising import ready_of
from fulfilment.keeping.models import Repair
from fulfilment.keeping.queries import outages
from fulfilment.keeping.reading import open_floor
from fulfilment.keeping.service.improving import improve_plan
from fulfilment.keeping.service.outages import back_up
from fulfilment.keeping.service.repairing import repair
from fulfilment.keeping.service.watching import watch
from fulfilment.production.queries import production_orders
from fulfilment.promise.keeping import _days
from fulfilment.promise.models import Promise, PromiseRevision
from fulfilment.promise.snapshot import road_house
from fulfilment.promise.states import LIVE
from fulfilment.scheduling.checking import faults
from tests.fulfilment.capacity.overlaps import overlaps
from tests.fulfilment.keeping.shop import down, orders
from tests.fulfilment.orders.factory import finish, start

STEPS = 9
SEEDS = range(int(os.environ.get("WALKS", "2")))  # more of them by hand


def a_machine_goes_down(run: Runner, clock: FixedClock, chance: Random) -> None:
    centre, hours = chance.choice(["SAW", "PRESS", "BENCH"]), chance.choice([1, 6, 30, 200, 700])
    down(run, centre, hours, unit=1 if centre == "PRESS" and chance.random() < 0.5 else None)


def a_machine_is_back(run: Runner, clock: FixedClock, chance: Random) -> None:
    found = run.read(lambda w: outages(w, EVERY_SELLER))
    if found:
        ref = chance.choice(found).ref
        run.write(lambda w: back_up(w, EVERY_SELLER, ref, person="anna"))


def somebody_works(run: Runner, clock: FixedClock, chance: Random) -> None:
    for order in run.read(lambda w: production_orders(w, EVERY_SELLER)):
        for step in order.operations:
            if step.state in ("ready", "running") and chance.random() < 0.7:
                try:
                    (start if step.state == "ready" else finish)(run, step.ref)
                except DomainError:
                    continue  # it rests, or its machine is busy


def time_passes(run: Runner, clock: FixedClock, chance: Random) -> None:
    clock.advance(timedelta(minutes=chance.choice([10, 90, 700, 3000])))
    run.write(watch)


def the_clock_goes_back(run: Runner, clock: FixedClock, chance: Random) -> None:
    clock.advance(timedelta(minutes=-chance.choice([5, 60])))
    run.write(watch)


EVENTS: list[Callable[[Runner, FixedClock, Random], None]] = [
    a_machine_goes_down, a_machine_goes_down, a_machine_is_back, somebody_works, somebody_works, time_passes,
    time_passes, the_clock_goes_back,
]  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_no_promise_is_broken_silently_and_nothing_is_lost(run: Runner, clock: FixedClock, seed: int) -> None:
    chance = Random(seed)
    orders(run, 4, saws=chance.choice([1, 2]))
    for _ in range(STEPS):
        chance.choice(EVENTS)(run, clock, chance)
        work_off_and_look(run)
    assert run.read(lambda w: list(w.session.scalars(select(Repair.state).where(Repair.state == "waiting")))) == []


def work_off_and_look(run: Runner) -> None:
    for ref in run.read(lambda w: list(w.session.scalars(select(Repair.id).where(Repair.state == "waiting")))):
        before = run.read(promised)
        run.write(lambda w, r=ref: repair(w, r))
        improve_plan(run, ref, seconds=0.5)
        touched = run.read(lambda w, r=ref: set(w.session.get_one(Repair, r).report["lines"]))
        after = run.read(promised)
        assert {line: after[line] for line in after if line not in touched} == {
            line: before[line] for line in before if line not in touched
        }
        run.read(look)


def promised(work: Work) -> dict[str, tuple[object, ...]]:
    return {row.line_ref: (row.promised, row.state, row.ready_at) for row in work.session.scalars(select(Promise))}


def look(work: Work) -> None:
    assert overlaps(work) == []
    floor = open_floor(work, EVERY_SELLER)
    sheet = sheet_of(floor)
    assert sheet.stuck == {}
    nothing_in_a_closed_minute(work, floor)
    assert faults(sheet.problem, sheet.plan) == []
    house, ready = road_house(work), ready_of(sheet, floor.lines)
    for row in work.session.scalars(select(Promise).where(Promise.state.in_(LIVE))):
        if row.line_ref not in ready:
            continue
        days = _days(house, row)
        assert days is not None
        assert minute_of(row.ready_at) == ready[row.line_ref], "the forecast is the plan's"
        if days.median > row.promised:
            assert row.state == "at_risk" or row.revised_from is not None, row.line_ref
    moves = list(work.session.scalars(select(PromiseRevision)))
    assert all(one.now > one.was and one.reason for one in moves)


def nothing_in_a_closed_minute(work: Work, floor: OpenFloor) -> None:
    held = {one.booking_id: one for one in floor.operations if one.span is not None and not one.working}
    for row in work.session.scalars(select(Booking).where(Booking.id.in_(held), Booking.state == "firm")):
        for first, last in floor.closed.get(row.unit_id, ()):
            assert row.end_minute <= first or row.start_minute >= last, "booked where the machine is down"
