"""`python -m bench.automotive RULES.prl PRICES.csv`: publishes a priced rule set and prints one JSON line.

Lowest and highest price each with a witness that is checked against every rule, and for every rule whether it fires:
an assignment that meets all the others and breaks only this one. A rule without one is redundant and named.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.configuring.compiling import TooBigForDiagram, compiled
from bench.configuring.small import holds
from bench.readers import Broken, priced, read
from bench.readers.prl import prices
from storefront.configurator.solving.kernel import Costs, Kernel
from storefront.configurator.solving.problem import Condition, Constraint, Not, Problem, Table
from storefront.configurator.solving.solver.encoding import encode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rules", type=Path)
    parser.add_argument("prices", type=Path)
    parser.add_argument("--engine", choices=["diagram", "solver"], help="default: diagram, solver when it is too big")
    given = parser.parse_args()
    try:
        print(json.dumps(run(given.rules, given.prices, given.engine)))
    except (Broken, OSError, TooBigForDiagram) as error:
        print(error or "too big for a diagram", file=sys.stderr)
        return 2
    return 0


def run(rules: Path, price_file: Path, engine: str | None) -> dict[str, Any]:
    """All figures; raises Broken where a price is of no feature."""
    problem = with_prices(read(rules), prices(price_file.read_text(), price_file.name), price_file.name)
    made = compiled(rules, problem.low, engine)
    kernel = made.kernel(problem)
    start = time.perf_counter()
    redundant = redundant_rules(problem)
    fired_s = time.perf_counter() - start
    return {
        "model": rules.name.split(".")[0],
        "engine": made.engine,
        "variables": len(problem.variables),
        "rules": len({rule.name for rule in problem.constraints}),
        "compile_s": made.compile_s,
        "count": kernel.count({}),
        "lowest": _extreme(kernel, problem, problem.low, 1),
        "highest": _extreme(kernel, problem, problem.high, -1),
        "rules_that_fire": len({rule.name for rule in problem.constraints}) - len(redundant),
        "redundant_rules": redundant,
        "fired_s": round(fired_s, 3),
    }


def with_prices(problem: Problem, found: dict[str, int], file: str) -> Problem:
    """Each named feature costs its price when it is chosen; `true` is paid always."""
    index = {variable.name: place for place, variable in enumerate(problem.variables)}
    costs = [[0] * size for size in problem.sizes()]
    for name, price in found.items():
        if name == "true":
            costs[0] = [cost + price for cost in costs[0]]
        elif name in index and problem.variables[index[name]].values == ("0", "1"):
            costs[index[name]][1] += price
        else:
            raise Broken(file, 0, f"there is no Boolean feature {name[:40]!r} to be priced")
    return priced(problem, costs)


def _extreme(kernel: Kernel, problem: Problem, costs: Costs, sign: int) -> dict[str, Any] | None:
    """The price and the features of a cheapest (or dearest) product; None: there is no product."""
    shifted = [[sign * cost for cost in row] for row in costs]
    least = [min(row) for row in shifted]
    raised = [[cost - base for cost in row] for row, base in zip(shifted, least, strict=True)]  # kernels add from 0 up
    row = kernel.witness(raised, {})
    if row is None:
        return None
    broken = [rule.name for rule in problem.constraints if not holds(rule, row)]
    assert not broken, broken
    chosen = [variable.name for variable, value in zip(problem.variables, row, strict=True) if value]
    return {"price": sum(cost[value] for cost, value in zip(costs, row, strict=True)), "features": chosen}


def redundant_rules(problem: Problem) -> list[str]:
    """Names of the rules that never are the only one broken."""
    from pysat.solvers import Solver

    names = list(dict.fromkeys(rule.name for rule in problem.constraints))
    opposite = tuple(_negated(rule) for rule in problem.constraints)
    both = Problem(problem.variables, (*problem.constraints, *opposite), problem.low, problem.high)
    encoding = encode(both)
    switch = {name: encoding.top + 1 + place for place, name in enumerate(names)}
    broken = [encoding.top + 1 + len(names) + place for place in range(len(opposite))]
    solver = Solver(name="minisat22", bootstrap_with=encoding.structure)
    for (name, clauses), place in zip(encoding.groups, range(len(encoding.groups)), strict=True):
        guard = switch[name] if place < len(opposite) else broken[place - len(opposite)]
        solver.append_formula([[-guard, *clause] for clause in clauses])
    return [name for name in names if not any(_fires(solver, problem.constraints, name, switch, broken))]


def _fires(
    solver: Any, rules: Sequence[Constraint], name: str, switch: dict[str, int], broken: Sequence[int]
) -> list[bool]:
    """For each part of the rule: can it be broken while all other rules hold?"""
    others = [guard for other, guard in switch.items() if other != name]
    return [
        bool(solver.solve(assumptions=[*others, guard]))
        for rule, guard in zip(rules, broken, strict=True)
        if rule.name == name
    ]


def _negated(rule: Constraint) -> Constraint:
    if isinstance(rule, Table):
        return Table(rule.name, rule.scope, rule.rows, not rule.allowed)
    return Condition(rule.name, Not(rule.tree))


if __name__ == "__main__":
    raise SystemExit(main())
