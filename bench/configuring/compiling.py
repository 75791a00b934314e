"""Makes a kernel in a process of its own, so that time and memory are its own: `compiled(path, costs, engine)`."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.readers import priced, read
from storefront.configurator.solving.kernel import Kernel
from storefront.configurator.solving.problem import Problem
from storefront.configurator.solving.solver import SolverKernel

TOO_BIG = 3


@dataclass(frozen=True)
class Compiled:
    """`artefact`: the diagram's bytes; empty for a solver. `given_up_s`: how long a diagram was tried for before."""

    engine: str
    compile_s: float
    peak_mb: float
    nodes: int | None = None
    edges: int | None = None
    artefact: bytes = b""
    given_up_s: float | None = None

    @property
    def artefact_bytes(self) -> int | None:
        return len(zlib.compress(self.artefact, 9)) if self.artefact else None

    def kernel(self, problem: Problem) -> Kernel:
        if self.engine == "solver":
            return SolverKernel(problem)
        from storefront.configurator.solving.diagram import Diagram, DiagramKernel

        return DiagramKernel(Diagram.from_bytes(self.artefact))


class TooBigForDiagram(Exception):
    """Only a diagram was asked for and the model is beyond its budget."""


def compiled(path: Path, costs: Sequence[Sequence[int]], engine: str | None) -> Compiled:
    """With no engine named: a diagram, else a solver. Raises TooBigForDiagram or RuntimeError."""
    with tempfile.TemporaryDirectory() as folder:
        prices, out = Path(folder) / "costs.json", Path(folder) / "artefact"
        prices.write_text(json.dumps(costs))
        start = time.perf_counter()
        if engine != "solver":
            found = _child(path, prices, "diagram", out)
            if found is not None:
                return found
            if engine == "diagram":
                raise TooBigForDiagram
        given_up = round(time.perf_counter() - start, 3) if engine is None else None
        found = _child(path, prices, "solver", out)
        assert found is not None
        return Compiled(found.engine, found.compile_s, found.peak_mb, given_up_s=given_up)


def _child(path: Path, prices: Path, engine: str, out: Path) -> Compiled | None:
    command = [sys.executable, "-m", "bench.configuring.compiling", str(path), str(prices), engine, str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == TOO_BIG:
        return None
    if done.returncode:
        raise RuntimeError(done.stderr.strip() or f"the compiling process ended with {done.returncode}")
    return Compiled(**json.loads(done.stdout.splitlines()[-1]), artefact=out.read_bytes() if out.exists() else b"")


def memory_mb(field: str) -> float:
    """VmRSS or VmHWM of this process. The resource module's peak would count the parent's, which exec inherits."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith(field))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    path, prices, engine, out = sys.argv[1:5]
    problem = priced(read(Path(path)), json.loads(Path(prices).read_text()))
    clear = Path("/proc/self/clear_refs")
    if clear.exists():
        clear.write_text("5")  # the peak starts from here: reading the file is no part of compiling
    before, start = memory_mb("VmRSS"), time.perf_counter()
    figures: dict[str, object] = {"engine": engine}
    if engine == "solver":
        SolverKernel(problem)
    else:
        from storefront.configurator.solving.diagram import Budget, TooBig, compile_diagram

        try:
            diagram = compile_diagram(problem, Budget(seconds=60, nodes=500_000))
        except TooBig:
            return TOO_BIG
        Path(out).write_bytes(diagram.to_bytes())
        figures |= {"nodes": diagram.nodes, "edges": diagram.edges}
    figures["compile_s"] = round(time.perf_counter() - start, 3)
    figures["peak_mb"] = round(memory_mb("VmHWM") - before, 1)
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
