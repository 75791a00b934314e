"""Exact answers without a diagram: SAT for what is possible, CP-SAT for what it costs."""

from .kernel import SolverKernel

__all__ = ["SolverKernel"]
