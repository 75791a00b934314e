"""One figure a line, and the bar it is held to."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Figures:
    """Prints `{"figure", "value", "unit", "bar", "ok"}` as they come and remembers whether one missed its bar."""

    missed: list[str] = field(default_factory=list)

    def at_most(self, figure: str, value: float, unit: str, bar: float) -> None:
        self._print(figure, value, unit, bar, value <= bar)

    def at_least(self, figure: str, value: float, unit: str, bar: float) -> None:
        self._print(figure, value, unit, bar, value >= bar)

    def exactly(self, figure: str, value: float, unit: str, bar: float) -> None:
        self._print(figure, value, unit, bar, value == bar)

    def told(self, figure: str, value: float, unit: str) -> None:
        """A figure without a bar: for comparison."""
        self._print(figure, value, unit, None, True)

    def _print(self, figure: str, value: float, unit: str, bar: float | None, ok: bool) -> None:
        row = {"figure": figure, "value": round(value, 2), "unit": unit, "bar": bar, "ok": ok}
        print(json.dumps(row), flush=True)
        if not ok:
            self.missed.append(figure)

    def exit(self) -> None:
        raise SystemExit(1 if self.missed else 0)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0 to 1) of the values do not exceed; nearest rank."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))] if ranked else float("inf")
