"""The ES module answers what Python answers, on the same bytes: states pick after pick, witnesses, counts, refusals."""

from __future__ import annotations

import base64
import json
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bench.configuring.small import random_problem, solutions, some_picks
from storefront.configurator.solving.diagram import Budget, DiagramKernel, checksum, compile_diagram

ROOT = Path(__file__).parents[4]
SWEEP = ROOT / "static" / "configurator" / "sweep.js"
ASKED = f"""
import {{ readFileSync }} from "node:fs";
import {{ load }} from {json.dumps(SWEEP.as_uri())};
const plain = (rows) => Array.from(rows, (cost) => (Number.isNaN(cost) ? null : cost));
const asked = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(asked.map(({{ diagram, states, costs }}) => {{
  const kernel = load(diagram);
  return states.map((picks) => {{
    const {{ low, high }} = kernel.domains(picks);
    const witness = kernel.witness(costs, picks);
    return [plain(low), plain(high), witness && Array.from(witness), String(kernel.count(picks))];
  }});
}})));
"""

NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="NODE IS MISSING: THE BROWSER'S ENGINE WAS NOT COMPARED")


def run(script: str, given: str) -> str:
    assert NODE
    done = subprocess.run(
        [NODE, "--input-type=module", "-e", script], input=given, capture_output=True, text=True, check=True
    )
    return done.stdout


@needs_node
def test_python_and_javascript_agree_on_states_witnesses_and_counts() -> None:
    asked: list[dict[str, Any]] = []
    expected: list[list[list[Any]]] = []
    for seed in range(120):
        problem, rng = random_problem(seed), random.Random(seed)
        kernel, rows = DiagramKernel(compile_diagram(problem, Budget())), solutions(problem)
        items = list(some_picks(rng, problem, rows).items())
        rng.shuffle(items)
        states = [items[:end] for end in range(len(items) + 1)] + [list(some_picks(rng, problem, rows).items())]
        flat = [cost for row in problem.low for cost in row]
        diagram = base64.b64encode(kernel.diagram.to_bytes()).decode()
        asked.append({"diagram": diagram, "states": states, "costs": flat})
        expected.append([answer(kernel, dict(picks)) for picks in states])
    assert json.loads(run(ASKED, json.dumps(asked))) == expected


def answer(kernel: DiagramKernel, picks: dict[int, int]) -> list[Any]:
    domains = kernel.domains(picks)
    witness = kernel.witness(kernel.diagram.low, picks)
    return [
        [cost for row in domains.low for cost in row],
        [cost for row in domains.high for cost in row],
        witness and list(witness),
        str(kernel.count(picks)),
    ]


@needs_node
def test_the_browser_refuses_bytes_that_are_no_diagram() -> None:
    diagram = compile_diagram(random_problem(3), Budget()).to_bytes()
    bad = [b"", b"DD1" + diagram[3:], diagram[:-1], diagram[: len(diagram) // 2]]
    script = f"""
import {{ readFileSync }} from "node:fs";
import {{ load }} from {json.dumps(SWEEP.as_uri())};
const tried = JSON.parse(readFileSync(0, "utf8")).map((bytes) => {{
  try {{ load(bytes); return "taken"; }} catch (error) {{ return error.message; }}
}});
console.log(JSON.stringify(tried));
"""
    told = json.loads(run(script, json.dumps([base64.b64encode(one).decode() for one in bad])))
    assert [("diagram" in message) for message in told] == [True] * len(bad)


@needs_node
def test_node_replays_the_sessions_of_the_bench_and_compares_every_step(tmp_path: Path) -> None:
    problem = random_problem(11)
    kernel = DiagramKernel(compile_diagram(problem, Budget()))
    session = list(enumerate(solutions(problem)[0]))
    steps = [list(checksum(kernel.domains(dict(session[: end + 1])))) for end in range(len(session))]
    artefact = tmp_path / "artefact.json"
    for wrong in (0, 1):
        steps[0][1] += wrong
        diagram = base64.b64encode(kernel.diagram.to_bytes()).decode()
        artefact.write_text(
            json.dumps({"model": "small", "diagram": diagram, "sessions": [session], "expected": [steps]})
        )
        assert NODE
        done = subprocess.run(
            [NODE, str(ROOT / "bench" / "configurator.mjs"), str(artefact)],
            capture_output=True,
            text=True,
            check=False,
        )
        line = json.loads(done.stdout)
        assert line["wrong_steps"] == wrong
        assert done.returncode == wrong
        assert line["steps"] == len(session)
