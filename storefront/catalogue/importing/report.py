"""What an import tells: the fate of every row, and the file's own counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

Outcome = Literal["created", "updated", "unchanged", "refused"]


@dataclass(frozen=True)
class RowFate:
    """What becomes of one row. `line` is its line in the file, `name` its handle; `reason` says what to do where it is
    refused."""

    line: int
    name: str
    fate: Outcome
    reason: str = ""


@dataclass(frozen=True)
class Counts:
    """The file's own counts: handles, priced rows, distinct picture addresses, pieces."""

    products: int
    variants: int
    images: int
    pieces: int

    def __str__(self) -> str:
        return f"{self.products} products, {self.variants} variants, {self.images} images"


@dataclass(frozen=True)
class ImportReport:
    """`applied` is True only when every row was good and the catalogue was written."""

    rows: tuple[RowFate, ...]
    counts: Counts
    applied: bool

    @property
    def fates(self) -> Counter[str]:
        """How many rows met each fate."""
        return Counter(row.fate for row in self.rows)

    @property
    def refused(self) -> tuple[RowFate, ...]:
        return tuple(row for row in self.rows if row.fate == "refused")

    @property
    def last_line(self) -> str:
        """`20 products, 22 variants, 20 images`."""
        return str(self.counts)
