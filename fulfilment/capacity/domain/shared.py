"""Many plans on one ledger that begin alike: what one has searched, the next one knows.

Variants of a piece differ in a step or two and share the steps before. A trial's answers depend on nothing but the
ledger and what was taken so far, in its order; each such history has a number here, so a search that was made after the
same history is not made again, and what was taken is entered only when something new has to be searched.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from itertools import count

from fulfilment.capacity.domain.centre import Centre, Slot
from fulfilment.capacity.domain.trial import Found, Trial

MOST = 60_000  # searches and histories, about 20 MB


class Searches:
    """What was found on work centres as they stand. Threads share it: a number is given once."""

    __slots__ = ("_centres", "found", "histories", "numbers", "works")

    def __init__(self) -> None:
        self.found: dict[Hashable, Slot] = {}
        self.histories: dict[Hashable, int] = {}
        self.works: dict[Hashable, tuple[object, Found, int]] = {}  # the work, where it goes, the history then
        self.numbers = count(1)
        self._centres: dict[tuple[str, str], Centre | None] = {}

    def holds(self, centres: Mapping[tuple[str, str], Centre | None]) -> bool:
        """Whether all of these stand as they stood, and those that are not there still are not; those that are new
        here are taken in. Another version or another person is another ledger."""
        known = self._centres
        for key, centre in centres.items():
            if known.setdefault(key, centre) is not centre:
                return False
        return len(self.found) + len(self.histories) + len(self.works) < MOST


class SharedTrial(Trial):
    """A trial whose copies share their searches: as long as its work centres stay the very objects that they are."""

    __slots__ = ("_late", "at", "searches")

    def __init__(self, searches: Searches | None = None) -> None:
        super().__init__()
        self.searches = searches or Searches()
        self.at = 0  # the number of the history so far
        self._late: list[tuple[Centre, Slot]] = []  # taken, not entered

    def copy(self) -> SharedTrial:
        twin = SharedTrial(self.searches)
        self._copy_to(twin)
        twin.at, twin._late = self.at, self._late.copy()
        return twin

    def slot(self, centre: Centre, release: int, minutes: int, *, whole: bool = False) -> Slot:
        key = (self.at, centre.id, release, minutes, whole)
        found = self.searches.found.get(key)
        if found is None:
            self._enter()
            found = self.searches.found[key] = super().slot(centre, release, minutes, whole=whole)
        return found

    def work_slot(
        self, centre: Centre, release: int, setup: int, run: int, pieces: int, *, whole: bool = False, batch: str = ""
    ) -> Slot:
        loaded = batch if centre.batch_max > 1 else ""
        key = (self.at, centre.id, release, setup, run, pieces, whole, loaded)
        found = self.searches.found.get(key)
        if found is None:
            self._enter()
            found = super().work_slot(centre, release, setup, run, pieces, whole=whole, batch=loaded)
            self.searches.found[key] = found
        return found

    def recalled(self, work: object, seller: str, release: int, pieces: int) -> Found | None:
        known = self.searches.works.get((self.at, id(work), seller, release, pieces))
        if known is None:
            return None
        _, found, self.at = known
        self._late.append((found.centre, found.slot))
        return found

    def remember(self, work: object, seller: str, release: int, pieces: int, found: Found) -> None:
        key = self.at, id(work), seller, release, pieces
        self.take(found.centre, found.slot)
        self.searches.works[key] = work, found, self.at  # which holds the work: nothing else gets its id

    def take(self, centre: Centre, slot: Slot) -> None:
        searches = self.searches
        history = (self.at, centre.id, slot)
        known = searches.histories.get(history)
        self.at = known if known is not None else searches.histories.setdefault(history, next(searches.numbers))
        self._late.append((centre, slot))

    def _enter(self) -> None:
        for centre, slot in self._late:
            super().take(centre, slot)
        self._late.clear()
