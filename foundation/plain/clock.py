"""Time comes from a clock that is handed in, so that tests turn the hands and nobody sleeps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from foundation.plain.errors import Invalid


class Clock(Protocol):
    """Anything that knows the present instant, aware and in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FixedClock:
    """A clock for tests and what-if runs: stands still until `advance` or `set` moves it."""

    def __init__(self, at: datetime) -> None:
        self._now = at.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> datetime:
        self._now += by
        return self._now

    def set(self, at: datetime) -> None:
        self._now = at.astimezone(UTC)


class OffsetClock:
    """The machine's clock, moved forward by as many seconds as a small file says; for the demo only.

    Every process of the demo reads the same file, so that a visitor who jumps over a night of drying takes the worker
    and the carriers along. `advance` writes it; a missing file is no offset.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self._offset())

    def advance(self, by: timedelta) -> datetime:
        """Move on by `by`; time never goes back. Returns the new now."""
        if by < timedelta(0):
            raise Invalid("The demo's clock only moves forward.")
        half = self._path.with_suffix(".part")
        half.write_text(str(self._offset() + by.total_seconds()))
        half.replace(self._path)
        return self.now()

    def _offset(self) -> float:
        try:
            return float(self._path.read_text())
        except FileNotFoundError:
            return 0.0
