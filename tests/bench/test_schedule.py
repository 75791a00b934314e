"""The command of the scheduling bench: a line an instance, the bars it can judge, a clear word on broken files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench import schedule
from bench.figures import Figures


def lines(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[int, list[Any]]:
    monkeypatch.setattr("sys.argv", ["bench.schedule", "--seconds", "2", "--processes", "1", *words])
    with pytest.raises(SystemExit) as ended:
        schedule.main()
    return int(str(ended.value.code)), [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_folder_is_solved_and_its_means_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mk01.txt").write_text("2 2\n2 2 0 3 1 4 1 1 2\n1 1 0 3\n")
    (tmp_path / "bounds.json").write_text(json.dumps([{"name": "mk01", "optimum": 6}]))
    code, told = lines(capsys, monkeypatch, str(tmp_path))
    assert code == 0
    assert (told[0]["instance"], told[0]["objective"], told[0]["bound"], told[0]["gap"]) == ("mk01", 6, 6, 0.0)
    assert told[-1]["bar"] == 1.5


def test_a_broken_file_is_named_and_the_rest_solved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("2 2\n0 3 1 x\n")
    (tmp_path / "b.txt").write_text("1 2\n0 3 1 4\n")
    code, told = lines(capsys, monkeypatch, str(tmp_path))
    assert code == 1
    assert "“x” is not a whole number" in told[0]["error"]
    assert told[1]["objective"] == 7


def test_bars_are_judged_on_their_own_instances_only(capsys: pytest.CaptureFixture[str]) -> None:
    def row(name: str, kind: str, family: str, gap: float, objective: int = 0) -> dict[str, Any]:
        best = {"best_known": 100, "objective": objective}
        return {"instance": name, "kind": kind, "family": family, "gap": gap, **best}

    figures = Figures()
    rows = [row("la01", "job shop", "la", 9.0), row("la21", "job shop", "la", 0.5), row("la21", "flexible", "la", 9.0)]
    schedule.summarise([*rows, row("gla02", "tardiness", "gla", -6.0, objective=94)], figures)
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(one["value"], one["bar"]) for one in told if one["bar"]] == [(0.5, 0.7), (0.94, 0.95)]
    assert figures.missed == []
