"""Scheduling instances become problems as their texts describe; broken ones say where."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from bench.readers.bests import Best, best_of
from bench.readers.broken import Broken
from bench.readers.shops import Instance, read
from fulfilment.scheduling import Draw, Mode, Order

DATA = Path(__file__).parents[4] / "shared" / "data" / "scheduling"

JOB_SHOP = "2 3\n0 3 1 2 2 4\n2 1 0 5 1 6\n"
FLEXIBLE = "2 3 1.5\n2 1 0 3 2 1 2 2 4\n1 3 0 1 1 5 2 6\n"
TARDINESS = """2\t3
Processing times:
5\t6
7\t8
9\t1
Routes of jobs:
2\t1
1\t2
2\t1
Due dates:
10\t
20\t
30\t
"""
PROJECT = """************************************************************************
jobs (incl. supersource/sink ):  4
  - renewable                 :  2   R
  - nonrenewable              :  0   N
  - doubly constrained        :  0   D
************************************************************************
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   3
   2        1          1           4
   3        1          1           4
   4        1          0
************************************************************************
REQUESTS/DURATIONS:
jobnr. mode duration  R 1  R 2
------------------------------------------------------------------------
  1      1     0       0    0
  2      1     8       3    0
  3      1     4       2    1
  4      1     0       0    0
************************************************************************
RESOURCEAVAILABILITIES:
  R 1  R 2
    4    1
