"""The random small problems of the bench, under the name these tests know them by."""

from bench.configuring.sessions import change_costs
from bench.configuring.small import (
    Rows,
    holds,
    least,
    random_problem,
    solutions,
    some_picks,
    total,
    within,
)

__all__ = ["Rows", "change_costs", "holds", "least", "random_problem", "solutions", "some_picks", "total", "within"]
