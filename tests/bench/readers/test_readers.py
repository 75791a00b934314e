"""Public formats become problems with exactly the assignments their texts describe; broken ones say where."""

from __future__ import annotations

import gzip
import itertools
from pathlib import Path

import pytest

from bench.configuring.small import solutions
from bench.readers import Broken, read
from storefront.configurator.solving.problem import Problem

DATA = Path(__file__).parents[4] / "shared" / "data" / "configurator"


def _read(folder: Path, name: str, text: str) -> Problem:
    path = folder / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return read(path)


def _products(problem: Problem) -> list[set[str]]:
    """Each product as the names of its chosen Boolean features."""
    names = [variable.name for variable in problem.variables]
    return [{name for name, value in zip(names, row, strict=True) if value} for row in solutions(problem)]


XCSP = """<instance>
<presentation format="XCSP 2.1" type="CSP" name="tiny"/>
<domains><domain name="D0" nbValues="3">1 2..3</domain><domain name="D1" nbValues="2">0 -1</domain></domains>
<variables nbVariables="2"><variable name="a" domain="D0"/><variable name="b" domain="D1"/></variables>
<relations nbRelations="2">
<relation name="R0" arity="2" nbTuples="3" semantics="supports">1 0|2 -1|3 0</relation>
<relation name="R1" arity="1" nbTuples="1" semantics="conflicts">3</relation>
</relations>
<constraints nbConstraints="2">
<constraint name="C0" arity="2" scope="a b" reference="R0"/>
<constraint name="C1" arity="1" scope="a" reference="R1"/>
</constraints></instance>"""


@pytest.mark.parametrize("name", ["contraintes.xml", "contraintes.xml.gz"])
def test_tables_of_supports_and_conflicts_are_read(tmp_path: Path, name: str) -> None:
    problem = _read(tmp_path, name, XCSP)
    assert [variable.values for variable in problem.variables] == [("1", "2", "3"), ("0", "-1")]
    assert solutions(problem) == [(0, 0), (1, 1)]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("1 0|2 -1|3 0", "1 0|2 x|3 0", 6, "no whole number"),
        ("1 0|2 -1|3 0", "1 0|2|3 0", 6, "a scope of 2"),
        ('nbTuples="3"', 'nbTuples="4"', 6, "promises 4 rows"),
        ('semantics="supports"', 'semantics="soft"', 6, "supports or conflicts"),
        ('scope="a b"', 'scope="a z"', 10, "'z' is not defined"),
        ('reference="R1"', 'reference="global:weightedSum"', 11, "only tables"),
        ('domain="D1"', 'domain="D9"', 4, "'D9' is not defined"),
        ("</relations>", "", 12, "mismatched tag"),
    ],
)
def test_a_broken_table_file_says_where(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    with pytest.raises(Broken, match=words) as caught:
        _read(tmp_path, "contraintes.xml", XCSP.replace(old, new))
    assert (caught.value.file, caught.value.line) == ("contraintes.xml", line)


def test_dimacs_features_have_the_names_of_the_comments(tmp_path: Path) -> None:
    problem = _read(tmp_path, "a.dimacs", "c 1 A b\nc 3$ C\nc a note\np cnf 3 2\n1 -2\n 3 0 -1\n0\n")
    assert [variable.name for variable in problem.variables] == ["A b", "2", "C"]
    assert [rule.name for rule in problem.constraints] == ["line 5", "line 6"]
    assert _products(problem) == [set(), {"C"}, {"2", "C"}]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("1 2 0\n", 1, "before the header"),
        ("p cnf 2 1\n1 9 0\n", 2, "beyond the 2"),
        ("p cnf 2 1\n1 two 0\n", 2, "no whole number"),
        ("p cnf 2 1\n1 2\n", 2, "no closing 0"),
        ("p cnf 2 5\n1 2 0\n", 0, "promises 5 clauses, there are 1"),
        ("p cnf two 1\n", 1, "must read"),
        ("", 0, "no header"),
    ],
)
def test_a_broken_dimacs_file_says_where(tmp_path: Path, text: str, line: int, words: str) -> None:
    with pytest.raises(Broken, match=words) as caught:
        _read(tmp_path, "a.dimacs", text)
    assert caught.value.line == line


UVL = """namespace Bikes
include
    Boolean.group-cardinality
features
    "City bike" {abstract true, note 'a { b'}
        mandatory
            Frame
                alternative
                    Steel {price 10}
                    "Light {alloy}" {abstract}
        optional // not needed
            Bell
        [1..2]
            Rack
            Basket
            Boolean Lamp
constraints
    Steel => (!Bell &
        (Rack | Lamp))
    ("Light {alloy}" <=> Basket) | Bell
"""


def test_a_feature_tree_and_its_constraints_mean_what_uvl_says(tmp_path: Path) -> None:
    problem = _read(tmp_path, "bike.uvl", UVL)
    found = _products(problem)
    expected = []
    for steel, bell, rack, basket, lamp in itertools.product([False, True], repeat=5):
        tree = 1 <= rack + basket + lamp <= 2
        first = not steel or (not bell and (rack or lamp))
        if tree and first and (((not steel) == basket) or bell):
            names = {"City bike", "Frame", "Steel" if steel else "Light {alloy}"}
            chosen = {"Bell": bell, "Rack": rack, "Basket": basket, "Lamp": lamp}
            expected.append(names | {name for name, taken in chosen.items() if taken})
    assert sorted(map(sorted, found)) == sorted(map(sorted, expected))


