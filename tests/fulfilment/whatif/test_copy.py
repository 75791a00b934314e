"""What is true of every scenario, on small random workshops."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.plain.errors import Invalid
from fulfilment.capacity.domain import instant
from fulfilment.keeping.domain.floor import Sheet
from fulfilment.scheduling import ALWAYS, Problem, faults
from fulfilment.whatif.domain import copying, hours
from fulfilment.whatif.domain.copying import BIG, Copy, Step
from fulfilment.whatif.domain.scenario import chain, parted
from tests.fulfilment.scheduling.workshops import DAYS, NOW, Workshop, promised, some_span, workshop

FENCE = NOW + 240
SEEDS = st.integers(0, 10**9)


def copied(shop: Workshop) -> Copy:
    return copying.copy_of(Sheet(shop.problem, dict(shop.plan), {}, {}), NOW, FENCE)


def by_shift(copy: Copy) -> list[int]:
    return [id_ for id_, unit in copy.problem.units.items() if unit.axis is DAYS]


@settings(deadline=None, max_examples=60)
@given(SEEDS)
def test_a_shift_more_makes_nobody_later(seed: int) -> None:
    random = Random(seed)
    copy = copied(workshop(random))
    units = by_shift(copy)[:1]
    if not units:
        return
    first, last = date(2026, 11, 23 + random.randint(0, 3)), date(2026, 11, 27 + random.randint(0, 3))
    axis = hours.longer(DAYS, hours.spans_of(DAYS, first, last, random.randint(1, 8) * 60, NOW))
    before, after = copying.ready(copy), copying.pulled_forward(copying.with_hours(copy, units, axis), units)
    ready = copying.ready(after)
    assert all(ready[order] <= minute for order, minute in before.items())
    assert faults(after.problem, after.plan) == []


@settings(deadline=None, max_examples=60)
@given(SEEDS)
def test_a_machine_down_makes_late_only_who_works_there_then_or_was_late(seed: int) -> None:
    """Nobody else pays: who was hit may be late, who was not and was on time is on time."""
    random = Random(seed)
    shop = workshop(random)
    copy = copied(promised(shop, copying.ready(copied(shop)), slack=random.choice((0, 300, 3_000))))
    unit = some_span(random, copy.plan).unit
    start = NOW + random.randint(0, 2_000)
    end = start + random.randint(60, 6_000)
    after = copying.without(copy, [unit], start, end)
    assert faults(after.problem, after.plan) == []
    due = {id_: order.due for id_, order in copy.problem.orders.items()}
    ready = copying.ready(after)
    late = {order for order, minute in ready.items() if minute > due[order]}
    assert late <= copying.hit_by(copy, [unit], start, end)
    lane = after.problem.units[unit]
    opens, closes = lane.axis.position_of(start), lane.axis.position_of(end)
    assert not [s for s in after.plan.values() if s.unit == unit and s.start < closes and s.end > opens]


def big_steps(random: Random, copy: Copy) -> list[Step]:
    units = tuple(random.sample(sorted(copy.problem.units), 1))
    return [Step(units, (random.randint(60, 900),)), Step(units, (random.randint(1, 300),), (0,), wait=60)]


@settings(deadline=None, max_examples=60)
@given(SEEDS)
def test_a_big_order_in_free_time_moves_nobody_and_one_that_goes_first_is_no_later(seed: int) -> None:
    random = Random(seed)
    copy = copied(workshop(random))
    steps = big_steps(random, copy)
    free, first = copying.in_free_time(copy, steps), copying.before_all_others(copy, steps)
    assert {number: span for number, span in free.plan.items() if number in copy.plan} == copy.plan
    assert copying.ready(first)[BIG] <= copying.ready(free)[BIG]
    assert faults(free.problem, free.plan) == []
    assert faults(first.problem, first.plan) == []


def test_work_that_has_begun_waits_while_its_machine_is_down_and_goes_on() -> None:
    copy = copied(workshop(Random(7)))
    unit = next(iter(copy.problem.units))
    number, span = min(((n, s) for n, s in copy.plan.items() if s.unit == unit), key=lambda one: one[1].start)
    begun = {**copy.problem.operations, number: replace(copy.problem.operations[number], started=True)}
    copy = replace(copy, problem=replace(copy.problem, operations=begun))
    axis = copy.problem.units[unit].axis
    middle = axis.start_of(span.start + (span.end - span.start) // 2)
    after = copying.without(copy, [unit], middle, middle + 30)
    longer = after.plan[number]
    assert (longer.start, longer.end) == (
        span.start,
        span.end + axis.position_of(middle + 30) - axis.position_of(middle),
    )


def test_hours_follow_the_last_shift_and_leave_days_off_alone() -> None:
    friday_to_monday = hours.spans_of(DAYS, date(2026, 11, 27), date(2026, 11, 30), 120, NOW)
    said = [f"{instant(start):%a %H:%M}-{instant(end):%H:%M}" for start, end in friday_to_monday]
    assert said == ["Fri 14:30-16:30", "Mon 14:30-16:30"]  # in UTC, of shifts until 15:30 in Copenhagen
    saturday = hours.spans_of(DAYS, date(2026, 11, 28), date(2026, 11, 28), 120, NOW)
    assert [f"{instant(start):%a %H:%M}" for start, _ in saturday] == ["Sat 06:00"]
    axis = hours.longer(DAYS, friday_to_monday)
    assert axis.total == DAYS.total + 240
    assert len(axis.starts) == len(DAYS.starts)  # what follows a shift at once is one presence with it


def test_hours_that_run_into_the_next_shift_or_are_over_are_refused() -> None:
    with pytest.raises(Invalid, match="only 15 hours are left"):
        hours.spans_of(DAYS, date(2026, 11, 24), date(2026, 11, 24), 16 * 60, NOW)
    with pytest.raises(Invalid, match="over already"):
        hours.spans_of(DAYS, date(2026, 11, 19), date(2026, 11, 20), 60, NOW)
    with pytest.raises(Invalid, match="working time already"):
        hours.longer(DAYS, [(DAYS.starts[0] + 5, DAYS.starts[0] + 10)])


def test_pieces_are_divided_evenly_over_places() -> None:
    assert parted(10, 5, 7, 3) == (35, 25, 25)
    assert parted(10, 0, 2, 5) == (10, 10)
    assert [step.after for step in chain([((1,), 10), ((2, 3), 10)], 4)] == [(), (0,)]


def test_load_counts_a_shared_minute_once_and_no_minute_of_a_machine_that_is_down() -> None:
    shop = workshop(Random(1), orders=1)
    copy = copied(shop)
    unit = next(iter(copy.plan.values())).unit
    lane = replace(copy.problem.units[unit], axis=ALWAYS)
    span = next(iter(copy.plan.values()))._replace(start=NOW, end=NOW + 100)
    alone = Problem({}, {unit: lane}, {})
    twice = Copy(alone, {1: span, 2: span}, NOW, NOW)
    assert copying.load(twice, [unit], NOW + 1_000) == (100, 1_000)
    assert copying.load(copying.without(replace(twice, plan={}), [unit], NOW, NOW + 400), [unit], NOW + 1_000) == (
        0,
        600,
    )
