"""Many plans on one ledger that begin alike: what one has searched, the next one knows.

Variants of a piece differ in a step or two and share the steps before. A trial's answers depend on nothing but the
ledger and what was taken so far, in its order; each such history has a number here, so a search that was made after the
same history is not made again, and what was taken is entered only when something new has to be searched.
"""

from __future__ import annotations

from collections.abc import Hashable

from fulfilment.capacity.domain.centre import Centre, Slot
from fulfilment.capacity.domain.trial import Trial


class SharedTrial(Trial):
    """A trial whose copies share their searches. One a snapshot: the work centres must stay what they are."""

    __slots__ = ("_at", "_found", "_histories", "_late")

    def __init__(self) -> None:
        super().__init__()
        self._found: dict[Hashable, Slot] = {}
        self._histories: dict[Hashable, int] = {}
        self._at = 0  # the number of the history so far
        self._late: list[tuple[Centre, Slot]] = []  # taken, not entered

    def copy(self) -> SharedTrial:
        twin = SharedTrial()
        self._copy_to(twin)
        twin._found, twin._histories, twin._at, twin._late = self._found, self._histories, self._at, self._late.copy()
        return twin

    def slot(self, centre: Centre, release: int, minutes: int, *, whole: bool = False) -> Slot:
        key = (self._at, centre.id, release, minutes, whole)
        found = self._found.get(key)
        if found is None:
            self._enter()
            found = self._found[key] = super().slot(centre, release, minutes, whole=whole)
        return found

    def work_slot(
        self, centre: Centre, release: int, setup: int, run: int, pieces: int, *, whole: bool = False, batch: str = ""
    ) -> Slot:
        loaded = batch if centre.batch_max > 1 else ""
        key = (self._at, centre.id, release, setup, run, pieces, whole, loaded)
        found = self._found.get(key)
        if found is None:
            self._enter()
            found = super().work_slot(centre, release, setup, run, pieces, whole=whole, batch=loaded)
            self._found[key] = found
        return found

    def take(self, centre: Centre, slot: Slot) -> None:
        history = (self._at, centre.id, slot)
        self._at = self._histories.setdefault(history, len(self._histories) + 1)
        self._late.append((centre, slot))

    def _enter(self) -> None:
        for centre, slot in self._late:
            super().take(centre, slot)
        self._late.clear()
