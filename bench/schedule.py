"""`python -m bench.schedule PATH… --seconds 60`: scheduling instances against the best that is known of them.

A line of JSON an instance (objective, bound, gap to the best known), then the means by family and the three bars.
Files are job shops, flexible job shops, PSPLIB projects and job shops with due dates; folders are searched for them.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bench.figures import Figures
from bench.readers.bests import best_of
from bench.readers.broken import Broken
from bench.readers.shops import Instance, read
from fulfilment.scheduling import faults
from fulfilment.scheduling.search.running import Goal
from fulfilment.scheduling.solving import solve

OTHER_FILES = {".json", ".csv", ".md", ".py", ".pdf"}
BARS = {"la": (range(21, 41), 0.7), "mk": (range(1, 11), 1.5)}
TARDINESS_BAR = 0.95
Row = dict[str, Any]


def main() -> None:
    options = _options()
    figures, rows = Figures(), list[Row]()
    for path in _files(options.paths):
        row = _solved(path, options)
        print(json.dumps(row), flush=True)
        if "error" in row:
            figures.missed.append(row["instance"])
        else:
            rows.append(row)
    summarise(rows, figures)
    figures.exit()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.schedule", description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    parser.add_argument("--seconds", type=float, default=60, help="for each instance")
    parser.add_argument("--processes", type=int, default=2, help="searches side by side")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            found = (one for one in sorted(path.rglob("*")) if one.is_file() and not one.name.startswith("."))
            yield from (one for one in found if one.suffix.lower() not in OTHER_FILES)
        else:
            yield path


def _solved(path: Path, options: argparse.Namespace) -> Row:
    try:
        instance = read(path)
    except Broken as broken:
        return {"instance": path.name, "error": str(broken)}
    goal: Goal = "tardiness" if instance.kind == "tardiness" else "makespan"
    began, cpu = time.monotonic(), os.times()
    try:
        solved = solve(instance.problem, goal, seconds=options.seconds, workers=options.processes, seed=options.seed)
    except TimeoutError as error:
        return {"instance": path.name, "error": str(error)}
    wrong = faults(instance.problem, solved.plan)
    if wrong:
        return {"instance": path.name, "error": f"the plan is impossible: {wrong[0]}"}
    return {
        "instance": instance.name,
        "kind": instance.kind,
        "family": instance.family,
        "operations": len(instance.problem.operations),
        "goal": goal,
        "objective": solved.value,
        "bound": solved.bound,
        "proven": solved.value == solved.bound,
        **_gap(instance, solved.value),
        "seconds": round(time.monotonic() - began, 1),
        "cpu_seconds": round(sum(os.times()[:4]) - sum(cpu[:4]), 1),
        "load": round(os.getloadavg()[0], 1),
    }


def _gap(instance: Instance, value: int) -> Row:
    """`gap` in percent: how much more than the best known."""
    best = best_of(instance)
    if best is None:
        return {"best_known": None, "gap": None}
    gap = 100 * (value - best.upper) / best.upper if best.upper else (0.0 if not value else None)
    return {"best_known": best.upper, "best_bound": best.lower, "gap": None if gap is None else round(gap, 3)}


def summarise(rows: Iterable[Row], figures: Figures) -> None:
    """Means by family; the bars where their instances are among the rows."""
    families: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row["best_known"] is not None:
            families[row["kind"], row["family"]].append(row)
    for (kind, family), some in sorted(families.items()):
        if kind == "tardiness":
            ratio = sum(row["objective"] for row in some) / max(sum(row["best_known"] for row in some), 1)
            figures.at_most(f"{family}, {len(some)} instances: summed tardiness to published", ratio, "", TARDINESS_BAR)
            continue
        gaps = [row["gap"] for row in some if row["gap"] is not None]
        figures.told(f"{kind} {family}, {len(gaps)} instances: mean gap", sum(gaps) / max(len(gaps), 1), "%")
        if family in BARS and kind == {"la": "job shop", "mk": "flexible"}[family]:
            _bar(family, some, figures)


def _bar(family: str, rows: list[Row], figures: Figures) -> None:
    numbers, bar = BARS[family]
    names = {f"{family}{n:02}" for n in numbers}
    gaps = [row["gap"] for row in rows if row["instance"] in names]
    if gaps:
        what = f"{family}{numbers[0]:02}-{numbers[-1]:02}, {len(gaps)} of {len(numbers)}: mean makespan gap"
        figures.at_most(what, sum(gaps) / len(gaps), "%", bar)


if __name__ == "__main__":
    sys.exit(main())
