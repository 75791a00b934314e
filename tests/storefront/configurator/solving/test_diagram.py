"""Diagrams against brute force: valid values, bounds, repairs, witnesses, counts; and bytes that cannot lie."""

from __future__ import annotations

import functools
import itertools
import random
from contextlib import suppress
from operator import and_, or_

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.configuring.sessions import change_costs
from bench.configuring.small import Rows, least, random_problem, solutions, some_picks, total, within
from storefront.configurator.solving.diagram import (
    Budget,
    Diagram,
    DiagramKernel,
    TooBig,
    checksum,
    compile_diagram,
    joining,
)
from storefront.configurator.solving.kernel import IMPOSSIBLE, Domains
from storefront.configurator.solving.problem import All, Any, Condition, Is, Not, Problem, Table, Variable

BUDGET = Budget(seconds=10, nodes=100_000)
seeds = st.integers(0, 10**9)


NEVER_LARGE = 10**9
either_way = pytest.mark.parametrize("large", [0, NEVER_LARGE], ids=["by arrays", "by loops"])


def compiled(problem: Problem, block: int = 4, large: int = NEVER_LARGE) -> DiagramKernel:
    """In blocks so small that even small diagrams have several; `large=0` sweeps every one by arrays."""
    return DiagramKernel(compile_diagram(problem, BUDGET), block, large)


def expected(problem: Problem, left: Rows) -> Domains:
    highest = least(left, problem.sizes(), [[-cost for cost in row] for row in problem.high])
    return Domains.of(
        least(left, problem.sizes(), problem.low),
        tuple(tuple(None if cost is None else -cost for cost in row) for row in highest),
    )


@either_way
@settings(max_examples=150, deadline=None)
@given(seeds)
def test_valid_values_and_bounds_are_those_of_brute_force_pick_after_pick(large: int, seed: int) -> None:
    problem, rng = random_problem(seed), random.Random(seed)
    kernel, rows = compiled(problem, large=large), solutions(problem)
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


@either_way
@settings(max_examples=120, deadline=None)
@given(seeds)
def test_the_least_total_is_right_for_any_costs_and_forbidden_values(large: int, seed: int) -> None:
    problem, rng = random_problem(seed), random.Random(seed)
    kernel, rows = compiled(problem, large=large), solutions(problem)
    costs = [[rng.choice([0, 1, 7, -3, IMPOSSIBLE]) for _ in range(size)] for size in problem.sizes()]
    able = [row for row in rows if all(costs[v][a] < IMPOSSIBLE for v, a in enumerate(row))]
    assert kernel.best(costs) == least(able, problem.sizes(), costs)
    changes = change_costs(problem, some_picks(rng, problem, rows))
    assert kernel.best(changes) == least(rows, problem.sizes(), changes)


@settings(max_examples=120, deadline=None)
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


@settings(max_examples=120, deadline=None)
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


@settings(max_examples=60, deadline=None)
@given(seeds)
def test_bytes_that_were_tampered_with_are_refused_or_read_never_worse(seed: int) -> None:
    rng = random.Random(seed)
    data = bytearray(compile_diagram(random_problem(seed), BUDGET).to_bytes())
    for _ in range(20):
        data[rng.randrange(len(data))] = rng.choice([0, 1, 2, 3, 127, 128, 255, rng.randrange(256)])
        with suppress(ValueError):
            Diagram.from_bytes(bytes(data))


