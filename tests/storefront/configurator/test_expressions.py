"""The expression language: what it says is right, what it must not say is refused, Python and JavaScript agree."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from fractions import Fraction
from math import ceil, floor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storefront.configurator.expressions import FormulaError, Scope, Span, compile_expression
from storefront.configurator.expressions.limits import MAX_MAGNITUDE
from tests.storefront.configurator.hostile import HOSTILE

ROOT = Path(__file__).resolve().parents[3]
SCOPE = Scope(
    numbers={"length": Span(1200, 3000), "width": Span(700, 1200), "reach": Span(-20, 20)},
    options={
        "species": ("oak", "ash", "walnut"),
        "top": ("t27", "t32", "t40"),
        "base": ("taper4", "trestle", "steelX"),
        "ext": ("none", "one500"),
    },
    tables={
        "thick": {"t27": 27, "t32": 32, "t40": 40},
        "leaves": {"none": 0, "one500": 1},
        "minutes": {"taper4": -25, "trestle": 10, "steelX": 0},
    },
)


def test_the_corpus_is_large_enough_and_has_no_doubles() -> None:
    assert len(HOSTILE) >= 200
    assert len(set(HOSTILE)) == len(HOSTILE)


watched: list[str] = []
FORBIDDEN = {"exec", "import", "open", "os.system", "subprocess.Popen", "socket.connect", "ctypes.dlopen"}
watching = False


def audit(event: str, _: object) -> None:
    """An audit hook cannot be taken out again: it looks only while a formula is read."""
    if watching and event in FORBIDDEN:
        watched.append(event)


sys.addaudithook(audit)


@pytest.mark.parametrize("source", HOSTILE, ids=lambda source: source[:30].encode("unicode_escape").decode())
def test_a_hostile_formula_is_refused_with_a_sentence_and_nothing_of_it_runs(source: str) -> None:
    global watching
    for kind in ("number", "truth"):
        watching = True
        try:
            with pytest.raises(FormulaError) as refused:
                compile_expression(source, SCOPE, kind)
        finally:
            watching = False
        assert watched == []
        assert refused.value.sentence.endswith((".", "?", "…”."))
        assert len(refused.value.sentence) < 260


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("-7 // 2", -4),
        ("-7 % 3", 2),
        ("7 % -3", -2),
        ("mul_div(1, 1, 2)", 1),
        ("mul_div(-1, 1, 2)", 0),
        ("mul_div(-3, 1, 2)", -1),
        ("mul_div(2, 2, 3)", 1),
        ("mul_div_up(1, 1, 1000)", 1),
        ("mul_div_up(-1, 1, 2)", 0),
        ("ceil_div(7, 2)", 4),
        ("ceil_div(-7, 2)", -3),
        ("min(length, 2500, width)", 900),
        ("thick[top] + leaves[ext]", 33),
        ("(4 if base in ('taper4', 'trestle') else 2) * 10", 40),
        ("1_000_000", 1_000_000),
    ],
)
def test_numbers_come_out_as_stated(source: str, expected: int) -> None:
    env = {"length": 2100, "width": 900, "species": "oak", "top": "t32", "base": "trestle", "ext": "one500"}
    assert compile_expression(source, SCOPE, "number")(env) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("base == 'trestle' and not species != 'oak'", True),
        ("'oak' == species", True),
        ("species not in ('oak', 'ash')", False),
        ("2000 < length <= 2100 < 3000", True),
        ("length * width <= 6500000 or False", True),
        ("not (length > 2000)", False),
        ("(base == 'steelX') if length > 2000 else True", False),
    ],
)
def test_conditions_come_out_as_stated(source: str, expected: bool) -> None:
    env = {"length": 2100, "width": 900, "species": "oak", "top": "t32", "base": "trestle", "ext": "one500"}
    assert compile_expression(source, SCOPE, "truth").holds(env) is expected


def test_names_are_exactly_those_it_depends_on() -> None:
    made = compile_expression("thick[top] * length if base == 'taper4' else 0", SCOPE, "number")
    assert made.names == {"top", "length", "base"}


# An oracle of its own: random text, judged by Python's own evaluation with exact fractions.
HELPERS = {
    "__builtins__": {},
    "min": min,
    "max": max,
    "mul_div": lambda a, b, c: floor(Fraction(a * b, c) + Fraction(1, 2)),
    "mul_div_up": lambda a, b, c: ceil(Fraction(a * b, c)),
    "ceil_div": lambda a, b: ceil(Fraction(a, b)),
}


def numbers(depth: int) -> st.SearchStrategy[str]:
    leaf = st.one_of(
        st.integers(-50, 5000).map(str),
        st.sampled_from(["length", "width", "reach", "thick[top]", "leaves[ext]", "minutes[base]"]),
    )
    if depth == 0:
        return leaf
    below = numbers(depth - 1)
    return st.one_of(
        leaf,
        st.builds("({} {} {})".format, below, st.sampled_from(["+", "-", "*", "//", "%"]), below),
        st.builds("{}({}, {})".format, st.sampled_from(["min", "max", "ceil_div"]), below, below),
        st.builds("{}({}, {}, {})".format, st.sampled_from(["mul_div", "mul_div_up"]), below, below, below),
        st.builds("(-{})".format, below),
        st.builds("({} if {} else {})".format, below, truths(depth - 1), below),
    )


def truths(depth: int) -> st.SearchStrategy[str]:
    leaf = st.sampled_from(["True", "species == 'oak'", "base in ('taper4', 'steelX')", "top != 't27'"])
    if depth == 0:
        return leaf
    below, compared = truths(depth - 1), numbers(depth - 1)
    return st.one_of(
        leaf,
        st.builds("({} {} {})".format, compared, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), compared),
        st.builds("({} {} {})".format, below, st.sampled_from(["and", "or"]), below),
        st.builds("(not {})".format, below),
    )


environments = st.fixed_dictionaries(
    {
        **{name: st.integers(span.low, span.high) for name, span in SCOPE.numbers.items()},
        **{name: st.sampled_from(ids) for name, ids in SCOPE.options.items()},
    }
)


def oracle(source: str, env: dict[str, object]) -> object:
    tables = {name: dict(rows) for name, rows in SCOPE.tables.items()}
    return eval(source, dict(HELPERS), {**env, **tables})


@settings(max_examples=400, deadline=None)
@given(numbers(3), st.lists(environments, min_size=1, max_size=4))
def test_an_accepted_number_agrees_with_its_oracle_and_stays_in_its_interval(
    source: str, envs: list[dict[str, object]]
) -> None:
    try:
        made = compile_expression(source, SCOPE, "number")
    except FormulaError:
        return
    assert -MAX_MAGNITUDE <= made.span.low <= made.span.high <= MAX_MAGNITUDE
    for env in envs:
        value = made(env)  # never raises: the divisor was proven
        assert value == oracle(source, env)
        assert value in made.span


@settings(max_examples=200, deadline=None)
@given(truths(3), environments)
def test_an_accepted_condition_agrees_with_its_oracle(source: str, env: dict[str, object]) -> None:
    try:
        made = compile_expression(source, SCOPE, "truth")
    except FormulaError:
        return
    assert made.holds(env) == oracle(source, env)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="lengthwid()[]'<>=!+-*/%,. 0123456789\nifelsnotradbqx_\\\"{}", max_size=60))
def test_any_text_is_either_a_formula_or_a_sentence(source: str) -> None:
    try:
        compile_expression(source, SCOPE, "number")
    except FormulaError as error:
        sentence = error.sentence
    else:
        return
    assert sentence.strip()


def random_env(rng: random.Random) -> dict[str, object]:
    found: dict[str, object] = {name: rng.randint(span.low, span.high) for name, span in SCOPE.numbers.items()}
    return found | {name: rng.choice(ids) for name, ids in SCOPE.options.items()}


# Deterministic and many at once: node starts only one time.
def written(rng: random.Random, depth: int, truth: bool = False) -> str:
    if depth == 0:
        truths_ = ["True", "species == 'oak'", "base in ('taper4', 'steelX')", "top != 't27'"]
        numbers_ = [str(rng.randint(-50, 5000)), "length", "width", "reach", "thick[top]", "minutes[base]"]
        return rng.choice(truths_ if truth else numbers_)
    a, b = written(rng, depth - 1), written(rng, depth - 1)
    if truth:
        c, d = written(rng, depth - 1, True), written(rng, depth - 1, True)
        compare = f"({a} {rng.choice(['<', '<=', '>', '>=', '==', '!='])} {b})"
        return rng.choice([compare, f"({c} {rng.choice(['and', 'or'])} {d})", f"(not {c})"])
    return rng.choice(
        [
            f"({a} {rng.choice(['+', '-', '*', '//', '%'])} {b})",
            f"({a} {rng.choice(['//', '%'])} {rng.choice([-7, -1, 1, 3, 1000])})",
            f"{rng.choice(['min', 'max'])}({a}, {b})",
            f"ceil_div({a}, {rng.choice([-7, -1, 1, 3, 1000])})",
            f"{rng.choice(['mul_div', 'mul_div_up'])}({a}, {b}, {rng.choice([1, 2, 3, 1000])})",
            f"(-{a})",
            f"({a} if {written(rng, depth - 1, True)} else {b})",
        ]
    )


@pytest.mark.skipif(shutil.which("node") is None, reason="LOUD SKIP: node is not here, JavaScript was not compared")
def test_javascript_gives_what_python_gives(tmp_path: Path) -> None:
    rng = random.Random(20261123)
    cases = []
    while len(cases) < 3000:
        truth = rng.random() < 0.3
        try:
            made = compile_expression(written(rng, rng.randint(1, 4), truth), SCOPE, "truth" if truth else "number")
        except FormulaError:
            continue
        env = random_env(rng)
        cases.append({"js": made.javascript, "v": env, "expected": made.holds(env) if truth else made(env)})
    (tmp_path / "cases.json").write_text(json.dumps({"t": SCOPE.tables, "cases": cases}))
    script = f"""
    import * as f from {json.dumps((ROOT / "static/configurator/arithmetic.js").as_uri())};
    import {{ readFileSync }} from "node:fs";
    const {{ t, cases }} = JSON.parse(readFileSync({json.dumps(str(tmp_path / "cases.json"))}));
    const value = (c) => new Function("f", "t", "v", "return " + c.js)(f, t, c.v);
    const plain = (x) => (typeof x === "number" ? x + 0 : x); // -0 is 0
    const wrong = cases.filter((c) => !Object.is(plain(value(c)), c.expected));
    console.log(JSON.stringify({{ compared: cases.length, wrong }}));
    """
    (tmp_path / "compare.mjs").write_text(script)
    done = subprocess.run(["node", tmp_path / "compare.mjs"], capture_output=True, text=True, check=True, timeout=60)
    answer = json.loads(done.stdout)
    assert answer == {"compared": 3000, "wrong": []}