************************************************************************
"""


def instance(folder: Path, text: str | bytes, name: str = "x01.txt") -> Instance:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(path)


def modes(read_: Instance) -> list[tuple[Mode, ...]]:
    return [op.modes for op in read_.problem.operations.values()]


def test_a_job_shop_is_told_by_its_numbers(tmp_path: Path) -> None:
    found = instance(tmp_path, JOB_SHOP)
    assert found.kind == "job shop"
    assert modes(found)[:3] == [(Mode(0, 3),), (Mode(1, 2),), (Mode(2, 4),)]
    assert [op.after for op in found.problem.operations.values()] == [(), (0,), (1,), (), (3,), (4,)]


def test_a_flexible_shop_is_told_by_its_numbers(tmp_path: Path) -> None:
    found = instance(tmp_path, FLEXIBLE)
    assert found.kind == "flexible"
    assert modes(found) == [(Mode(0, 3),), (Mode(1, 2), Mode(2, 4)), (Mode(0, 1), Mode(1, 5), Mode(2, 6))]


def test_machines_may_count_from_one(tmp_path: Path) -> None:
    assert modes(instance(tmp_path, "1 2\n1 3 2 4\n")) == [(Mode(0, 3),), (Mode(1, 4),)]
    assert modes(instance(tmp_path, "1 2\n2 1 1 3 1 2 4\n")) == [(Mode(0, 3),), (Mode(1, 4),)]


def test_comments_marks_and_packed_files_are_read(tmp_path: Path) -> None:
    assert instance(tmp_path, "﻿# ft\n" + JOB_SHOP.replace("\n", "\r\n")).kind == "job shop"
    assert instance(tmp_path, gzip.compress(FLEXIBLE.encode()), "x.fjs.gz").kind == "flexible"
    assert instance(tmp_path, "# é\n".encode("latin-1") + JOB_SHOP.encode()).kind == "job shop"


def test_times_of_a_due_date_shop_are_by_machine_and_routes_from_one(tmp_path: Path) -> None:
    found = instance(tmp_path, TARDINESS)
    assert found.kind == "tardiness"
    assert modes(found)[:4] == [(Mode(1, 6),), (Mode(0, 5),), (Mode(0, 7),), (Mode(1, 8),)]
    assert found.problem.orders["2"] == Order("2", 30, 1)
    assert instance(tmp_path, TARDINESS + "Weights:\n4\n2\n1\n").problem.orders["0"].weight == 4


def test_a_project_keeps_its_numbers_and_draws_on_pools(tmp_path: Path) -> None:
    found = instance(tmp_path, PROJECT, "j301_1.sm")
    assert found.kind == "rcpsp"
    assert found.problem.pools == {0: 4, 1: 1}
    third = found.problem.operations[3]
    assert (third.minutes, third.draws, third.after) == (4, (Draw(0, 2), Draw(1, 1)), (1,))
    assert found.problem.operations[4].after == (2, 3)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 0, "empty"),
        ("hello there\n", 1, "not a whole number"),
        ("2\n", 1, "number of jobs and of machines"),
        ("0 3\n", 1, "the number of jobs is 0"),
        ("999999999 3\n", 1, "the number of jobs"),
        (JOB_SHOP.replace("2 1 0 5", "2 1 0 x"), 3, "“x” is not a whole number"),
        (JOB_SHOP.replace("2 1 0 5", "2 1 0 -5"), 3, "minutes is -5"),
        (JOB_SHOP.replace("2 1 0 5", "9 1 0 5"), 3, "is 9, not within"),
        (JOB_SHOP + "7\n", 4, ""),
        (JOB_SHOP.replace("1 6\n", "\n"), 3, ""),
        (FLEXIBLE.replace("1 3 0 1", "1 4 0 1"), 3, "number of machines of a step"),
        (FLEXIBLE.replace("2 6\n", "\n"), 3, "the file ends where"),
        (FLEXIBLE + "1 1 0 3\n", 4, "more numbers"),
        ("1 2\n2 1 0 3 1 2 3\n", 0, "machine 2"),
        (TARDINESS.replace("9\t1\n", "9\n"), 5, "the file ends where a processing time"),
        (TARDINESS.replace("9\t1\n", "9\t1\n4\n"), 6, "more numbers"),
        (TARDINESS.replace("2\t1\n1\t2", "2\t2\n1\t2"), 7, "twice"),
        (TARDINESS.replace("2\t1\n1\t2", "2\t3\n1\t2"), 7, "a machine of a route is 3"),
        (TARDINESS.split("Due")[0], 9, "due dates is missing"),
        (TARDINESS + "Due dates:\n", 14, "a second table"),
        (PROJECT.replace("           2   3", "           2   9"), 9, "a successor is 9"),
        (PROJECT.replace("   3        1          1           4\n", ""), 0, "no line of successors"),
        (PROJECT.replace("   2        1          1", "   2        3          1"), 10, "several modes"),
        (PROJECT.replace("nonrenewable              :  0", "nonrenewable              :  2"), 0, "nonrenewable"),
        (PROJECT.replace("  3      1     4       2    1\n", ""), 0, "no duration"),
        (PROJECT.replace("    4    1", "    1    1"), 0, "more of resource 1"),
        (PROJECT.split("RESOURCEAV")[0], 0, "RESOURCEAVAILABILITIES is missing"),
    ],
)
def test_a_broken_file_says_where(tmp_path: Path, text: str, line: int, words: str) -> None:
    with pytest.raises(Broken) as caught:
        instance(tmp_path, text)
    assert words in caught.value.reason
    if line:
        assert caught.value.line == line


def test_what_cannot_be_opened_is_broken(tmp_path: Path) -> None:
    with pytest.raises(Broken):
        read(tmp_path / "none.txt")
    with pytest.raises(Broken):
        read(tmp_path)
    with pytest.raises(Broken, match="cut short"):
        instance(tmp_path, gzip.compress(JOB_SHOP.encode())[:20], "x.gz")


def test_the_best_known_is_found_by_path_name_or_row(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    rows = [
        {"name": "r-x01", "optimum": None, "bounds": {"upper": 5, "lower": 9}, "path": "deep/a/x01.txt"},
        {"name": "x02", "ub": 7, "lb": 6},
        {"name": "x03", "optimum": 4, "path": "elsewhere/x03.txt"},
    ]
    (tmp_path / "bounds.json").write_text(json.dumps(rows))
    assert best_of(instance(tmp_path / "a", JOB_SHOP, "x01.txt")) == Best(9, 5)
    assert best_of(instance(tmp_path, JOB_SHOP, "x02.txt")) == Best(7, 6)
    assert best_of(instance(tmp_path, JOB_SHOP, "x03.txt")) == Best(4, 4)
    assert best_of(instance(tmp_path, JOB_SHOP, "x04.txt")) is None


def test_published_results_are_read_by_row(tmp_path: Path) -> None:
    (tmp_path / "published_A.csv").write_text("9.99999 3600.0 0.1\n21.0 3600.0 0.1\n")
    (tmp_path / "published_B.csv").write_text("12.0 3600.0 0.1\n20.0000001 3600.0 0.1\n")
    assert best_of(instance(tmp_path, TARDINESS, "gla02.txt")) == Best(20, None)
    assert best_of(instance(tmp_path, TARDINESS, "gla03.txt")) is None


@pytest.mark.skipif(not DATA.is_dir(), reason="the development data are not beside the project")
def test_development_instances_are_read_and_their_best_known_found() -> None:
    folders = ("jsp", "fjsp", "rcpsp", "jsp_tardiness")
    paths = [
        path for folder in folders for path in sorted((DATA / folder).rglob("*")) if path.suffix in (".txt", ".sm")
    ]
    instances = [read(path) for path in paths[::3]]
    assert {found.kind for found in instances} == {"job shop", "flexible", "rcpsp", "tardiness"}
    assert [found.name for found in instances if best_of(found) is None] == []
