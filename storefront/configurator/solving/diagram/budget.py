"""What compiling may cost, and the watch that is kept on it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

Progress = Callable[[int, int], None]


class TooBig(Exception):
    """The diagram would pass the budget; the other kernel answers for such a problem."""


@dataclass(frozen=True)
class Budget:
    """Wall-clock seconds, and nodes of the finished diagram."""

    seconds: float = 60.0
    nodes: int = 500_000


@dataclass
class Meter:
    """Counts what is made on the way to the nodes. Most of it merges: three steps are allowed for every node."""

    budget: Budget
    began: float = field(default_factory=time.monotonic)
    spent: int = 0

    def watch(self) -> None:
        """Raises TooBig when the time is over."""
        if time.monotonic() - self.began > self.budget.seconds:
            raise TooBig(f"the diagram took more than {self.budget.seconds:g} seconds")

    def spend(self, steps: int) -> None:
        """Raises TooBig when the time is over or too much was made."""
        self.spent += steps
        if self.spent > 3 * self.budget.nodes:
            raise TooBig(f"the diagram passed its budget of {self.budget.nodes} nodes")
        self.watch()