def test_a_wide_group_takes_between_its_numbers(tmp_path: Path) -> None:
    names = [f"f{number}" for number in range(9)]
    for kind, sizes in (("alternative", {1}), ("[2..3]", {2, 3}), ("or", set(range(1, 10))), ("[8..*]", {8, 9})):
        text = f"features\n\tRoot\n\t\t{kind}\n" + "".join(f"\t\t\t{name}\n" for name in names)
        found = _products(_read(tmp_path, "wide.uvl", text))
        expected = [set(some) for size in sizes for some in itertools.combinations(names, size)]
        assert sorted(sorted(product - {"Root"}) for product in found) == sorted(map(sorted, expected))


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("Steel => (!Bell", "Stel => (!Bell", 18, "no feature 'Stel'"),
        ("=> (!Bell", "=> (=> Bell", 18, "no feature '=>'"),
        ("(Rack | Lamp))", "Rack < Lamp)", 18, "expected '\\)', found '<'"),
        ("            Basket", "            Rack", 15, "second feature 'Rack'"),
        ("Boolean Lamp", "Integer Lamp", 16, "type Integer"),
        ("[1..2]", "[4..5]", 13, "cannot be met"),
        ("alternative", "choice", 8, "expected mandatory"),
        ("namespace Bikes", "something Bikes", 1, "expected one of namespace"),
        ("| Bell", "| (Bell", 20, "never closed"),
    ],
)
def test_a_broken_feature_model_says_where(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    with pytest.raises(Broken, match=words) as caught:
        _read(tmp_path, "bike.uvl", UVL.replace(old, new))
    assert caught.value.line == line


def test_hostile_depth_is_refused(tmp_path: Path) -> None:
    deep = "features\n\tA\nconstraints\n\t" + "(" * 5000 + "A" + ")" * 5000 + "\n"
    with pytest.raises(Broken, match="nested deeper"):
        _read(tmp_path, "deep.uvl", deep)


PRL = """header { prl_version 1.0 }
feature bell
feature horn
feature rack
optional group sound contains [bell, horn]
enum feature Frame ["Steel", "Carbon"]
rule if [Frame = "Carbon"] then -sound / rack # light
rule bell => [Frame in ["Steel"]] { id "no carbon bells" }
rule if rack thenNot exo[bell, horn]
"""


def test_rules_groups_and_enumerations_of_prl_are_read(tmp_path: Path) -> None:
    problem = _read(tmp_path, "shop.prl", PRL)
    assert [variable.name for variable in problem.variables] == ["bell", "horn", "rack", "sound", "Frame"]
    assert [rule.name for rule in problem.constraints][-3:] == ["line 7", "no carbon bells", "line 9"]
    expected = [
        (bell, horn, rack, int(bell or horn), frame)
        for bell, horn, rack, frame in itertools.product([0, 1], repeat=4)
        if bell + horn < 2
        and (not frame or not (bell or horn) or rack)
        and (not bell or not frame)
        and (not rack or bell + horn != 1)
    ]
    assert sorted(solutions(problem)) == sorted(expected)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("then -sound", "then -noise", 7, "no feature 'noise'"),
        ('"Carbon"] then', '"Wood"] then', 7, "no value 'Wood'"),
        ("feature rack", "feature bell", 4, "second feature 'bell'"),
        ("thenNot", "unless", 9, "expected 'then'"),
        ("rule bell", "law bell", 8, "not expected in the rule"),
    ],
)
def test_a_broken_rule_file_says_where(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    with pytest.raises(Broken, match=words) as caught:
        _read(tmp_path, "shop.prl", PRL.replace(old, new))
    assert caught.value.line == line


def test_a_file_that_is_none_of_them_is_refused(tmp_path: Path) -> None:
    for name, content in {"a.txt": b"", "a.uvl": b"\xff\xfe\x00", "a.uvl.gz": b"no gzip"}.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(Broken):
            read(tmp_path / name)
    with pytest.raises(Broken):
        read(tmp_path / "missing.uvl")


@pytest.mark.parametrize(
    ("name", "variables"),
    [
        ("renault_small/contraintes.xml", 139),
        ("feature_models/hardware_printer_Mendonca2009.uvl", 172),
        ("feature_models/hardware_printer_Mendonca2009.dimacs", 172),
        ("feature_models/hardware_pc-richmond_Sprey2020.uvl", 364),
        ("feature_models/e_commerce_e_agribusiness_Pereira2016.uvl", 2238),
        ("boolerules/automotive_simple_1.prl", 456),
        ("boolerules/bikeshop_without_slices.prl", 15),
    ],
)
def test_the_models_of_the_data_folder_are_read_whole(name: str, variables: int) -> None:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"development data not beside the project: {path}")
    assert len(read(path).variables) == variables
