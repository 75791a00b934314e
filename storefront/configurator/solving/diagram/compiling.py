"""Compile at publish: constraints to automata, their product along a pseudo tree, its nodes to flat arrays."""

from __future__ import annotations

from storefront.configurator.solving.diagram.arrays import Diagram
from storefront.configurator.solving.diagram.automata import BROKEN, HOLDS, Automata, pieces, scope
from storefront.configurator.solving.diagram.budget import Budget, Meter, Progress, TooBig
from storefront.configurator.solving.diagram.joining import Layout
from storefront.configurator.solving.diagram.numbering import numbered
from storefront.configurator.solving.diagram.ordering import forest
from storefront.configurator.solving.diagram.product import Product
from storefront.configurator.solving.problem import Problem

SMALL = 3_000  # edges: below, no page and no shopper would tell the difference
EFFORT = 45_000  # steps for all orders together: some two seconds


def compile_diagram(problem: Problem, budget: Budget, progress: Progress | None = None) -> Diagram:
    """Every complete assignment of the problem, as a diagram. `progress(done, of)` counts variables.

    The order of the variables decides its size, and none is known to be best: of several the smallest diagram is taken.
    How many are tried depends on the problem and never on the clock. Raises TooBig when the budget is passed.
    """
    meter = Meter(budget)
    best = _compiled(problem, meter, progress, 0)
    orders = min(budget.orders, EFFORT // (meter.spent + 1)) if best.edges >= SMALL else 0
    for chance in range(1, orders):
        try:
            best = min(best, _compiled(problem, Meter(budget, meter.began), None, chance), key=lambda one: one.edges)
        except TooBig:
            continue
    return best


def _compiled(problem: Problem, meter: Meter, progress: Progress | None, chance: int) -> Diagram:
    sizes = problem.sizes()
    found = pieces(problem)
    trees = forest(len(sizes), [scope(piece) for piece in found], meter, chance)
    automata = Automata(sizes, trees.depth, meter)
    try:
        starts = {automata.first(piece) for piece in found} - {HOLDS}
    except RecursionError:
        raise TooBig("a condition ties hundreds of variables together") from None
    void = Diagram(sizes, problem.low, problem.high, (), ())
    if BROKEN in starts or not sizes or 0 in sizes:
        return void
    nodes = Product(automata, trees, meter, progress).nodes(starts)
    if nodes is None:
        return void
    layout = Layout(sizes, meter)
    layout.lay(trees, nodes)
    diagram = Diagram(sizes, problem.low, problem.high, *numbered(layout.clusters, layout.cells))
    if diagram.nodes > meter.budget.nodes:
        raise TooBig(f"the diagram has {diagram.nodes} nodes, more than {meter.budget.nodes}")
    return diagram
