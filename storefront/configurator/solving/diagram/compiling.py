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


def compile_diagram(problem: Problem, budget: Budget, progress: Progress | None = None) -> Diagram:
    """Every complete assignment of the problem, as a diagram. `progress(done, of)` counts variables.

    Raises TooBig when the budget is passed.
    """
    sizes, meter = problem.sizes(), Meter(budget)
    found = pieces(problem)
    trees = forest(len(sizes), [scope(piece) for piece in found], meter)
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
    if diagram.nodes > budget.nodes:
        raise TooBig(f"the diagram has {diagram.nodes} nodes, more than {budget.nodes}")
    return diagram
