"""The searches and CP-SAT on whole problems: possible plans, never worse than where they began, true bounds."""

from __future__ import annotations

from itertools import permutations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fulfilment.scheduling import Draw, Mode, Operation, Order, Problem, Unit, dispatch, faults
from fulfilment.scheduling.search.graph import Graph, chains_of
from fulfilment.scheduling.search.reopening import Reopening
from fulfilment.scheduling.search.running import Goal, search
from fulfilment.scheduling.search.tardiness import TardinessSearch
from fulfilment.scheduling.solving import solve, value_of

FT06 = """2 1 0 3 1 6 3 7 5 3 4 6|1 8 2 5 4 10 5 10 0 10 3 4|2 5 3 4 5 8 0 9 1 1 4 7
1 5 0 5 2 5 3 3 4 8 5 9|2 9 1 3 4 5 5 4 0 3 3 1|1 3 3 3 5 9 0 10 4 4 2 1"""


def shop(random: Random, jobs: int, machines: int, choices: int) -> Problem:
    """Jobs of up to six steps that may come back to a machine, with due dates."""
    operations: dict[int, Operation] = {}
    for job in range(jobs):
        for n in range(random.randint(1, 6)):
            units = random.sample(range(machines), random.randint(1, choices))
            modes = tuple(Mode(unit, random.randint(1, 20)) for unit in units)
            op = len(operations)
            operations[op] = Operation(op, str(job), modes, (op - 1,) if n else (), release=random.choice((0, 0, 15)))
    orders = {str(job): Order(str(job), random.randint(0, 80), random.randint(0, 3)) for job in range(jobs)}
    return Problem(operations, {n: Unit(n) for n in range(machines)}, orders)


@given(st.integers(0, 10**9), st.sampled_from(["makespan", "tardiness"]), st.integers(1, 3))
@settings(max_examples=60, deadline=None)
def test_a_search_gives_possible_plans_worth_what_it_says(seed: int, goal: Goal, choices: int) -> None:
    problem = shop(Random(seed), jobs=5, machines=4, choices=choices)
    chains, start = chains_of(problem), dispatch(problem)
    assert chains is not None
    found = search(chains, start, goal, seconds=0.05, seed=seed)
    assert faults(problem, found.plan) == []
    assert found.value == value_of(problem, found.plan, goal) <= value_of(problem, start, goal)


@given(st.integers(0, 10**9))
@settings(max_examples=8, deadline=None)
def test_a_stretch_that_is_opened_again_makes_a_possible_plan_with_less_tardiness_or_none(seed: int) -> None:
    problem = shop(Random(seed), jobs=6, machines=3, choices=1)
    chains, start = chains_of(problem), dispatch(problem)
    assert chains is not None
    graph = Graph(chains, start)
    state, value, reopening = graph.state(), value_of(problem, graph.plan(), "tardiness"), Reopening(graph, seed)
    for _ in range(4):
        better = reopening.better(state, seconds=0.5)
        if better is None:
            continue
        graph.restore(better)
        less = value_of(problem, graph.plan(), "tardiness")
        assert faults(problem, graph.plan()) == []
        assert less < value
        state, value = better, less


def test_what_exchanges_change_is_measured_as_if_from_nothing() -> None:
    problem = shop(Random(5), jobs=8, machines=4, choices=1)
    chains = chains_of(problem)
    assert chains is not None
    search_ = TardinessSearch(chains, dispatch(problem), seed=1)
    for _ in range(200):
        search_.step()
        kept = search_.ways.copy()
        search_.measure_all()
        assert (search_.ways == kept).all()


def ft06() -> Problem:
    rows = [row.split() for row in FT06.replace("\n", "|").split("|")]
    operations: dict[int, Operation] = {}
    for job, row in enumerate(rows):
        for n in range(0, len(row), 2):
            op = len(operations)
            mode = Mode(int(row[n]), int(row[n + 1]))
            operations[op] = Operation(op, str(job), (mode,), (op - 1,) if n else ())
    return Problem(operations, {n: Unit(n) for n in range(6)})


def test_fisher_and_thompsons_six_by_six_takes_55() -> None:
    chains = chains_of(ft06())
    assert chains is not None
    assert search(chains, dispatch(ft06()), "makespan", seconds=10, seed=1, stop_at=55).value == 55


def test_a_small_problem_is_proven() -> None:
    solved = solve(ft06(), "makespan", seconds=8, workers=1)
    assert (solved.value, solved.bound) == (55, 55)
    assert faults(ft06(), solved.plan) == []


def test_least_tardiness_of_one_machine_is_that_of_the_best_order() -> None:
    work = [(5, 6, 1), (9, 9, 2), (3, 4, 1), (7, 20, 3), (4, 8, 2)]
    operations = {n: Operation(n, str(n), (Mode(0, minutes),)) for n, (minutes, _, _) in enumerate(work)}
    orders = {str(n): Order(str(n), due, weight) for n, (_, due, weight) in enumerate(work)}
    problem = Problem(operations, {0: Unit(0)}, orders)
    solved = solve(problem, "tardiness", seconds=5, workers=1)
    best = min(_tardiness(work, order) for order in permutations(range(5)))
    assert (solved.value, solved.bound) == (best, best)


def _tardiness(work: list[tuple[int, int, int]], order: tuple[int, ...]) -> int:
    at = total = 0
    for n in order:
        minutes, due, weight = work[n]
        at += minutes
        total += weight * max(at - due, 0)
    return total


def test_pools_are_not_overdrawn() -> None:
    operations = {n: Operation(n, "p", minutes=4 + n, draws=(Draw(0, 2),)) for n in range(4)}
    problem = Problem(operations, pools={0: 4})
    solved = solve(problem, "makespan", seconds=5, workers=1)
    assert faults(problem, solved.plan) == []
    assert (solved.value, solved.bound) == (11, 11)


@pytest.mark.parametrize("odd", [{"wait": 5}, {"draws": (Draw(0, 1),)}, {"started": True}])
def test_what_tabu_search_does_not_know_it_leaves_alone(odd: dict[str, object]) -> None:
    operation = Operation(0, "x", (Mode(0, 5),), **odd)  # type: ignore[arg-type]
    assert chains_of(Problem({0: operation}, {0: Unit(0)})) is None
