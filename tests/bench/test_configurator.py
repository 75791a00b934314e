"""The bench can find fault: a falsified oracle or a sale that cannot be made is counted."""

from __future__ import annotations

import copy
import csv
import json
from pathlib import Path
from typing import Any

import pytest

from bench.configurator import Asked, main, name_of, run
from bench.configuring.checks import Oracle, against_oracle, replay
from bench.configuring.sessions import mulberry32
from bench.configuring.small import solutions, total, within
from bench.readers import Broken, priced, read
from storefront.configurator.solving.problem import Problem
from storefront.configurator.solving.solver import SolverKernel

UVL = """features
    Bike
        mandatory
            Frame
                alternative
                    Steel
                    Carbon
        optional
            Bell
            Rack
            Basket
constraints
    Carbon => !Basket
    Basket => Rack
    Bell | Rack
"""
PRICES = [[0, 9], [0, 1], [3, 50], [0, 700], [0, 8], [0, 40], [5, 30]]
PICKS = [("Bell", 0), ("Carbon", 1), ("Basket", 0)]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "bike.uvl"
    path.write_text(UVL)
    return path


def _oracle(problem: Problem) -> dict[str, Any]:
    """By brute force, in the format of the data folder's README."""
    rows = solutions(problem)
    names = [variable.name for variable in problem.variables]
    places = [(variable, value) for variable, size in enumerate(problem.sizes()) for value in range(size)]
    steps, picks = [], {}
    for name, value in PICKS:
        picks[names.index(name)] = value
        left = within(rows, picks)
        prices = [total(PRICES, row) for row in left]
        valid = [place for place, (index, choice) in enumerate(places) if any(row[index] == choice for row in left)]
        repair = {}
        for place, (index, choice) in enumerate(places):
            changes = [sum(row[at] != pick for at, pick in picks.items()) for row in rows if row[index] == choice]
            if place not in valid and changes:
                repair[str(place)] = min(changes)
        steps.append(
            {
                "pick": [name, value],
                "valid": valid,
                "min_price": min(prices),
                "max_price": max(prices),
                "repair": repair if len(steps) != 1 else None,
            }
        )
    options = [[names[index], value] for index, value in places]
    return {"options": options, "price": [cost for row in PRICES for cost in row], "sessions": [steps]}


def _judged(model: Path, document: dict[str, Any]) -> tuple[int, int, int, int]:
    path = model.parent / "oracle.json"
    path.write_text(json.dumps(document))
    problem = read(model)
    oracle = Oracle.read(path, problem)
    found = against_oracle(SolverKernel(priced(problem, oracle.costs())), oracle)
    return found.steps, found.wrong_valid, found.wrong_price, found.wrong_repair


def test_a_true_oracle_finds_no_fault(model: Path) -> None:
    assert _judged(model, _oracle(read(model))) == (3, 0, 0, 0)


def test_each_falsified_answer_of_the_oracle_is_counted(model: Path) -> None:
    true = _oracle(read(model))
    steps = true["sessions"][0]
    for key, change, expected in (
        ("valid", lambda valid: valid[:-1], (3, 1, 0, 0)),
        ("valid", lambda valid: sorted({*valid, 0}), (3, 1, 0, 0)),
        ("min_price", lambda price: price + 1, (3, 0, 1, 0)),
        ("max_price", lambda price: price - 1, (3, 0, 1, 0)),
        ("repair", lambda repair: {**repair, next(iter(repair)): 9}, (3, 0, 0, 1)),
        ("repair", lambda repair: dict(list(repair.items())[1:]), (3, 0, 0, 1)),
    ):
        false = copy.deepcopy(true)
        false["sessions"][0][2][key] = change(steps[2][key])
        assert _judged(model, false) == expected


def test_an_oracle_of_another_model_is_refused(model: Path) -> None:
    document = _oracle(read(model))
    document["options"][0] = ["Boat", 1]
    with pytest.raises(Broken, match="no option Boat"):
        _judged(model, document)


def test_a_sale_that_cannot_be_made_is_counted(model: Path) -> None:
    problem = read(model)
    path = model.parent / "sold.csv"
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["count", "Steel", "Basket", "Rack"])
        rows.writerows([[5, 1, 1, 1], [1, 0, 0, 0], [2, 0, 1, 1], [1, 1, 1, 0], [1, 1, 7, 0]])
    found = replay(SolverKernel(problem), problem, path)
    assert (found.sales, found.refused, found.in_full) == (5, 3, 5)


@pytest.mark.parametrize("engine", ["diagram", "solver"])
def test_every_figure_is_in_the_line(model: Path, engine: str, tmp_path: Path) -> None:
    oracle = tmp_path / "oracle.json"
    oracle.write_text(json.dumps(_oracle(read(model))))
    artefact = tmp_path / "artefact.json.gz" if engine == "diagram" else None
    line = run(Asked(model, oracle, None, engine, artefact))
    assert {"model", "engine", "compile_s", "peak_mb", "nodes", "edges", "artefact_bytes", "steps"} <= set(line)
    assert {"wrong_valid", "wrong_price", "wrong_repair", "sales", "refused_sales"} <= set(line)
    for name in ("state", "explain", "repair"):
        assert 0 < line[f"{name}_p50_ms"] <= line[f"{name}_p99_ms"]
    assert (line["model"], line["engine"], line["wrong_valid"]) == ("bike", engine, 0)
    assert (line["artefact_bytes"] is None) == (engine == "solver")
    assert artefact is None or artefact.stat().st_size > 100


def test_a_broken_file_is_one_sentence_on_the_error_stream(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.dimacs"
    path.write_text("p cnf 1 1\n2 0\n")
    monkeypatch.setattr("sys.argv", ["bench.configurator", str(path)])
    assert main() == 2
    assert capsys.readouterr().err == "a.dimacs:2: variable 2 is beyond the 1 of the header\n"


def test_a_table_file_is_named_by_its_folder(tmp_path: Path) -> None:
    assert name_of(tmp_path / "renault_big" / "contraintes.xml.gz") == "renault_big"
    assert name_of(tmp_path / "some.uvl.gz") == "some"


def test_the_draws_are_those_of_the_published_generator() -> None:
    draw = mulberry32(1000)
    assert [draw(1 << 32) for _ in range(3)] == [3415336119, 3554892520, 2970039059]  # node's, with Math.imul
