"""The kernel that answers from a diagram."""

from __future__ import annotations

from storefront.configurator.solving.diagram.arrays import Diagram
from storefront.configurator.solving.diagram.sweep import NEVER, Answer, Sweeper, held
from storefront.configurator.solving.kernel import Costs, Domains, Picks

_MODULUS = 1_000_003


class DiagramKernel:
    """Implements `Kernel`. Holds no state that answers depend on; safe to share between threads."""

    name = "diagram"

    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram
        self._sweeper = Sweeper.of(diagram)
        self._dear = [[-cost for cost in row] for row in diagram.high]

    def valid(self, picks: Picks) -> tuple[tuple[bool, ...], ...]:
        return tuple([tuple([cost is not None for cost in row]) for row in self.domains(picks).low])

    def bounds(self, picks: Picks) -> tuple[int, int] | None:
        low = self._sweeper.up(held(self.diagram.low, picks))[-2:]
        if not self.diagram.clusters or low[0] >= NEVER:
            return None
        return low[0], -self._sweeper.up(held(self._dear, picks))[-2]

    def domains(self, picks: Picks) -> Domains:
        low = self._sweeper.best(held(self.diagram.low, picks))
        high = self._sweeper.best(held(self._dear, picks))
        return Domains(low, tuple([tuple([None if cost is None else -cost for cost in row]) for row in high]))

    def best(self, costs: Costs) -> Answer:
        return self._sweeper.best(costs)

    def witness(self, costs: Costs, wanted: Picks) -> tuple[int, ...] | None:
        return self._sweeper.witness(costs, wanted)

    def count(self, picks: Picks) -> int:
        return self._sweeper.count(picks)


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
