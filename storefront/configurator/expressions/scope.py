"""What a formula may name: numbers with their range, option groups with their ids, tables of whole numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["number", "truth"]
Value = int | str


@dataclass(frozen=True)
class Span:
    """A closed range of whole numbers."""

    low: int
    high: int

    def __contains__(self, value: int) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True)
class Scope:
    """`numbers`: name -> range; `options`: group -> option ids; `tables`: name -> option id -> whole number."""

    numbers: Mapping[str, Span] = field(default_factory=dict)
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tables: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
