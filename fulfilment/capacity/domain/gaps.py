"""The gap ledger: the free time of one unit, in working minutes, in blocks that know their longest gap.

A search bisects to its block and its gap, then skips every later block whose longest gap is too short. Blocks are
never changed: booking copies one block and the short lists over the blocks, so a plan may try what it likes on a
ledger that other threads read, and forget it by letting go. (The structure is an unrolled sorted list as in Shao,
Reppy and Appel, "Unrolling lists", 1994, augmented with a maximum per block as interval trees are: Cormen et al.,
"Introduction to Algorithms", ch. 14.)

Minutes lie side by side in arrays: a search touches a few lines of the processor's cache, where a list's numbers are
scattered over memory, and a copied block is a copy of bytes.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from operator import sub
from typing import TypeAlias

BLOCK = 128  # gaps; measured: 64 and 256 were slower at 100,000 bookings
NEVER = 1 << 60  # the end of the last gap, and the answer when there is none

_Row: TypeAlias = "array[int]"
_Rows: TypeAlias = "list[_Row]"


class Gaps:
    """Free intervals [start, end) of unit `unit_id`, in order, none touching the next. Immutable."""

    __slots__ = ("_ends", "_first", "_longest", "_starts", "unit_id")

    def __init__(self, unit_id: int, booked: Iterable[tuple[int, int]] = ()) -> None:
        self.unit_id = unit_id
        starts, ends = _complement(booked)
        size = BLOCK * 3 // 4
        # The first gap reaches back to minute 0: in a block of its own it is not taken for room in the first block.
        self._starts = [starts[:1], *_blocks(starts[1:], size)]
        self._ends = [ends[:1], *_blocks(ends[1:], size)]
        self._first = _row(block[0] for block in self._starts)
        self._longest = _row(max(map(sub, e, s)) for s, e in zip(self._starts, self._ends, strict=True))

    def earliest(self, release: int, minutes: int, before: int = NEVER) -> int:
        """The first start >= `release` from which `minutes` (at least 1) are free. Callers who have another start in
        hand name it as `before`: the search ends there and answers at least `before`."""
        first = self._first
        block = bisect_right(first, release) - 1
        if block >= 0:
            starts, ends = self._starts[block], self._ends[block]
            index = bisect_right(starts, release)
            if ends[index - 1] - release >= minutes:
                return release
            if self._longest[block] >= minutes:
                for at in range(index, len(starts)):
                    if ends[at] - starts[at] >= minutes:
                        return starts[at]
        return self._later(block + 1, minutes, before)[0]

    def room(self, release: int, minutes: int) -> tuple[int, int]:
        """The same, and the last start in the gap that was found: until then the answer stays what it is."""
        block = bisect_right(self._first, release) - 1
        if block >= 0:
            starts, ends = self._starts[block], self._ends[block]
            index = bisect_right(starts, release)
            if ends[index - 1] - release >= minutes:
                return release, ends[index - 1] - minutes
            if self._longest[block] >= minutes:
                for at in range(index, len(starts)):
                    if ends[at] - starts[at] >= minutes:
                        return starts[at], ends[at] - minutes
        return self._later(block + 1, minutes, NEVER)

    def _later(self, block: int, minutes: int, before: int) -> tuple[int, int]:
        first, longest = self._first, self._longest
        for later in range(block, len(first)):
            if longest[later] >= minutes:
                if first[later] >= before:
                    break
                for start, end in zip(self._starts[later], self._ends[later], strict=True):
                    if end - start >= minutes:
                        return start, end - minutes
        return before, before

    def next_gap(self, at: int) -> int:
        """The start of the first gap that begins after `at`."""
        block = max(bisect_right(self._first, at) - 1, 0)
        for starts in self._starts[block : block + 2]:
            index = bisect_right(starts, at)
            if index < len(starts):
                return starts[index]
        return NEVER

    def free_between(self, start: int, end: int) -> int:
        """How many minutes of [start, end) are free."""
        free = 0
        for block in range(max(bisect_right(self._first, start) - 1, 0), len(self._first)):
            if self._first[block] >= end:
                break
            for opens, closes in zip(self._starts[block], self._ends[block], strict=True):
                free += max(min(closes, end) - max(opens, start), 0)
        return free

    def booked(self, start: int, end: int) -> Gaps:
        """Without [start, end); what was not free of it stays so."""
        low = max(bisect_right(self._first, start) - 1, 0)
        own = self._starts[low]
        at = bisect_right(own, start) - 1
        if at >= 0 and own[at] == start and end < self._ends[low][at]:
            return self._shortened(low, at, end)
        high = max(bisect_left(self._first, end), low + 1)
        starts, ends = _joined(self._starts, low, high), _joined(self._ends, low, high)
        left, right = bisect_right(ends, start), bisect_left(starts, end)
        if left >= right:
            return self
        opens, closes = starts[left], ends[right - 1]
        kept = [(a, b) for a, b in ((opens, start), (end, closes)) if a < b]
        starts[left:right], ends[left:right] = _row(a for a, _ in kept), _row(b for _, b in kept)
        return self._with(low, high, starts, ends)

    def freed(self, start: int, end: int) -> Gaps:
        """With [start, end) free as well; what was free of it stays so."""
        low = max(bisect_right(self._first, start) - 1, 0)
        high = max(bisect_right(self._first, end), low + 1)
        starts, ends = _joined(self._starts, low, high), _joined(self._ends, low, high)
        left, right = bisect_left(ends, start), bisect_right(starts, end)
        if left < right:
            start, end = min(start, starts[left]), max(end, ends[right - 1])
        starts[left:right], ends[left:right] = _row((start,)), _row((end,))
        return self._with(low, high, starts, ends)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        for starts, ends in zip(self._starts, self._ends, strict=True):
            yield from zip(starts, ends, strict=True)

    def _shortened(self, block: int, at: int, start: int) -> Gaps:
        """One gap begins later: most bookings follow another one."""
        starts, ends = self._starts[block][:], self._ends[block]
        was = ends[at] - starts[at]
        starts[at] = start
        twin = object.__new__(Gaps)
        twin.unit_id, twin._ends = self.unit_id, self._ends
        twin._starts, twin._first, twin._longest = self._starts.copy(), self._first, self._longest
        twin._starts[block] = starts
        if at == 0:
            twin._first = self._first[:]
            twin._first[block] = start
        if was == self._longest[block]:
            twin._longest = self._longest[:]
            twin._longest[block] = max(map(sub, ends, starts))
        return twin

    def _with(self, low: int, high: int, starts: _Row, ends: _Row) -> Gaps:
        """A twin with blocks [low, high) replaced by these gaps, halved when they are too many for one block."""
        size = len(starts) if len(starts) <= BLOCK else (len(starts) + 1) // 2
        new_starts, new_ends = _blocks(starts, size), _blocks(ends, size)
        twin = object.__new__(Gaps)
        twin.unit_id = self.unit_id
        twin._starts = [*self._starts[:low], *new_starts, *self._starts[high:]]
        twin._ends = [*self._ends[:low], *new_ends, *self._ends[high:]]
        twin._first = self._first[:low] + _row(block[0] for block in new_starts) + self._first[high:]
        longest = _row(max(map(sub, e, s)) for s, e in zip(new_starts, new_ends, strict=True))
        twin._longest = self._longest[:low] + longest + self._longest[high:]
        return twin


def _complement(booked: Iterable[tuple[int, int]]) -> tuple[_Row, _Row]:
    """The gaps between bookings, from minute 0 to `NEVER`."""
    starts, ends, free_from = array("q"), array("q"), 0
    for start, end in sorted(booked):
        if start > free_from:
            starts.append(free_from)
            ends.append(start)
        free_from = max(free_from, end)
    starts.append(free_from)
    ends.append(NEVER)
    return starts, ends


def _row(values: Iterable[int]) -> _Row:
    return array("q", values)


def _blocks(values: _Row, size: int) -> _Rows:
    return [values[at : at + size] for at in range(0, len(values), size)] if values else []


def _joined(rows: _Rows, low: int, high: int) -> _Row:
    joined = rows[low][:]
    for row in rows[low + 1 : high]:
        joined += row
    return joined
