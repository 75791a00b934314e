"""One random model, judged by brute force, by the diagram, by the solver, and in JavaScript."""

from __future__ import annotations

import base64
import json
import random
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from storefront.configurator.solving.diagram import Budget, Diagram, DiagramKernel, compile_diagram
from storefront.configurator.solving.kernel import Domains
from storefront.configurator.solving.problem import Problem
from storefront.configurator.solving.solver import SolverKernel

from .sessions import change_costs
from .small import Rows, least, random_problem, solutions, some_picks, total, within

QUESTIONS = 3
SCRIPT = Path(__file__).parents[1] / "parity.mjs"


@dataclass
class Case:
    """A model with a few states and what brute force says of them."""

    seed: int
    problem: Problem
    rows: Rows
    picks: list[dict[int, int]]

    @classmethod
    def of(cls, seed: int) -> Case:
        problem, rng = random_problem(seed), random.Random(seed)
        rows = solutions(problem)
        return cls(seed, problem, rows, [some_picks(rng, problem, rows) for _ in range(QUESTIONS)])

    def domains(self, picks: dict[int, int]) -> Domains:
        left, sizes = within(self.rows, picks), self.problem.sizes()
        dearest = least(left, sizes, [[-cost for cost in row] for row in self.problem.high])
        high = tuple(tuple(None if cost is None else -cost for cost in row) for row in dearest)
        return Domains.of(least(left, sizes, self.problem.low), high)

    def repairs(self, picks: dict[int, int]) -> tuple[tuple[int | None, ...], ...]:
        return least(self.rows, self.problem.sizes(), change_costs(self.problem, picks))

    def bounds(self, picks: dict[int, int]) -> tuple[int, int] | None:
        left = within(self.rows, picks)
        low = [total(self.problem.low, row) for row in left]
        return (min(low), max(total(self.problem.high, row) for row in left)) if left else None


@dataclass
class Found:
    """Seeds of the models that some engine judged wrongly, by engine."""

    models: int = 0
    wrong: dict[str, list[int]] = field(
        default_factory=lambda: {"diagram": [], "arrays": [], "solver": [], "javascript": []}
    )

    def note(self, engine: str, case: Case, right: bool) -> None:
        if not right and case.seed not in self.wrong[engine]:
            self.wrong[engine].append(case.seed)


def compare(seeds: Iterable[int], found: Found) -> Iterator[tuple[Case, Diagram]]:
    """Judges each model by diagram and solver; yields it with its diagram, for JavaScript."""
    for seed in seeds:
        case = Case.of(seed)
        diagram = compile_diagram(case.problem, Budget())
        by_loops, by_arrays, solver = (
            DiagramKernel(diagram),
            DiagramKernel(diagram, large=0),
            SolverKernel(case.problem),
        )
        found.models += 1
        for picks in case.picks:
            found.note("diagram", case, _diagram_is_right(case, by_loops, picks))
            found.note("arrays", case, _diagram_is_right(case, by_arrays, picks))
            found.note("solver", case, _solver_is_right(case, solver, picks))
        yield case, diagram


def _diagram_is_right(case: Case, kernel: DiagramKernel, picks: dict[int, int]) -> bool:
    same_repairs = kernel.best(change_costs(case.problem, picks)) == case.repairs(picks)
    return same_repairs and kernel.domains(picks) == case.domains(picks)


def _solver_is_right(case: Case, kernel: SolverKernel, picks: dict[int, int]) -> bool:
    valid = tuple(tuple(cost is not None for cost in row) for row in case.domains(picks).low)
    same_repairs = kernel.best(change_costs(case.problem, picks)) == case.repairs(picks)
    return same_repairs and kernel.valid(picks) == valid and kernel.bounds(picks) == case.bounds(picks)


def in_javascript(node: str, judged: Iterable[tuple[Case, Diagram]], found: Found) -> None:
    """One node process for all models: domains and repairs must be equal to the last unit."""
    cases = list(judged)
    lines = "".join(json.dumps(_question(case, diagram)) + "\n" for case, diagram in cases)
    done = subprocess.run([node, str(SCRIPT)], input=lines, capture_output=True, text=True, check=True)
    answers = done.stdout.splitlines()
    for (case, _), line in zip(cases, answers, strict=True):
        expected = [
            {
                "low": _flat(case.domains(picks).low),
                "high": _flat(case.domains(picks).high),
                "best": _flat(case.repairs(picks)),
            }
            for picks in case.picks
        ]
        found.note("javascript", case, json.loads(line) == expected)


def _question(case: Case, diagram: Diagram) -> dict[str, Any]:
    states = [{"picks": list(picks.items()), "costs": _flat(change_costs(case.problem, picks))} for picks in case.picks]
    return {"diagram": base64.b64encode(diagram.to_bytes()).decode("ascii"), "states": states}


def _flat(rows: Iterable[Iterable[int | None]]) -> list[int | None]:
    return [cost for row in rows for cost in row]
