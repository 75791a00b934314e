"""A finite problem: variables with a few values each, constraints with names, whole-number costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Assignment = Sequence[int]  # per variable, in order, the index of its value


@dataclass(frozen=True)
class Variable:
    """An input (or a helper, such as a band of a size or a price part) and its values by name."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Is:
    """True when `variable` (an index) takes one of `values` (indices)."""

    variable: int
    values: frozenset[int]


@dataclass(frozen=True)
class Not:
    part: Tree


@dataclass(frozen=True)
class All:
    """True when every part is; of none: true."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True)
class Any:
    """True when some part is; of none: false."""

    parts: tuple[Tree, ...]


Tree = Is | Not | All | Any


@dataclass(frozen=True)
class Table:
    """The rows (value indices in the order of `scope`) that are allowed, or forbidden with `allowed` false."""

    name: str
    scope: tuple[int, ...]
    rows: tuple[tuple[int, ...], ...]
    allowed: bool = True


@dataclass(frozen=True)
class Condition:
    """A formula that must be true. A clause of a Boolean model is an `Any` of `Is`."""

    name: str
    tree: Tree


Constraint = Table | Condition


@dataclass(frozen=True)
class Problem:
    """`low` and `high`: per variable and value the least and the most it adds to the cost (equal unless the value
    stands for a band of a size). Names of constraints are the sellers' rule ids; several may share one."""

    variables: tuple[Variable, ...]
    constraints: tuple[Constraint, ...]
    low: tuple[tuple[int, ...], ...]
    high: tuple[tuple[int, ...], ...]

    def sizes(self) -> tuple[int, ...]:
        """How many values each variable has."""
        return tuple(len(variable.values) for variable in self.variables)


def scope(constraint: Constraint) -> frozenset[int]:
    """The variables that a constraint speaks of."""
    return frozenset(constraint.scope) if isinstance(constraint, Table) else variables(constraint.tree)


def variables(tree: Tree) -> frozenset[int]:
    """The variables that a formula speaks of."""
    match tree:
        case Is(variable, _):
            return frozenset({variable})
        case Not(part):
            return variables(part)
        case All(parts) | Any(parts):
            return frozenset().union(*map(variables, parts))
