"""The present plan laid out by unit: what is booked when, and the first time that is free."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator

from fulfilment.scheduling.values import FOREVER, Clock, Plan

Soft = Callable[[int], bool]


class Lane:
    """One unit: its bookings in order of time, and when it is closed. Positions; changed in place."""

    __slots__ = ("_closed_ends", "_closed_starts", "axis", "ends", "operations", "starts", "unit")

    def __init__(self, unit: int, axis: Clock, closed: tuple[tuple[int, int], ...] = ()) -> None:
        self.unit, self.axis = unit, axis
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.operations: list[int] = []
        self._closed_starts: list[int] = []
        self._closed_ends: list[int] = []
        for start, end in closed:
            self.close(start, end)

    def close(self, start: int, end: int) -> None:
        """The unit is not there during [start, end); overlapping closures grow together."""
        if start >= end:
            return
        starts, ends = self._closed_starts, self._closed_ends
        low, high = bisect_left(ends, start), bisect_right(starts, end)
        if low < high:
            start, end = min(start, starts[low]), max(end, ends[high - 1])
        starts[low:high], ends[low:high] = [start], [end]

    def fill(self, operations: list[int], plan: Plan) -> None:
        """Enter many at once, instead of what is there."""
        operations.sort(key=plan.__getitem__)
        spans = [plan[number] for number in operations]
        self.starts = [span.start for span in spans]
        self.ends = [span.end for span in spans]
        self.operations = operations

    def add(self, start: int, end: int, operation: int) -> None:
        at = bisect_left(self.starts, start)
        self.starts.insert(at, start)
        self.ends.insert(at, end)
        self.operations.insert(at, operation)

    def remove(self, start: int, operation: int) -> None:
        """Raises `ValueError` when the operation is not booked from there."""
        at = self.operations.index(operation, bisect_left(self.starts, start))
        del self.starts[at], self.ends[at], self.operations[at]

    def during(self, start: int, end: int) -> Iterator[int]:
        """Operations booked in any minute of [start, end)."""
        for at in range(bisect_right(self.ends, start), bisect_left(self.starts, end)):
            yield self.operations[at]

    def is_open(self, start: int, end: int) -> bool:
        at = bisect_right(self._closed_ends, start)
        return at == len(self._closed_ends) or self._closed_starts[at] >= end

    def first(self, at: int, minutes: int, limit: int = FOREVER, soft: Soft | None = None) -> int:
        """The first position >= `at` from which `minutes` are open and not booked, bookings that are `soft` not
        counted; `FOREVER` when that would be after `limit`."""
        starts, ends = self.starts, self.ends
        index, count = bisect_right(ends, at), len(starts)
        while at <= limit:
            at = self._opened(at, minutes)
            moved = False
            while index < count and starts[index] < at + minutes:
                end = ends[index]
                if end > at and (soft is None or not soft(self.operations[index])):
                    if end > limit:
                        return FOREVER
                    at, moved = end, True
                index += 1
            if not moved:
                return at if at <= limit else FOREVER
        return FOREVER

    def first_whole(self, at: int, minutes: int, limit: int = FOREVER, soft: Soft | None = None) -> int:
        """The same for work that no shift's end may interrupt. Raises `Invalid` when no shift is long enough."""
        while at <= limit:
            at = self.axis.whole_from(at, minutes)
            found = self.first(at, minutes, limit, soft)
            if found in (at, FOREVER):
                return found
            at = found
        return FOREVER

    def _opened(self, at: int, minutes: int) -> int:
        index = bisect_right(self._closed_ends, at)
        while index < len(self._closed_starts) and self._closed_starts[index] < at + minutes:
            at = self._closed_ends[index]
            index += 1
        return at
