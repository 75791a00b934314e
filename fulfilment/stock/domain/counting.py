"""A count of a place, as plain values and decisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from foundation.plain.errors import Conflict
from foundation.plain.quantity import describe
from foundation.plain.states import Tone


@dataclass(frozen=True)
class CountLine:
    """One shelf on the sheet. `difference` is what was counted less what the books said in that moment; it and `book`
    are None until it is counted: the sheet is blind."""

    line: int
    sku: str
    name: str
    unit: str
    bin: str
    condition: str
    counted: int | None
    counted_by: str
    counted_at: datetime | None
    version: int
    book: int | None
    held: int

    @property
    def difference(self) -> int | None:
        return None if self.counted is None or self.book is None else self.counted - self.book


@dataclass(frozen=True)
class CountView:
    """A count with its lines in walking order."""

    ref: str
    location: str
    location_name: str
    state: str
    label: str
    tone: Tone
    opened_by: str
    opened_at: datetime
    closed_by: str
    closed_at: datetime | None
    lines: tuple[CountLine, ...]

    @property
    def done(self) -> int:
        return sum(1 for line in self.lines if line.counted is not None)

    @property
    def differing(self) -> tuple[CountLine, ...]:
        return tuple(line for line in self.lines if line.difference)


@dataclass(frozen=True)
class CountRow:
    """A count in the list."""

    ref: str
    location: str
    location_name: str
    state: str
    label: str
    tone: Tone
    opened_by: str
    opened_at: datetime
    lines: int
    done: int


def entered(counted: int | None, by: str, version: int, given: int, seen: int, unit: str) -> bool:
    """Whether a number typed by somebody who saw `seen` is to be written over `counted`; False: it stands already.

    Raises `Conflict` when somebody else has counted the shelf since, with another result: neither of two numbers is
    better, so both count again together.
    """
    if counted == given:
        return False
    if counted is not None and seen != version:
        raise Conflict(
            f"{by or 'Somebody'} counted {describe(counted, unit)} here a moment ago, and you {describe(given, unit)}. "
            "Count it together, then type what is right."
        )
    return True
