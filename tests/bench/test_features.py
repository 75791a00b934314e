"""Made-up feature models: the same in both formats, never void, with features that all have and that none has."""

from __future__ import annotations

import pytest

from bench.configuring import features
from bench.readers import dimacs, uvl
from storefront.configurator.solving.diagram import Budget, DiagramKernel, compile_diagram
from storefront.configurator.solving.solver import SolverKernel


@pytest.mark.parametrize("seed", range(6))
def test_both_formats_are_one_model_that_is_not_void(seed: int) -> None:
    model = features.made(40, seed)
    read = [dimacs.parse(features.dimacs(model), "m.dimacs"), uvl.parse(features.uvl(model), "m.uvl")]
    kernels = [DiagramKernel(compile_diagram(problem, Budget())) for problem in read]
    counts = [kernel.count({}) for kernel in kernels]
    assert counts[0] == counts[1] > 0
    by_name = [
        dict(zip((variable.name for variable in problem.variables), kernel.valid({}), strict=True))
        for problem, kernel in zip(read, kernels, strict=True)
    ]
    assert by_name[0] == by_name[1]
    assert SolverKernel(read[0]).valid({}) == kernels[0].valid({})


def test_a_large_one_has_the_shape_of_its_kind() -> None:
    model = features.made(2513, 1)
    problem = dimacs.parse(features.dimacs(model), "m.dimacs")
    flags = SolverKernel(problem).valid({})
    assert len(flags) == 2513
    every, never = flags.count((False, True)), flags.count((True, False))
    assert every > 100
    assert never > 50
    assert every + never < 500
    assert features.made(2513, 1) == model
    assert {group.kind for group in model.groups} == set(features.KINDS)
