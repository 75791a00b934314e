"""Dispatching by a named rule: possible plans, no idle unit, and each rule chooses as its name says."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.plain.errors import Invalid
from fulfilment.scheduling import RULES, Mode, Operation, Order, Problem, Span, Unit, dispatch, faults
from tests.fulfilment.scheduling.workshops import NOW, workshop


@given(st.integers(0, 10**9), st.sampled_from(sorted(RULES)))
@settings(max_examples=80, deadline=None)
def test_every_rule_makes_possible_plans(seed: int, rule: str) -> None:
    problem = workshop(Random(seed)).problem
    assert faults(problem, dispatch(problem, now=NOW, rule=rule)) == []


@given(st.integers(0, 10**9))
@settings(max_examples=30, deadline=None)
def test_started_work_stays(seed: int) -> None:
    shop = workshop(Random(seed))
    first = min(shop.plan, key=lambda op: (shop.plan[op].start, op))
    operations = {**shop.problem.operations, first: replace(shop.problem.operations[first], started=True)}
    problem = replace(shop.problem, operations=operations)
    plan = dispatch(problem, now=NOW, started={first: shop.plan[first]})
    assert plan[first] == shop.plan[first]
    assert faults(problem, plan) == []


def queue(*jobs: tuple[int, int, int]) -> Problem:
    """One machine and orders of one step: minutes, due, weight."""
    operations = {n: Operation(n, f"L{n}", (Mode(1, minutes),)) for n, (minutes, _, _) in enumerate(jobs)}
    orders = {f"L{n}": Order(f"L{n}", due, weight) for n, (_, due, weight) in enumerate(jobs)}
    return Problem(operations, {1: Unit(1)}, orders)


@pytest.mark.parametrize(
    ("rule", "sequence"),
    [("EDD", [1, 2, 0]), ("SPT", [2, 0, 1]), ("WSPT", [1, 2, 0]), ("MWKR", [1, 0, 2]), ("ATC", [1, 2, 0])],
)
def test_a_rule_chooses_as_its_name_says(rule: str, sequence: list[int]) -> None:
    plan = dispatch(queue((50, 900, 1), (60, 70, 5), (20, 80, 1)), rule=rule)
    assert sorted(plan, key=lambda op: plan[op].start) == sequence


def test_a_late_order_of_small_weight_yields_to_a_heavy_one_under_atc() -> None:
    plan = dispatch(queue((60, 0, 1), (60, 10, 10)))
    assert plan == {1: Span(1, 0, 60), 0: Span(1, 60, 120)}


def test_the_quicker_of_two_free_machines_is_taken() -> None:
    problem = queue((50, 900, 1))
    both = replace(problem.operations[0], modes=(Mode(1, 50), Mode(2, 40)))
    plan = dispatch(replace(problem, operations={0: both}, units={1: Unit(1), 2: Unit(2)}))
    assert plan == {0: Span(2, 0, 40)}


def test_work_goes_around_a_closure_and_shorter_work_before_it() -> None:
    problem = queue((50, 10, 9), (20, 900, 1))
    shut = replace(problem, units={1: Unit(1, closed=((30, 40),))})
    assert dispatch(shut, rule="EDD") == {0: Span(1, 40, 90), 1: Span(1, 0, 20)}


def test_unknown_rules_circles_and_missing_machines_are_refused() -> None:
    problem = queue((50, 900, 1), (60, 70, 5))
    with pytest.raises(Invalid, match="ATC"):
        dispatch(problem, rule="LUCK")
    circle = {n: replace(problem.operations[n], after=(1 - n,)) for n in (0, 1)}
    with pytest.raises(Invalid, match="circle"):
        dispatch(replace(problem, operations=circle))
    with pytest.raises(Invalid, match="machine"):
        dispatch(replace(problem, units={}))
