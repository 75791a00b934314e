"""Repair after something happened: possible, in promise order, and nothing moves that need not."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.plain.errors import Invalid
from fulfilment.scheduling import (
    ALWAYS,
    Added,
    Down,
    Event,
    LateMaterial,
    Mode,
    Operation,
    Order,
    Overran,
    Plan,
    Problem,
    Removed,
    Span,
    Unit,
    faults,
    ready_at,
    right_shift,
)
from tests.fulfilment.scheduling.workshops import NOW, Workshop, promised, some_span, workshop

seeds = st.integers(0, 10**9)


def after(shop: Workshop, *happened: Event, fence: int = 0) -> Plan:
    repaired = right_shift(shop.problem, shop.plan, now=NOW, fence=fence, happened=happened)
    return {**shop.plan, **{op: span for op, (_, span) in repaired.moved.items()}}


def closing(problem: Problem, down: Down) -> Problem:
    unit = problem.units[down.unit]
    shut = replace(unit, closed=(*unit.closed, (down.start, down.end)))
    return replace(problem, units={**problem.units, down.unit: shut})


@given(seeds)
@settings(max_examples=60, deadline=None)
def test_a_plan_from_nothing_is_possible(seed: int) -> None:
    shop = workshop(Random(seed))
    assert faults(shop.problem, shop.plan) == []


@given(seeds)
@settings(max_examples=60, deadline=None)
def test_after_a_machine_went_down_the_plan_is_possible(seed: int) -> None:
    random = Random(seed)
    shop = workshop(random)
    hit = some_span(random, shop.plan)
    begins = hit.start + random.randint(-50, min(50, hit.end - hit.start))
    down = Down(hit.unit, begins, hit.end + random.randint(1, 400))
    assert faults(closing(shop.problem, down), after(shop, down)) == []


@given(seeds)
@settings(max_examples=60, deadline=None)
def test_late_material_holds_its_operation_and_what_comes_after(seed: int) -> None:
    random = Random(seed)
    shop = workshop(random)
    late = LateMaterial(random.choice(sorted(shop.plan)), NOW + random.randint(0, 5_000))
    operations = dict(shop.problem.operations)
    before = operations[late.operation]
    operations[late.operation] = replace(before, release=max(before.release, late.release))
    assert faults(replace(shop.problem, operations=operations), after(shop, late)) == []


@given(seeds)
@settings(max_examples=60, deadline=None)
def test_an_overrun_pushes_what_follows_and_stays_itself(seed: int) -> None:
    random = Random(seed)
    shop = workshop(random)
    first = min(shop.plan, key=lambda op: (shop.plan[op].start, op))
    span = shop.plan[first]
    over = Overran(first, span.end + random.randint(1, 300))
    plan = {**after(shop, over), first: Span(span.unit, span.start, over.end)}
    operations = {**shop.problem.operations, first: replace(shop.problem.operations[first], started=True)}
    assert faults(replace(shop.problem, operations=operations), plan) == []


@given(seeds)
@settings(max_examples=60, deadline=None)
def test_rework_goes_between_and_what_waited_waits_for_it(seed: int) -> None:
    random = Random(seed)
    shop = workshop(random)
    inspected = shop.problem.operations[random.choice(sorted(shop.plan))]
    later = tuple(op.id for op in shop.problem.operations.values() if inspected.id in op.after)
    rework = Operation(9_999, inspected.order, inspected.modes, (inspected.id,))
    operations = {**shop.problem.operations, rework.id: rework}
    for number in later:
        operations[number] = replace(operations[number], after=(*operations[number].after, rework.id))
    assert faults(replace(shop.problem, operations=operations), after(shop, Added(rework, later))) == []


@given(seeds)
@settings(max_examples=60, deadline=None)
def test_an_order_that_is_not_named_has_not_moved_by_a_minute(seed: int) -> None:
    random = Random(seed)
    shop = workshop(random)
    hit = some_span(random, shop.plan)
    down = Down(hit.unit, hit.start, hit.end + random.randint(1, 400))
    repaired = right_shift(shop.problem, shop.plan, now=NOW, happened=[down])
    plan = {**shop.plan, **{op: span for op, (_, span) in repaired.moved.items()}}
    assert {shop.problem.operations[op].order for op in repaired.moved} == set(repaired.ready)
    was, now = ready_at(shop.problem, shop.plan), ready_at(shop.problem, plan)
    assert {order: now[order] for order in repaired.ready} == dict(repaired.ready)
    assert all(was[order] == now[order] for order in was.keys() - repaired.ready.keys())


@given(seeds)
@settings(max_examples=60, deadline=None)
def test_nothing_moves_when_nothing_is_hit(seed: int) -> None:
    random = Random(seed)
    shop = workshop(random)
    span = some_span(random, shop.plan)
    end = max(one.end for one in shop.plan.values() if one.unit == span.unit)
    gone = random.choice(sorted(shop.plan))
    assert after(shop, Down(span.unit, end, end + 500), LateMaterial(gone, NOW)) == shop.plan
    assert after(shop, Removed(gone)) == shop.plan


@given(seeds)
@settings(max_examples=60, deadline=None)
def test_what_begins_before_the_fence_does_not_give_way(seed: int) -> None:
    random = Random(seed)
    shop = workshop(random)
    hit = some_span(random, shop.plan)
    fence = NOW + random.randint(0, 2_000)
    repaired = right_shift(shop.problem, shop.plan, now=NOW, fence=fence, happened=[Down(*hit)])
    units = shop.problem.units
    moved = {op for op, (was, _) in repaired.moved.items() if was and units[was.unit].axis.start_of(was.start) < fence}
    orders = {shop.problem.operations[op].order for op, span in shop.plan.items() if span == hit}
    assert {shop.problem.operations[op].order for op in moved} <= orders | _waiting_for(shop, moved)


def _waiting_for(shop: Workshop, moved: set[int]) -> set[str]:
    ops = shop.problem.operations
    return {ops[op].order for op in moved if any(earlier in moved for earlier in ops[op].after)}


def one_machine(*dues: int) -> tuple[Problem, dict[int, Span]]:
    """Orders of 60 minutes one behind the other from minute 0, due at these minutes."""
    operations = {n: Operation(n, f"L{n}", (Mode(1, 60),)) for n in range(len(dues))}
    orders = {f"L{n}": Order(f"L{n}", due) for n, due in enumerate(dues)}
    plan = {n: Span(1, n * 60, n * 60 + 60) for n in operations}
    return Problem(operations, {1: Unit(1, ALWAYS)}, orders), plan


def test_who_has_time_gives_way_to_who_has_not() -> None:
    problem, plan = one_machine(150, 1_000, 1_000)
    repaired = right_shift(problem, plan, now=0, happened=[Down(1, 0, 60)])
    assert {op: span.start for op, (_, span) in repaired.moved.items()} == {0: 60, 1: 180}
    assert repaired.late == ()


def test_the_stronger_promise_is_placed_first() -> None:
    problem, plan = one_machine(300, 250)
    repaired = right_shift(problem, plan, now=0, happened=[Down(1, 0, 120)])
    assert {op: span.start for op, (_, span) in repaired.moved.items()} == {0: 180, 1: 120}


def test_a_free_hour_in_time_is_taken_before_anybody_is_moved() -> None:
    problem, plan = one_machine(1_000, 120, 180)
    repaired = right_shift(problem, plan, now=0, happened=[Down(1, 0, 60)])
    assert {op: span.start for op, (_, span) in repaired.moved.items()} == {0: 180}


def test_who_cannot_be_on_time_is_named_and_breaks_no_other_promise() -> None:
    problem, plan = one_machine(60, 120, 180)
    repaired = right_shift(problem, plan, now=0, happened=[Down(1, 0, 60)])
    assert repaired.late == ("L0",)
    assert repaired.ready == {"L0": 240}


@given(seeds)
@settings(max_examples=60, deadline=None)
def test_no_promise_is_broken_that_was_not_hit_itself(seed: int) -> None:
    random = Random(seed)
    shop = workshop(random)
    shop = promised(shop, ready_at(shop.problem, shop.plan), random.randint(0, 300))
    hit = some_span(random, shop.plan)
    down = Down(hit.unit, hit.start, hit.end + random.randint(1, 400))
    repaired = right_shift(shop.problem, shop.plan, now=NOW, happened=[down])
    lane = {op: span for op, span in shop.plan.items() if span.unit == hit.unit}
    during = {op for op, span in lane.items() if span.start < down.end and span.end > down.start}
    assert set(repaired.late) <= {shop.problem.operations[op].order for op in during}


def test_started_work_never_moves() -> None:
    problem, plan = one_machine(60, 120)
    operations = {**problem.operations, 0: replace(problem.operations[0], started=True)}
    repaired = right_shift(replace(problem, operations=operations), plan, now=10, happened=[Down(1, 30, 90)])
    assert {op: span.start for op, (_, span) in repaired.moved.items()} == {1: 90}


def test_another_machine_takes_over_when_that_is_sooner() -> None:
    problem, plan = one_machine(60)
    operations = {0: replace(problem.operations[0], modes=(Mode(1, 60), Mode(2, 80)))}
    both = replace(problem, operations=operations, units={1: Unit(1), 2: Unit(2)})
    repaired = right_shift(both, plan, now=0, happened=[Down(1, 0, 60)])
    assert repaired.moved == {0: (Span(1, 0, 60), Span(2, 0, 80))}


def test_a_circle_is_refused() -> None:
    problem, _ = one_machine(60, 120)
    operations = {n: replace(problem.operations[n], after=(1 - n,)) for n in (0, 1)}
    with pytest.raises(Invalid, match="circle"):
        right_shift(replace(problem, operations=operations), {}, now=0)


def test_a_step_without_a_machine_is_refused() -> None:
    problem, _ = one_machine(60)
    with pytest.raises(Invalid, match="machine"):
        right_shift(replace(problem, operations={0: Operation(0, "L0")}), {}, now=0)
    with pytest.raises(Invalid, match="not in the plan"):
        right_shift(replace(problem, units={}), {}, now=0)
