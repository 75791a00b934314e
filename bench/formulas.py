"""`python -m bench.formulas`: every formula of the hostile corpus is refused, and how long the slowest takes.

The corpus is refused inside a child that is given up after a minute: a formula that hangs is a missed bar, not a bench
that never ends.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import Any

from bench.configuring.hostile import HOSTILE
from bench.figures import Figures
from storefront.configurator.expressions import FormulaError, Scope, Span, compile_expression

BAR_MS = 50.0
CHILD = 60.0
SCOPE = Scope(
    numbers={"length": Span(1200, 3000), "width": Span(700, 1200), "reach": Span(-20, 20)},
    options={"species": ("oak", "ash", "walnut"), "top": ("t27", "t32", "t40"), "ext": ("none", "one500")},
    tables={"thick": {"t27": 27, "t32": 32, "t40": 40}, "leaves": {"none": 0, "one500": 1}},
)


def refused() -> dict[str, Any]:
    """How many of the corpus were refused, and the slowest refusal: the best of three tries, so that it is the formula
    and not a neighbour of the machine that is timed."""
    slowest, worst, count = 0.0, "", 0
    for source in HOSTILE:
        took = min(_timed(source) for _ in range(3))
        count += took >= 0
        if took > slowest:
            slowest, worst = took, source
    return {"count": count, "slowest_ms": 1000 * slowest, "worst": worst[:60]}


def _timed(source: str) -> float:
    """Seconds until it is refused, as a number and as a condition; -1 where it was taken as either."""
    began = time.perf_counter()
    for kind in ("number", "truth"):
        try:
            compile_expression(source, SCOPE, kind)
        except FormulaError:
            continue
        return -1.0
    return time.perf_counter() - began


def main() -> None:
    if sys.argv[1:] == ["--child"]:
        print(json.dumps(refused()))
        return
    figures = Figures()
    try:
        child = [sys.executable, "-m", "bench.formulas", "--child"]
        done = subprocess.run(child, capture_output=True, text=True, timeout=CHILD, check=True)
        found = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        found = {"count": 0, "slowest_ms": float("inf")}
    figures.at_least("hostile_formulas", len(HOSTILE), "formulas", 200)
    figures.exactly("hostile_formulas_refused", found["count"], "formulas", len(HOSTILE))
    figures.at_most("hostile_formula_slowest_refusal", found["slowest_ms"], "ms", BAR_MS)
    figures.exit()


if __name__ == "__main__":
    main()
