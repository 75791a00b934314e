"""Diagrams against brute force: valid values, bounds, repairs, witnesses, counts; and bytes that cannot lie."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.configuring.sessions import change_costs
from bench.configuring.small import Rows, least, random_problem, solutions, some_picks, total, within
from storefront.configurator.solving.diagram import Budget, Diagram, DiagramKernel, TooBig, compile_diagram
from storefront.configurator.solving.kernel import IMPOSSIBLE, Domains
from storefront.configurator.solving.problem import All, Any, Condition, Is, Not, Problem, Table, Variable

BUDGET = Budget(seconds=10, nodes=100_000)
seeds = st.integers(0, 10**9)


def compiled(problem: Problem) -> DiagramKernel:
    return DiagramKernel(compile_diagram(problem, BUDGET))


def expected(problem: Problem, left: Rows) -> Domains:
    highest = least(left, problem.sizes(), [[-cost for cost in row] for row in problem.high])
    return Domains(
        least(left, problem.sizes(), problem.low),
        tuple(tuple(None if cost is None else -cost for cost in row) for row in highest),
    )


@settings(max_examples=300, deadline=None)
@given(seeds)
def test_valid_values_and_bounds_are_those_of_brute_force_pick_after_pick(seed: int) -> None:
    problem, rng = random_problem(seed), random.Random(seed)
    kernel, rows = compiled(problem), solutions(problem)
    assert kernel.domains({}) == expected(problem, rows)
    for _ in range(3):
        target = some_picks(rng, problem, rows)
        picks: dict[int, int] = {}
        for variable, value in target.items():
            picks[variable] = value
            assert kernel.domains(picks) == expected(problem, within(rows, picks))
        low, high = kernel.domains(target).low, kernel.domains(target).high
        assert kernel.valid(target) == tuple(tuple(cost is not None for cost in row) for row in low)
        lowest = [cost for row in low for cost in row if cost is not None]
        highest = [cost for row in high for cost in row if cost is not None]
        assert kernel.bounds(target) == ((min(lowest), max(highest)) if lowest else None)


@settings(max_examples=200, deadline=None)
@given(seeds)
def test_the_least_total_is_right_for_any_costs_and_forbidden_values(seed: int) -> None:
    problem, rng = random_problem(seed), random.Random(seed)
    kernel, rows = compiled(problem), solutions(problem)
    costs = [[rng.choice([0, 1, 7, -3, IMPOSSIBLE]) for _ in range(size)] for size in problem.sizes()]
    able = [row for row in rows if all(costs[v][a] < IMPOSSIBLE for v, a in enumerate(row))]
    assert kernel.best(costs) == least(able, problem.sizes(), costs)
    changes = change_costs(problem, some_picks(rng, problem, rows))
    assert kernel.best(changes) == least(rows, problem.sizes(), changes)


@settings(max_examples=200, deadline=None)
@given(seeds)
def test_a_witness_holds_what_was_wanted_and_costs_the_least(seed: int) -> None:
    problem, rng = random_problem(seed), random.Random(seed)
    kernel, rows = compiled(problem), solutions(problem)
    wanted = some_picks(rng, problem, rows)
    left = within(rows, wanted)
    found = kernel.witness(problem.low, wanted)
    assert found == kernel.witness(problem.low, wanted)
    if not left:
        assert found is None
        return
    assert found in left
    assert total(problem.low, found) == min(total(problem.low, row) for row in left)


@settings(max_examples=200, deadline=None)
@given(seeds)
def test_the_count_is_exact(seed: int) -> None:
    problem, rng = random_problem(seed), random.Random(seed)
    kernel, rows = compiled(problem), solutions(problem)
    picks = some_picks(rng, problem, rows)
    assert kernel.count({}) == len(rows)
    assert kernel.count(picks) == len(within(rows, picks))


@settings(max_examples=100, deadline=None)
@given(seeds)
def test_a_diagram_survives_its_bytes(seed: int) -> None:
    diagram = compile_diagram(random_problem(seed), BUDGET)
    again = Diagram.from_bytes(diagram.to_bytes())
    assert again == diagram
    assert again.digest == diagram.digest
    for cut in (0, 2, len(diagram.to_bytes()) - 1):
        with pytest.raises(ValueError):
            Diagram.from_bytes(diagram.to_bytes()[:cut])


def free(count: int, size: int = 2) -> tuple[Variable, ...]:
    return tuple(Variable(f"v{i}", tuple(map(str, range(size)))) for i in range(count))


def zeros(variables: tuple[Variable, ...]) -> tuple[tuple[int, ...], ...]:
    return tuple((0,) * len(variable.values) for variable in variables)


def test_a_thousand_free_variables_are_counted_exactly() -> None:
    variables = free(1000)
    kernel = compiled(Problem(variables, (), zeros(variables), zeros(variables)))
    assert kernel.count({}) == 2**1000
    assert kernel.diagram.nodes == 1999


def test_a_long_chain_of_rules_needs_no_deep_recursion() -> None:
    variables = free(1500)
    rules = tuple(Condition(f"r{i}", Any((Not(Is(i, frozenset({1}))), Is(i + 1, frozenset({1}))))) for i in range(1499))
    kernel = compiled(Problem(variables, rules, zeros(variables), zeros(variables)))
    assert kernel.count({}) == 1501
    assert kernel.domains({0: 1}).low[1499] == (None, 0)


def test_rules_that_contradict_each_other_leave_nothing() -> None:
    variables = free(3)
    rules = (Condition("a", Is(0, frozenset({1}))), Condition("b", All((Not(Is(0, frozenset({1}))),))))
    kernel = compiled(Problem(variables, rules, zeros(variables), zeros(variables)))
    assert kernel.count({}) == 0
    assert kernel.domains({}).low == ((None, None),) * 3
    assert kernel.witness(zeros(variables), {}) is None
    assert kernel.diagram.nodes == 0


def test_a_problem_that_blows_up_stops_at_its_budget() -> None:
    rng = random.Random(3)
    variables = free(60, 3)
    scopes = [tuple(rng.sample(range(60), 3)) for _ in range(90)]
    rules = tuple(
        Table(f"t{i}", scope, tuple({tuple(rng.randrange(3) for _ in scope) for _ in range(4)}), False)
        for i, scope in enumerate(scopes)
    )
    with pytest.raises(TooBig):
        compile_diagram(Problem(variables, rules, zeros(variables), zeros(variables)), Budget(seconds=2, nodes=2_000))


def test_compiling_tells_how_far_it_is() -> None:
    told: list[tuple[int, int]] = []
    compile_diagram(random_problem(7), BUDGET, lambda done, of: told.append((done, of)))
    assert told
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]
