"""Re-optimising a window: possible, what is frozen stays, and no promise breaks that could be kept."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from fulfilment.scheduling import ALWAYS, Mode, Operation, Order, Problem, Span, Unit, faults, late_orders, ready_at
from fulfilment.scheduling.reoptimising import Reoptimised, reoptimise, window
from tests.fulfilment.scheduling.workshops import NOW, Workshop, promised, workshop

seeds = st.integers(0, 10**9)


def pressed(seed: int) -> Workshop:
    """A workshop in which some promises hold and some do not."""
    random = Random(seed)
    shop = workshop(random, orders=6)
    return promised(shop, ready_at(shop.problem, shop.plan), random.choice((-200, -20, 0, 100)))


def after(shop: Workshop, found: Reoptimised) -> dict[int, Span]:
    return {**shop.plan, **{op: span for op, (_, span) in found.moved.items()}}


@given(seeds)
@settings(max_examples=25, deadline=None)
def test_a_window_is_possible_and_breaks_no_promise(seed: int) -> None:
    shop = pressed(seed)
    random = Random(seed)
    chosen = set(random.sample(sorted(shop.plan), random.randint(1, len(shop.plan))))
    found = reoptimise(shop.problem, shop.plan, chosen, fence=NOW, seconds=2, workers=2)
    plan = after(shop, found)
    assert faults(shop.problem, plan) == []
    assert late_orders(shop.problem, plan) <= late_orders(shop.problem, shop.plan)
    assert found.moved.keys() <= chosen


@given(seeds)
@settings(max_examples=15, deadline=None)
def test_what_began_or_begins_before_the_fence_stays(seed: int) -> None:
    shop = pressed(seed)
    random = Random(seed)
    fence = NOW + random.randint(0, 500)
    begins = {op: shop.problem.units[span.unit].axis.start_of(span.start) for op, span in shop.plan.items()}
    started = {op for op, begin in begins.items() if begin == min(begins.values())}
    operations = {n: replace(op, started=n in started) for n, op in shop.problem.operations.items()}
    shop = Workshop(replace(shop.problem, operations=operations), shop.plan)
    found = reoptimise(shop.problem, shop.plan, shop.plan.keys(), fence=fence, seconds=2, workers=2)
    assert not found.moved.keys() & started
    assert all(begins[op] >= fence for op in found.moved)
    assert faults(shop.problem, after(shop, found)) == []


@given(seeds)
@settings(max_examples=15, deadline=None)
def test_nothing_moves_when_every_promise_holds(seed: int) -> None:
    shop = workshop(Random(seed), orders=5)
    shop = promised(shop, ready_at(shop.problem, shop.plan), 0)
    assert reoptimise(shop.problem, shop.plan, shop.plan.keys(), fence=NOW, seconds=2, workers=2).moved == {}


def three_in_a_row() -> tuple[Problem, dict[int, Span]]:
    """The last of three is due after the first could be done; the others have all day."""
    operations = {n: Operation(n, f"L{n}", (Mode(1, 60),)) for n in range(3)}
    orders = {"L0": Order("L0", 500), "L1": Order("L1", 500), "L2": Order("L2", 70)}
    return Problem(operations, {1: Unit(1, ALWAYS)}, orders), {n: Span(1, n * 60, n * 60 + 60) for n in range(3)}


def test_a_late_order_comes_first_with_as_few_moves_as_can_be() -> None:
    problem, plan = three_in_a_row()
    told: list[tuple[float, str]] = []
    found = reoptimise(
        problem, plan, {0, 1, 2}, fence=0, seconds=5, workers=2, progress=lambda share, what: told.append((share, what))
    )
    assert found.late == ()
    assert found.values["broken"] == 0
    assert found.values["moves"] == 2
    assert found.moved == {0: (Span(1, 0, 60), Span(1, 120, 180)), 2: (Span(1, 120, 180), Span(1, 0, 60))}
    assert found.proven
    assert all(0 <= share <= 1 for share, _ in told)
    assert told


def test_a_promise_that_is_kept_is_not_given_for_another() -> None:
    problem, plan = three_in_a_row()
    tight = replace(problem, orders={**problem.orders, "L0": Order("L0", 60), "L2": Order("L2", 70, weight=100)})
    found = reoptimise(tight, plan, {0, 1, 2}, fence=0, seconds=5, workers=2)
    assert found.late == ("L2",)
    assert found.moved == {1: (plan[1], plan[2]), 2: (plan[2], plan[1])}


def test_a_window_holds_the_late_orders_and_their_neighbours() -> None:
    problem, plan = three_in_a_row()
    assert window(problem, plan, ["L2"], fence=0, size=2) == {1, 2}
    assert window(problem, plan, ["L2"], fence=60, size=9) == {1, 2}
