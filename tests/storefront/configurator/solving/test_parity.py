"""Diagram = SAT = brute force, and Python = JavaScript, on random small models; `python -m bench.parity` does more."""

from __future__ import annotations

import shutil

import pytest

from bench.configuring.parity import Case, Found, compare, in_javascript


def test_every_engine_judges_small_models_as_brute_force_does() -> None:
    found = Found()
    judged = list(compare(range(200), found))
    assert found.models == 200
    assert not any(found.wrong.values()), found.wrong
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed: JavaScript was not compared")
    in_javascript(node, judged, found)
    assert found.wrong["javascript"] == []


def test_the_random_models_are_worth_judging() -> None:
    cases = [Case.of(seed) for seed in range(200)]
    void = [case for case in cases if not case.rows]
    assert 5 < len(void) < 100
    assert sum(len(case.rows) > 5 for case in cases) > 60
    blocked = [
        cost
        for case in cases
        if case.rows
        for picks in case.picks
        for row in case.repairs(picks)
        for cost in row
        if cost
    ]
    assert len([cost for cost in blocked if cost > 1]) > 20


def test_a_wrong_answer_is_noted() -> None:
    found, case = Found(), Case.of(1)
    found.note("solver", case, True)
    found.note("solver", case, False)
    found.note("solver", case, False)
    assert found.wrong["solver"] == [1]
