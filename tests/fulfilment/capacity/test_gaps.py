"""The gap ledger against the obvious slow way: a set of free minutes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.plain.errors import Invalid
from fulfilment.capacity.domain import CalendarIn, Centre, Gaps, Slot, Trial, axis_of, earliest_slot, earliest_whole
from fulfilment.capacity.domain import gaps as module
from tests.fulfilment.house import DAY_SHIFT

END = 500  # beyond it everything is free, and the slow way need not look
SPANS = st.tuples(st.integers(0, END - 40), st.integers(1, 40))
CHANGES = st.lists(st.tuples(st.booleans(), SPANS), max_size=60)
WISHES = st.lists(st.tuples(st.integers(0, 300), st.integers(1, 60)), max_size=40)
AXIS = axis_of(CalendarIn("day", "Europe/Copenhagen", DAY_SHIFT), datetime(2026, 11, 23, tzinfo=UTC))


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of four split and empty themselves in short examples."""
    monkeypatch.setattr(module, "BLOCK", 4)


def slow(free: set[int], release: int, minutes: int) -> int:
    start = release
    while any(minute < END and minute not in free for minute in range(start, start + minutes)):
        start += 1
    return start


@given(CHANGES, WISHES)
def test_the_earliest_gap_is_found_after_any_bookings_and_releases(
    changes: list[tuple[bool, tuple[int, int]]], wishes: list[tuple[int, int]]
) -> None:
    unit, free = Gaps(1), set(range(END))
    for taken, (start, length) in changes:
        minutes = set(range(start, start + length))
        unit = unit.booked(start, start + length) if taken else unit.freed(start, start + length)
        free = free - minutes if taken else free | minutes
    assert {minute for start, end in unit for minute in range(start, min(end, END))} == free
    for release, minutes in wishes:
        found = slow(free, release, minutes)
        assert unit.earliest(release, minutes) == found
        assert unit.earliest(release, minutes, found + 1) == found
        assert unit.earliest(release, minutes, max(found - 5, 0)) >= min(found, max(found - 5, 0))


@given(st.lists(SPANS, max_size=40))
def test_built_at_once_or_booked_one_by_one_is_the_same(spans: list[tuple[int, int]]) -> None:
    one = Gaps(1)
    for start, length in spans:
        one = one.booked(start, start + length)
    assert list(one) == list(Gaps(1, [(start, start + length) for start, length in spans]))


@given(WISHES, st.integers(1, 4))
def test_at_any_minute_bookings_never_exceed_units(wishes: list[tuple[int, int]], count: int) -> None:
    centre, trial = Centre(1, "C", "C", "s", AXIS, tuple(Gaps(n) for n in range(count)), 1), Trial()
    slots: list[Slot] = []
    for release, minutes in wishes:
        slot = trial.slot(centre, release, minutes)
        assert slot.start >= release
        trial.take(centre, slot)
        slots.append(slot)
    for minute in {slot.start for slot in slots}:
        running = [slot for slot in slots if slot.start <= minute < slot.end]
        assert len({slot.unit_id for slot in running}) == len(running) <= count
    assert [list(unit) for unit in centre.units] == [list(Gaps(n)) for n in range(count)]


@given(st.lists(SPANS, max_size=20), st.lists(SPANS, max_size=20), st.integers(0, 400), st.integers(1, 300))
def test_whole_work_lies_within_one_shift_and_no_earlier_place_would_do(
    first: list[tuple[int, int]], second: list[tuple[int, int]], release: int, minutes: int
) -> None:
    units = [Gaps(n, [(s, s + m) for s, m in spans]) for n, spans in enumerate((first, second))]
    slot = earliest_whole(units, AXIS, release, minutes)
    within = [start for start in range(release, slot.start + 1) if AXIS.whole_from(start, minutes) == start]
    assert slot.start == next(s for s in within if any(unit.earliest(s, minutes) == s for unit in units))


def test_work_longer_than_any_shift_is_refused_in_words() -> None:
    with pytest.raises(Invalid, match="No shift is long enough"):
        earliest_whole([Gaps(1)], AXIS, 0, 301)


def test_of_equal_gaps_the_first_unit_takes_it() -> None:
    assert earliest_slot([Gaps(7), Gaps(3)], 10, 5).unit_id == 7


def test_a_plan_changes_no_ledger_and_a_copied_trial_is_a_world_of_its_own() -> None:
    centre, trial = Centre(1, "C", "C", "s", AXIS, (Gaps(1, [(0, 10)]),), 1), Trial()
    trial.take(centre, trial.slot(centre, 0, 10))
    twin = trial.copy()
    twin.take(centre, twin.slot(centre, 0, 10))
    assert (trial.slot(centre, 0, 5).start, twin.slot(centre, 0, 5).start) == (20, 30)
    assert centre.units[0].earliest(0, 5) == 10
