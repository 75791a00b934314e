"""Many plans on one ledger that begin alike: what one has searched, the next one knows.

Variants of a piece differ in a step or two and share the steps before. A trial's answers depend on nothing but the
ledger and what was taken so far, in its order; each such history has a number here, so a search that was made after the
same history is not made again, and what was taken is entered only when something new has to be searched.

Most of a history does not matter to a search: a work centre looks at what was taken on it itself, and at the people of
the plan as long as they are busy. And what was found from one minute on is the answer from every minute between that
one and its start: nothing before it suited, and it still does. So a step that comes an hour earlier or later at a full
work centre goes where its neighbour went.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Mapping
from itertools import count
from typing import Any

from fulfilment.capacity.domain.centre import Centre, Slot
from fulfilment.capacity.domain.trial import Found, Trial

MOST = 60_000  # searches and histories, about 20 MB
A_LINE = 5  # is kept for as much as so many searches
_Kept = list[tuple[int, int, Slot]]  # by its start: a slot, and the first release from which it is the earliest


class Searches:
    """What was found on work centres as they stand. Threads share it: a number is given once."""

    __slots__ = ("_centres", "found", "histories", "lines", "numbers", "works")

    def __init__(self) -> None:
        self.found: dict[Hashable, _Kept] = {}
        self.histories: dict[Hashable, int] = {}
        self.works: dict[Hashable, tuple[object, Found, int]] = {}  # the work, where it goes, the history then
        self.lines: dict[Hashable, Any] = {}  # whole lines, for who plans them
        self.numbers = count(1)
        self._centres: dict[tuple[str, str], Centre | None] = {}

    def holds(self, centres: Mapping[tuple[str, str], Centre | None]) -> bool:
        """Whether all of these stand as they stood, and those that are not there still are not; those that are new
        here are taken in. Another version or another person is another ledger."""
        known = self._centres
        for key, centre in centres.items():
            if known.setdefault(key, centre) is not centre:
                return False
        return len(self.found) + len(self.histories) + len(self.works) + A_LINE * len(self.lines) < MOST


class SharedTrial(Trial):
    """A trial whose copies share their searches: as long as its work centres stay the very objects that they are."""

    __slots__ = ("_busy", "_last", "_late", "at", "searches")

    def __init__(self, searches: Searches | None = None) -> None:
        super().__init__()
        self.searches = searches or Searches()
        self.at = 0  # the number of the history so far
        self._late: list[tuple[Centre, Slot]] = []  # taken, not entered
        self._last: dict[int, int] = {}  # by work centre: the history when it was last taken
        self._busy = 0  # until when somebody stands by in this plan, in minutes since 1970

    def copy(self) -> SharedTrial:
        twin = SharedTrial(self.searches)
        self._copy_to(twin)
        twin.at, twin._late = self.at, self._late.copy()
        twin._last, twin._busy = self._last.copy(), self._busy
        return twin

    def slot(self, centre: Centre, release: int, minutes: int, *, whole: bool = False) -> Slot:
        kept = self._kept((self._last.get(centre.id, 0), centre.id, minutes, whole))
        found = _known(kept, release)
        if found is None:
            self._enter()
            found = _keep(kept, release, super().slot(centre, release, minutes, whole=whole))
        return found

    def work_slot(
        self, centre: Centre, release: int, setup: int, run: int, pieces: int, *, whole: bool = False, batch: str = "",
        over: int = 0,
    ) -> Slot:  # fmt: skip
        loaded = batch if centre.batch_max > 1 else ""
        own, people = self._last.get(centre.id, 0), self._people(centre, release)
        kept = self._kept((own, people, centre.id, setup, run, pieces, over, whole, loaded))
        found = _known(kept, release)
        if found is None:
            self._enter()
            answer = super().work_slot(centre, release, setup, run, pieces, whole=whole, batch=loaded, over=over)
            found = _keep(kept, release, answer)
        return found

    def _kept(self, key: Hashable) -> _Kept:
        found = self.searches.found.get(key)
        return found if found is not None else self.searches.found.setdefault(key, [])

    def _people(self, centre: Centre, release: int) -> int:
        """The history of people's time that a search from `release` on looks at; 0 when all of it has passed."""
        if not self._busy or not centre.skill:
            return 0
        axis = centre.axis
        return 0 if release <= axis.total and axis.start_of(release) >= self._busy else self.at

    def recalled(self, work: object, seller: str, release: int, pieces: int) -> Found | None:
        known = self.searches.works.get((self.at, id(work), seller, release, pieces))
        if known is None:
            return None
        _, found, after = known
        self._took(found.centre, found.slot, found.end, after)
        return found

    def remember(self, work: object, seller: str, release: int, pieces: int, found: Found) -> None:
        key = self.at, id(work), seller, release, pieces
        self.take(found.centre, found.slot)
        self.searches.works[key] = work, found, self.at  # which holds the work: nothing else gets its id

    def take(self, centre: Centre, slot: Slot) -> None:
        searches = self.searches
        history = (self.at, centre.id, slot)
        known = searches.histories.get(history)
        after = known if known is not None else searches.histories.setdefault(history, next(searches.numbers))
        self._took(centre, slot, centre.axis.end_of(slot.end) if slot.person_id else 0, after)

    def _took(self, centre: Centre, slot: Slot, end: int, after: int) -> None:
        self.at = self._last[centre.id] = after
        self._late.append((centre, slot))
        if slot.person_id and end > self._busy:  # who stands by is there no longer than the work takes
            self._busy = end

    def _enter(self) -> None:
        for centre, slot in self._late:
            super().take(centre, slot)
        self._late.clear()


def _known(kept: _Kept, release: int) -> Slot | None:
    """The slot that was found from `release` on, or from a minute before that it does not begin before."""
    at = bisect_left(kept, (release,))
    return kept[at][2] if at < len(kept) and kept[at][1] <= release else None


def _keep(kept: _Kept, release: int, slot: Slot) -> Slot:
    at = bisect_left(kept, (slot.start,))
    if at < len(kept) and kept[at][2] == slot:
        kept[at] = (slot.start, min(release, kept[at][1]), slot)
    else:
        kept.insert(at, (slot.start, release, slot))
    return slot
