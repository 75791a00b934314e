"""The kernel without a diagram against brute force, and explanations against every subset of them."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.configuring.sessions import change_costs
from bench.configuring.small import holds, least, random_problem, solutions, some_picks, total, within
from storefront.configurator.solving.diagram import Budget, DiagramKernel, compile_diagram
from storefront.configurator.solving.explaining import Explainer
from storefront.configurator.solving.kernel import IMPOSSIBLE
from storefront.configurator.solving.problem import Any, Condition, Is, Problem, Table, Variable
from storefront.configurator.solving.solver import SolverKernel


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9))
def test_valid_values_are_those_of_brute_force_pick_after_pick(seed: int) -> None:
    problem, rng = random_problem(seed), random.Random(seed)
    kernel, rows = SolverKernel(problem), solutions(problem)
    for _ in range(6):
        picks = some_picks(rng, problem, rows)
        left = within(rows, picks)
        expected = tuple(
            tuple(any(row[variable] == value for row in left) for value in range(size))
            for variable, size in enumerate(problem.sizes())
        )
        assert kernel.valid(picks) == expected


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**9))
def test_the_smallest_change_is_priced_for_every_value_at_once(seed: int) -> None:
    problem, rng = random_problem(seed), random.Random(seed)
    kernel, rows = SolverKernel(problem), solutions(problem)
    for factor in (1, 3):
        costs = [[factor * cost for cost in row] for row in change_costs(problem, some_picks(rng, problem, rows))]
        assert kernel.best(costs) == least(rows, problem.sizes(), costs)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**9))
def test_prices_are_those_of_brute_force(seed: int) -> None:
    problem, rng = random_problem(seed), random.Random(seed)
    kernel, rows = SolverKernel(problem), solutions(problem)
    picks = some_picks(rng, problem, rows)
    left = within(rows, picks)
    domains = kernel.domains(picks)
    assert domains.low == least(left, problem.sizes(), problem.low)
    negative = [[-cost for cost in row] for row in problem.high]
    assert domains.high == tuple(
        tuple(None if cost is None else -cost for cost in row) for row in least(left, problem.sizes(), negative)
    )
    lowest = min((total(problem.low, row) for row in left), default=None)
    highest = max((total(problem.high, row) for row in left), default=None)
    assert kernel.bounds(picks) == (None if lowest is None else (lowest, highest))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**9))
def test_a_witness_is_a_cheapest_assignment_and_the_same_every_time(seed: int) -> None:
    problem, rng = random_problem(seed), random.Random(seed)
    rows = solutions(problem)
    wanted = some_picks(rng, problem, rows)
    costs = [[rng.choice([0, 1, 7, 900, IMPOSSIBLE]) for _ in range(size)] for size in problem.sizes()]
    allowed = [row for row in within(rows, wanted) if total(costs, row) < IMPOSSIBLE]
    found = SolverKernel(problem).witness(costs, wanted)
    if found is None:
        assert not allowed
    else:
        assert found in allowed
        assert total(costs, found) == min(total(costs, row) for row in allowed)
        assert SolverKernel(problem).witness(costs, wanted) == found


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9), st.booleans())
def test_an_explanation_blocks_and_nothing_in_it_is_needless(seed: int, by_diagram: bool) -> None:
    problem, rng = random_problem(seed), random.Random(seed)
    diagram = DiagramKernel(compile_diagram(problem, Budget()), block=1 + seed % 9) if by_diagram else None
    explainer, rows = Explainer(problem, diagram.possible if diagram else None), solutions(problem)
    picks = some_picks(rng, problem, rows)
    for variable, size in enumerate(problem.sizes()):
        for value in range(size):
            others = {index: pick for index, pick in picks.items() if index != variable}
            found = explainer.explain(picks, variable, value)
            if found is None:
                assert within(rows, {**others, variable: value})
                continue
            blamed = [*found.picks, *found.rules]
            assert not _possible(problem, others, blamed, (variable, value))
            for fewer in combinations(blamed, len(blamed) - 1):
                assert _possible(problem, others, list(fewer), (variable, value))


def _possible(problem: Problem, picks: dict[int, int], kept: list[int | str], wanted: tuple[int, int]) -> bool:
    """Is there an assignment with the value that holds the picks and meets the rules that are kept?"""
    rules = tuple(rule for rule in problem.constraints if rule.name in kept)
    freer = Problem(problem.variables, rules, problem.low, problem.high)
    fixed = {variable: value for variable, value in picks.items() if variable in kept}
    return bool(within(solutions(freer), {**fixed, wanted[0]: wanted[1]}))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9))
def test_a_diagram_tells_of_many_sets_of_picks_at_once_what_brute_force_tells_of_each(seed: int) -> None:
    problem, rng = random_problem(seed), random.Random(seed)
    rows = solutions(problem)
    diagram = DiagramKernel(compile_diagram(problem, Budget()), block=1 + seed % 9)
    values = list(enumerate(problem.sizes()))
    cases = [{v: rng.randrange(size) for v, size in values if rng.random() < 0.6} for _ in range(70)]
    assert diagram.possible(cases) == [bool(within(rows, picks)) for picks in cases]


def test_where_a_pair_of_picks_is_enough_no_more_is_blamed() -> None:
    """The first three picks rule it out, too, and so do the last three."""
    problem = _free(
        _flags(7),
        Table("first three", (0, 1, 2, 6), ((1, 1, 1, 1),), allowed=False),
        Table("last three", (3, 4, 5, 6), ((1, 1, 1, 1),), allowed=False),
        Table("two", (0, 5, 6), ((1, 1, 1),), allowed=False),
    )
    diagram = DiagramKernel(compile_diagram(problem, Budget()))
    found = Explainer(problem, diagram.possible).explain(dict.fromkeys(range(6), 1), 6, 1)
    assert found is not None
    assert (found.picks, found.rules) == ((0, 5), ("two",))


def test_rules_far_from_a_value_are_found_when_those_close_by_do_not_block_it() -> None:
    chain = [Condition(f"{at} needs {at + 1}", _needs(at, at + 1)) for at in range(9)]
    aside = [Condition(f"{at} needs {at + 10}", _needs(at, at + 10)) for at in range(10)]
    problem = _free(_flags(20), *chain, *aside)
    found = Explainer(problem).explain({9: 0}, 0, 1)
    assert found is not None
    assert found.rules == tuple(rule.name for rule in chain)


def _needs(one: int, other: int) -> Any:
    return Any((Is(one, frozenset([0])), Is(other, frozenset([1]))))


def _flags(count: int) -> tuple[Variable, ...]:
    return tuple(Variable(f"f{index}", ("0", "1")) for index in range(count))


def _free(variables: tuple[Variable, ...], *rules: Condition | Table) -> Problem:
    zero = tuple((0,) * len(variable.values) for variable in variables)
    return Problem(variables, rules, zero, zero)


def test_the_same_question_has_the_same_explanation_whatever_was_asked_before() -> None:
    problem = _free(
        _flags(5),
        *(Table(f"not {one} with 4", (one, 4), ((1, 1),), allowed=False) for one in range(4)),
        Table("not 0 with 1 and 4", (0, 1, 4), ((1, 1, 1),), allowed=False),
    )
    picks = {0: 1, 1: 1, 2: 1, 3: 1}
    first = Explainer(problem).explain(picks, 4, 1)
    busy = Explainer(problem)
    for variable in (3, 2, 1):
        busy.explain({variable: 1, 4: 1}, variable, 1)
        busy.explain({4: 1}, variable, 1)
    assert first is not None
    assert len(first.picks) == len(first.rules) == 1
    assert busy.explain(picks, 4, 1) == first


def test_structure_without_a_name_is_never_blamed() -> None:
    problem = _free(_flags(3), Table("", (0, 1), ((1, 0),), allowed=False), Table("seller's", (1, 2), ((1, 1),), False))
    found = Explainer(problem).explain({0: 1}, 2, 1)
    assert found is not None
    assert found.rules == ("seller's",)
    assert found.picks == (0,)


def test_a_product_that_cannot_be_made_has_no_values_and_no_bounds() -> None:
    nothing = _free(_flags(2), Condition("one", Is(0, frozenset([0]))), Condition("other", Is(0, frozenset([1]))))
    kernel = SolverKernel(nothing)
    assert kernel.valid({}) == ((False, False), (False, False))
    assert kernel.bounds({}) is None
    assert kernel.best([[0, 1], [0, 0]]) == ((None, None), (None, None))
    assert kernel.witness([[0, 1], [0, 0]], {}) is None
    found = Explainer(nothing).explain({}, 1, 1)
    assert found is not None
    assert (found.picks, found.rules) == ((), ("one", "other"))


@pytest.mark.parametrize("size", [13, 40])
def test_a_long_list_of_values_is_still_one_of_them(size: int) -> None:
    names = tuple(str(value) for value in range(size))
    problem = _free((Variable("long", names), *_flags(1)), Table("pairs", (0, 1), ((3, 1), (size - 1, 0)), True))
    kernel = SolverKernel(problem)
    assert [value for value, flag in enumerate(kernel.valid({})[0]) if flag] == [3, size - 1]
    assert kernel.valid({1: 1})[0].index(True) == 3
    assert all(holds(rule, kernel.witness(((0,) * size, (0, 0)), {1: 0}) or ()) for rule in problem.constraints)
