"""One model compiled: to a diagram within the budget, else for the solver."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from storefront.configurator.compiling.artefact import artefact, translation_of
from storefront.configurator.domain import Model
from storefront.configurator.engine import ModelEngine
from storefront.configurator.finite import translate
from storefront.configurator.solving.diagram import Budget, Diagram, DiagramKernel, Progress, TooBig, compile_diagram
from storefront.configurator.solving.kernel import Kernel
from storefront.configurator.solving.solver import SolverKernel

PUBLISHING = Budget(seconds=60.0, nodes=500_000)


@dataclass(frozen=True)
class Compiled:
    """`artefact`: the public JSON. `nodes`, `edges`: of the diagram, 0 where the solver answers."""

    engine: ModelEngine
    artefact: dict[str, Any]
    nodes: int
    edges: int


def compile_model(model: Model, budget: Budget = PUBLISHING, progress: Progress | None = None) -> Compiled:
    """Compile `model` (cut to a day). Raises `TooManySizes` for formulas that are too wide to be looked through.

    A model whose diagram would pass the budget is answered by the solver instead: exact as well, only slower.
    """
    translation = translate(model)
    try:
        diagram = compile_diagram(translation.problem, budget, progress)
    except TooBig:
        engine = ModelEngine(model, SolverKernel(translation.problem), translation)
        return Compiled(engine, artefact(model, translation, engine.name, None), 0, 0)
    engine = ModelEngine(model, DiagramKernel(diagram), translation)
    public = artefact(model, translation, engine.name, diagram.to_bytes())
    return Compiled(engine, public, diagram.nodes, diagram.edges)


def engine_from(model: Model, kept: dict[str, Any]) -> ModelEngine:
    """The engine of a model that was compiled before, from its artefact."""
    translation = translation_of(model, kept)
    kernel: Kernel
    if kept["diagram"] is None:
        kernel = SolverKernel(translation.problem)
    else:
        kernel = DiagramKernel(Diagram.from_bytes(base64.b64decode(kept["diagram"])))
    return ModelEngine(model, kernel, translation)
