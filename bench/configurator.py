"""`python -m bench.configurator PATH`: one JSON line about a model of a public format.

PATH: contraintes.xml (XCSP 2.1 tables), .dimacs, .uvl or .prl, each plain or .gz. With --oracle, every step's valid
options, price bounds and repairs are compared; with --sold, real sales are replayed in random pick order. Times are of
the kernel's calls alone: a state is all valid values (of a diagram with the lowest and highest price of each; of a
solver without, its bounds have a figure of their own), a repair is the smallest change for every blocked value at once,
an explanation is of one blocked value. Figures that do not apply are null.
"""

from __future__ import annotations

import argparse
import base64
import gc
import gzip
import json
import sys
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bench.configuring.checks import Oracle, against_oracle, replay
from bench.configuring.compiling import Compiled, TooBigForDiagram, compiled
from bench.configuring.sessions import Measured, Timing, measure, synthetic_prices
from bench.readers import Broken, priced, read
from storefront.configurator.solving.kernel import Kernel
from storefront.configurator.solving.problem import Problem

BOUNDS_SECONDS = 10.0


@dataclass(frozen=True)
class Asked:
    path: Path
    oracle: Path | None
    sold: Path | None
    engine: str | None
    artefact: Path | None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path)
    parser.add_argument("--oracle", type=Path, help="exact answers to compare with (JSON, plain or .gz)")
    parser.add_argument("--sold", type=Path, help="real sales (CSV: count, then a column per variable)")
    parser.add_argument("--engine", choices=["diagram", "solver"], help="default: diagram, solver when it is too big")
    parser.add_argument("--artefact", type=Path, help="write diagram and sessions for node bench/configurator.mjs")
    given = parser.parse_args()
    try:
        print(json.dumps(run(Asked(given.path, given.oracle, given.sold, given.engine, given.artefact))))
    except (Broken, OSError) as error:
        print(f"{error}", file=sys.stderr)
        return 2
    except TooBigForDiagram:
        print(f"{given.path.name} is too big for a diagram; leave --engine out, or say solver", file=sys.stderr)
        return 3
    return 0


def run(asked: Asked) -> dict[str, Any]:
    """All figures of one model."""
    bare = read(asked.path)
    oracle = Oracle.read(asked.oracle, bare) if asked.oracle else None
    costs = oracle.costs() if oracle else synthetic_prices(bare)
    problem = priced(bare, costs)
    made = compiled(asked.path, costs, asked.engine)
    kernel = made.kernel(problem)
    gc.collect()
    gc.freeze()  # as the server does once it has started
    measured = measure(problem, kernel)
    if asked.artefact:
        write_artefact(asked.artefact, name_of(asked.path), made, measured)
    return {
        **_made(asked.path, problem, made),
        **_checked(kernel, problem, oracle, asked.sold, measured),
        **_times(measured),
        **(_bounds(kernel, measured) if kernel.name == "solver" else {}),
    }


def name_of(path: Path) -> str:
    """`renault_small/contraintes.xml.gz` is the model renault_small."""
    stem = path.name.split(".")[0]
    return path.resolve().parent.name if stem == "contraintes" else stem


def _made(path: Path, problem: Problem, made: Compiled) -> dict[str, Any]:
    return {
        "model": name_of(path),
        "engine": made.engine,
        "variables": len(problem.variables),
        "constraints": len(problem.constraints),
        "compile_s": made.compile_s,
        "peak_mb": made.peak_mb,
        "nodes": made.nodes,
        "edges": made.edges,
        "artefact_bytes": made.artefact_bytes,
        **({"diagram_given_up_s": made.given_up_s} if made.given_up_s is not None else {}),
    }


def _checked(
    kernel: Kernel, problem: Problem, oracle: Oracle | None, sold: Path | None, measured: Measured
) -> dict[str, Any]:
    verdict = against_oracle(kernel, oracle) if oracle else None
    sales = replay(kernel, problem, sold) if sold else None
    return {
        "steps": verdict.steps if verdict else len(measured.state.values),
        "wrong_valid": verdict.wrong_valid if verdict else None,
        "wrong_price": verdict.wrong_price if verdict else None,
        "wrong_repair": verdict.wrong_repair if verdict else None,
        "sales": sales.sales if sales else None,
        "refused_sales": sales.refused if sales else None,
        **({"sales_looked_at_after_every_pick": sales.in_full} if sales and sales.in_full < sales.sales else {}),
    }


def _times(measured: Measured) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for name, timing in (("state", measured.state), ("explain", measured.explain), ("repair", measured.repair)):
        figures |= {f"{name}_p50_ms": timing.at(0.5), f"{name}_p99_ms": timing.at(0.99)}
    state = measured.state
    return {**figures, "state_cpu_p50_ms": state.processor_at(0.5), "state_cpu_p99_ms": state.processor_at(0.99)}


def _bounds(kernel: Kernel, measured: Measured) -> dict[str, Any]:
    """Lowest and highest price by the solver, over the states at the sessions' ends while the time lasts."""
    timing = Timing()
    start = time.monotonic()
    for session in measured.sessions:
        if time.monotonic() - start < BOUNDS_SECONDS:
            picks = dict(session)
            timing.of(partial(kernel.bounds, picks))
    return {"bounds_p50_ms": timing.at(0.5), "bounds_p99_ms": timing.at(0.99), "bounds_measured": len(timing.values)}


def write_artefact(path: Path, name: str, made: Compiled, measured: Measured) -> None:
    """What `node bench/configurator.mjs` reads: the diagram, the sessions and a checksum of each expected answer."""
    if made.engine != "diagram":
        raise Broken(path.name, 0, "only a diagram has an artefact; this model is judged by the solver")
    from storefront.configurator.solving.diagram import checksum

    document = {
        "model": name,
        "diagram": base64.b64encode(made.artefact).decode("ascii"),
        "sessions": measured.sessions,
        "expected": [[checksum(domains) for domains in session] for session in measured.domains],
    }
    data = json.dumps(document).encode()
    path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)


if __name__ == "__main__":
    raise SystemExit(main())
