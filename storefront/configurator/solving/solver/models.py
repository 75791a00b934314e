"""Models (complete assignments) as bit sets: bit i is the Boolean i of the encoding."""

from __future__ import annotations

import sys
from array import array
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SIGNS = bytes(49 if byte < 128 else 48 for byte in range(256))  # a number's highest byte: "1" for plus, "0" for minus
TOP_BYTE = slice(3, None, 4) if sys.byteorder == "little" else slice(0, None, 4)


def packed(model: Sequence[int], count: int) -> int:
    """The bit set of a solver's model: the literals 1..`count` in order. Bit 0 is never set."""
    return int(array("i", model[:count]).tobytes()[TOP_BYTE].translate(SIGNS)[::-1] + b"0", 2)


@dataclass(frozen=True)
class Cube:
    """Booleans that must be true and that must be false."""

    true: int
    false: int

    @staticmethod
    def of(literals: Iterable[int]) -> Cube:
        true = false = 0
        for literal in literals:
            if literal > 0:
                true |= 1 << literal
            else:
                false |= 1 << -literal
        return Cube(true, false)

    def holds(self, model: int) -> bool:
        return model & self.true == self.true and not model & self.false


class Pool:
    """The models found most lately, within a memory budget: witnesses for later questions."""

    def __init__(self, count: int, budget: int) -> None:
        self.most = max(64, min(1024, budget // (count // 8 + 64)))
        self.models: OrderedDict[int, None] = OrderedDict()

    def add(self, model: int) -> None:
        self.models[model] = None
        self.models.move_to_end(model)
        if len(self.models) > self.most:
            self.models.popitem(last=False)

    def seen(self, cube: Cube) -> tuple[int, int]:
        """Booleans that are true in some model within the cube, and those that are false in some."""
        true, false, some, every = cube.true, cube.false, 0, -1
        for model in self.models:
            if model & true == true and not model & false:
                some |= model
                every &= model
        return some, ~every