@either_way
@settings(max_examples=40, deadline=None)
@given(seeds)
def test_what_a_kernel_remembers_changes_no_answer(large: int, seed: int) -> None:
    problem, rng = random_problem(seed), random.Random(seed)
    kernel, rows = compiled(problem, large=large), solutions(problem)
    for _ in range(8):
        items = list(some_picks(rng, problem, rows).items())
        rng.shuffle(items)
        for end in (len(items) // 2, len(items)):
            picks = dict(items[:end])
            assert kernel.domains(picks) == compiled(problem).domains(picks) == expected(problem, within(rows, picks))


@either_way
@settings(max_examples=50, deadline=None)
@given(seeds)
def test_costs_beyond_thirty_bits_are_exact(large: int, seed: int) -> None:
    problem, rng = random_problem(seed), random.Random(seed)
    low = tuple(tuple(rng.randint(-(2**49), 2**49) for _ in row) for row in problem.low)
    high = tuple(tuple(cost + rng.randint(0, 2**40) for cost in row) for row in low)
    dear = Problem(problem.variables, problem.constraints, low, high)
    kernel, rows = compiled(dear, large=large), solutions(dear)
    picks = some_picks(rng, dear, rows)
    assert kernel.domains(picks) == expected(dear, within(rows, picks))
    assert Diagram.from_bytes(kernel.diagram.to_bytes()) == kernel.diagram


@pytest.mark.parametrize("seed", range(3))
def test_the_way_of_sweeping_changes_no_answer(seed: int) -> None:
    problem, rng = medium_problem(seed), random.Random(seed)
    low = tuple(tuple(rng.randrange(500) for _ in row) for row in problem.low)
    high = tuple(tuple(cost + rng.choice([0, 0, 70]) for cost in row) for row in low)
    problem = Problem(problem.variables, problem.constraints, low, high)
    kernels = [*(compiled(problem, block) for block in (1, 12, 64)), compiled(problem, large=0)]
    picks: dict[int, int] = {}
    for variable, value in rng.sample(list(enumerate(kernels[0].witness(problem.low, {}) or ())), 20):
        picks[variable] = value
        assert len({checksum(kernel.domains(picks)) for kernel in kernels}) == 1
        cold = DiagramKernel(kernels[1].diagram)
        assert cold.domains(picks) == kernels[1].domains(picks)
        changes = change_costs(problem, {v: rng.randrange(len(low[v])) for v in picks})
        best = kernels[0].best(changes)
        assert [kernel.best(changes) for kernel in kernels[1:]] == [best] * 3
        # By way of the other sweep: what has to be paid for one value more is a witness's cost.
        asked = rng.randrange(40)
        for chosen, lowest in enumerate(best[asked]):
            found = kernels[2].witness(changes, {asked: chosen})
            assert lowest == (None if found is None else total(changes, found))


def medium_problem(seed: int) -> Problem:
    """Forty variables in a ring of tables: far beyond trying everything."""
    rng = random.Random(seed)
    variables = tuple(Variable(f"v{i}", tuple("abcd"[: rng.choice([2, 2, 3, 4])])) for i in range(40))
    rules = []
    for start in range(0, 40, 2):
        scope = tuple((start + step) % 40 for step in rng.sample(range(5), 3))
        every = list(itertools.product(*(range(len(variables[v].values)) for v in scope)))
        rules.append(Table(f"t{start}", scope, tuple(rng.sample(every, len(every) * 2 // 3 + 1))))
    return Problem(variables, tuple(rules), zeros(variables), zeros(variables))


def counted_by_cudd(problem: Problem) -> int:
    """The number of models of the same rules as a binary diagram, one bit per value."""
    from dd import cudd

    bdd = cudd.BDD()
    sizes = problem.sizes()
    names = [[f"{v}_{a}" for a in range(size)] for v, size in enumerate(sizes)]
    bdd.declare(*itertools.chain.from_iterable(names))
    one_of = [
        functools.reduce(or_, [bdd.cube({name: name == chosen for name in row}) for chosen in row]) for row in names
    ]
    rules = [
        functools.reduce(
            or_, [bdd.cube({names[v][a]: True for v, a in zip(rule.scope, row, strict=True)}) for row in rule.rows]
        )
        for rule in problem.constraints
        if isinstance(rule, Table)
    ]
    everything = functools.reduce(and_, [*one_of, *rules])
    return round(everything.count(sum(sizes)))


@pytest.mark.parametrize("seed", range(5))
def test_a_diagram_counts_what_cudd_counts(seed: int) -> None:
    problem = medium_problem(seed)
    count = compiled(problem).count({})
    assert count == pytest.approx(counted_by_cudd(problem), rel=1e-12)  # CUDD counts in floating point
    assert count > 0


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


def test_a_finished_diagram_of_too_many_nodes_is_too_big() -> None:
    variables = free(30)
    problem = Problem(variables, (), zeros(variables), zeros(variables))
    assert compile_diagram(problem, Budget(nodes=59)).nodes == 59
    with pytest.raises(TooBig):
        compile_diagram(problem, Budget(nodes=58))


def test_a_table_may_name_a_variable_twice() -> None:
    variables = free(2, 3)
    rules = (Table("t", (0, 1, 0), ((0, 1, 0), (1, 1, 2), (2, 2, 2))),)
    kernel = compiled(Problem(variables, rules, zeros(variables), zeros(variables)))
    assert kernel.count({}) == 2
    assert kernel.valid({}) == ((True, False, True), (False, True, True))


def test_bytes_after_the_end_are_refused() -> None:
    with pytest.raises(ValueError, match="end where it should"):
        Diagram.from_bytes(compile_diagram(random_problem(5), BUDGET).to_bytes() + b"0")


@given(st.lists(st.lists(st.integers(0, 9), min_size=12, max_size=12), min_size=2, max_size=5))
def test_pairs_are_counted_alike_either_way(columns: list[list[int]]) -> None:
    legs = [joining.Leg.of(column) for column in columns]
    for one, other in itertools.combinations(legs, 2):
        pairs = set(zip(one.column, other.column, strict=True))
        assert one.meets(other) == other.meets(one) == len(pairs)
        assert len(one.joined(other).classes) == len(pairs)


def test_compiling_tells_how_far_it_is() -> None:
    told: list[tuple[int, int]] = []
    compile_diagram(random_problem(7), BUDGET, lambda done, of: told.append((done, of)))
    assert told
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]
