"""The outcome of an up/down sweep, as `fronts` keeps it: what is possible, and the regret of passing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

Ints = tuple[int, ...]
Both = tuple[Ints, Ints]  # towards the lowest total and towards the highest
Live = tuple[Ints, Ints, Ints, Ints, Ints]  # n, a, b of a step, its regret at n: low and high
Open = tuple[tuple[int, slice], ...]  # variables of a block, and where their options are in it
Kept = tuple[tuple[slice, int], ...]  # of each pick the options of its variable, and the one that is kept
Tops = tuple[list[int], list[int]]  # weights of the nodes that lead into a block, low and dear
Row = tuple[int | None, ...]  # per value a regret; None: it is blocked


@dataclass(slots=True)
class Front:
    """By block, then by item: `weights`, of what the lowest costs are above the least of their variable and the highest
    ones below the most; `regrets` towards the lowest and the highest total. By block: `live`, the steps still possible;
    `open`, the variables with more than one value left; `unsettled`, how many there are in it and below. By variable,
    `dearer`, `cheaper`: the regrets of its values. Not written to once made: fronts share what is equal.

    What only one node leads into weighs the same for all that lead there. When it becomes dearer, nobody above learns
    of it: the node keeps its weight, `aside[block]` holds by how much it is too low, `carried` the sum of these.

    Tuples of numbers, and no lists: the garbage collector stops looking into those, and some dozens of fronts are kept.
    """

    weights: list[Both]
    regrets: list[Both]
    live: list[Live]
    open: list[Open]
    unsettled: list[int]
    dearer: list[Row]
    cheaper: list[Row]
    aside: list[tuple[int, int]]
    carried: tuple[int, int] = (0, 0)

    def copy(self) -> Front:
        return Front(
            self.weights.copy(),
            self.regrets.copy(),
            self.live.copy(),
            self.open.copy(),
            self.unsettled.copy(),
            self.dearer.copy(),
            self.cheaper.copy(),
            self.aside.copy(),
            self.carried,
        )


def thinned(steps: Live, alive: Sequence[bool]) -> Live:
    """The steps that are alive."""
    n, a, b, less, more = [tuple(compress(leg, alive)) for leg in steps]
    return n, a, b, less, more
