"""How large the finite side of a model may grow, and the one error for what is larger."""

from __future__ import annotations

from collections.abc import Iterable

from foundation.plain.errors import Invalid

MAX_LOOKS = 1_000_000  # values at which formulas over sizes are evaluated, all in all
MAX_BANDS = 2_000  # of one set of sizes
MAX_COMBINATIONS = 20_000  # of options within one comparison or one part of the price


class TooManySizes(Invalid):
    """A formula over sizes or options that is too wide to be looked through. The sentence says which and what to do;
    `names` are the inputs that it speaks of, by which the rule is found."""

    def __init__(self, sentence: str, names: Iterable[str] = ()) -> None:
        super().__init__(sentence)
        self.names = frozenset(names)


class Looks:
    """Counts evaluations down, and says when there were too many."""

    def __init__(self, left: int = MAX_LOOKS) -> None:
        self.left = left

    def take(self, count: int, about: str, names: Iterable[str] = ()) -> None:
        self.left -= count
        if self.left < 0:
            raise TooManySizes(
                f"{about} would have to be looked at in more than {MAX_LOOKS:,} sizes. Use larger steps, or compare "
                "each size with a limit of its own.",
                names,
            )
