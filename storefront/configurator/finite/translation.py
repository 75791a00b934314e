"""What a model became: how its inputs, sizes and prices lie in the finite problem."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from storefront.configurator.finite.direction import Direction
from storefront.configurator.finite.sizes import SizeMap
from storefront.configurator.solving.problem import Condition, Constraint, Problem, Table, Tree, Variable

Row = tuple[int, tuple[int, ...]]  # a band (0 without sizes), then per group the index of its option


@dataclass(frozen=True)
class Block:
    """Parts of the price that share sizes or options: together they cost `low`…`high` per value of `variable`.

    `rows`: what each value of `variable` stands for. `parts` and `texts`: indices into the model's price parts and
    priced texts. `directions`: how the sum moves with each size of `sizes`.
    """

    variable: int
    groups: tuple[int, ...]
    sizes: int | None
    rows: tuple[Row, ...]
    parts: tuple[int, ...]
    texts: tuple[int, ...]
    directions: tuple[Direction, ...]
    low: tuple[int, ...]
    high: tuple[int, ...]
    exact: bool = True  # `low` and `high` are amounts of cells, not merely bounds of them


@dataclass(frozen=True)
class RuleTree:
    """A rule (`id` "" for structure: texts have letters when they are asked for) over the finite variables."""

    id: str
    tree: Tree


@dataclass(frozen=True)
class Translation:
    """Variables in order: the option groups, one per `sizes`, then those of blocks that need one of their own.

    `base`: what every product costs, in minor units before rounding. `exact`: the lowest and highest price of the
    problem are prices of products (False only where a price depends on too many options and sizes at once).
    """

    groups: tuple[tuple[str, tuple[str, ...]], ...]
    sizes: tuple[SizeMap, ...]
    blocks: tuple[Block, ...]
    rules: tuple[RuleTree, ...]
    base: int
    exact: bool

    def sizes_variable(self, index: int) -> int:
        return len(self.groups) + index

    @cached_property
    def ruled(self) -> Problem:
        """Options, sizes and rules alone, without prices: what is possible, and why something is not."""
        variables = [Variable(name, ids) for name, ids in self.groups]
        variables += [Variable("+".join(s.names), tuple(map(str, range(s.bands)))) for s in self.sizes]
        free = tuple((0,) * len(variable.values) for variable in variables)
        return Problem(tuple(variables), tuple(Condition(rule.id, rule.tree) for rule in self.rules), free, free)

    @cached_property
    def problem(self) -> Problem:
        """All of it: the same products, with what each costs."""
        variables, constraints = list(self.ruled.variables), list[Constraint](self.ruled.constraints)
        own = {block.variable: block for block in self.blocks if block.variable >= len(variables)}
        for index in sorted(own):
            variables.append(Variable(f"price {index}", tuple(map(str, range(len(own[index].rows))))))
            constraints.append(self._table(own[index]))
        low = [[0] * len(variable.values) for variable in variables]
        high = [[0] * len(variable.values) for variable in variables]
        for block in self.blocks:
            for value in range(len(block.rows)):
                low[block.variable][value] += block.low[value]
                high[block.variable][value] += block.high[value]
        return Problem(tuple(variables), tuple(constraints), tuple(map(tuple, low)), tuple(map(tuple, high)))

    def _table(self, block: Block) -> Table:
        """Ties a block's own variable to its options and sizes."""
        scope = (*block.groups, *([] if block.sizes is None else [self.sizes_variable(block.sizes)]), block.variable)
        rows = tuple(
            (*options, *([] if block.sizes is None else [band]), value)
            for value, (band, options) in enumerate(block.rows)
        )
        return Table("", scope, rows)
