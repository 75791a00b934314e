"""The kernel that answers from a diagram."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from storefront.configurator.solving.diagram.arrays import Diagram
from storefront.configurator.solving.diagram.remembering import RememberedSweeps
from storefront.configurator.solving.diagram.sweep import Answer, Sweeper
from storefront.configurator.solving.diagram.terrain import Terrain, laid_out
from storefront.configurator.solving.kernel import Costs, Domains, Picks

LARGE = 3_000  # from so many steps on a sweep of everything by arrays beats loops over what a pick touches,
BROAD = 50  # unless levels have fewer than this: a chain of rules is all levels

_MODULUS = 1_000_003
_BLOCK = 64


class Sweeps(Protocol):
    """What costs the most, in one of two ways."""

    def domains(self, picks: Picks) -> Domains: ...

    def best(self, costs: Costs) -> Answer: ...


class DiagramKernel:
    """Implements `Kernel`. Remembers answers for speed, but none depends on what it remembers; threads may share it."""

    name = "diagram"

    def __init__(self, diagram: Diagram, block: int = _BLOCK, large: int = LARGE) -> None:
        """`block`: how many steps are swept in one loop; `large`: from how many on by arrays. Answers do not depend on
        either."""
        self.diagram = diagram
        terrain = laid_out(diagram, block)
        self._sweeper = Sweeper(terrain)
        by_arrays = terrain.steps >= max(large, min(large, BROAD) * (1 + max(diagram.depths, default=0)))
        sweeps: Callable[[Diagram, Terrain], Sweeps] = (
            _by_arrays if by_arrays and diagram.clusters else RememberedSweeps
        )
        self._sweeps = sweeps(diagram, terrain)

    def valid(self, picks: Picks) -> tuple[tuple[bool, ...], ...]:
        return tuple([tuple([cost is not None for cost in row]) for row in self.domains(picks).dearer])

    def bounds(self, picks: Picks) -> tuple[int, int] | None:
        domains = self.domains(picks)
        return None if domains.lowest is None or domains.highest is None else (domains.lowest, domains.highest)

    def domains(self, picks: Picks) -> Domains:
        return self._sweeps.domains(picks)

    def best(self, costs: Costs) -> Answer:
        return self._sweeps.best(costs)

    def witness(self, costs: Costs, wanted: Picks) -> tuple[int, ...] | None:
        return self._sweeper.witness(costs, wanted)

    def count(self, picks: Picks) -> int:
        return self._sweeper.count(picks)

    def possible(self, cases: Sequence[Picks]) -> list[bool]:
        """Of each set of picks, whether a complete assignment holds it; hundreds take little longer than one."""
        return self._sweeper.possible(cases)


def _by_arrays(diagram: Diagram, _terrain: Terrain) -> Sweeps:
    # numpy is a tenth of a second and twenty megabytes, which a shop of small models does without
    from storefront.configurator.solving.diagram.levels import LevelSweeps  # noqa: PLC0415  # numpy is heavy

    return LevelSweeps(diagram)


def checksum(domains: Domains) -> tuple[int, int, int]:
    """How many options are possible, and a sum over their lowest and their highest costs: for comparing two engines."""
    possible = lows = highs = option = 0
    for low, high in zip(domains.low, domains.high, strict=True):
        for least, most in zip(low, high, strict=True):
            option += 1
            if least is not None and most is not None:
                possible += 1
                lows += option * (least % _MODULUS)
                highs += option * (most % _MODULUS)
    return possible, lows % _MODULUS, highs % _MODULUS
