"""Gaps on a unit, against the obvious slow way."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fulfilment.capacity.domain import Timeline, earliest_slot

WISHES = st.lists(st.tuples(st.integers(0, 300), st.integers(1, 60)), max_size=40)


def slow(booked: list[tuple[int, int]], release: int, minutes: int) -> int:
    start = release
    while any(start < end and begin < start + minutes for begin, end in booked):
        start += 1
    return start


@given(WISHES)
def test_the_earliest_gap_is_found(wishes: list[tuple[int, int]]) -> None:
    unit, booked = Timeline(1), []
    for release, minutes in wishes:
        start = unit.earliest(release, minutes)
        assert start == slow(booked, release, minutes)
        unit.book(start, minutes)
        booked.append((start, start + minutes))


@given(WISHES, st.integers(1, 4))
def test_at_any_minute_bookings_never_exceed_units(wishes: list[tuple[int, int]], count: int) -> None:
    units = [Timeline(n) for n in range(count)]
    slots = []
    for release, minutes in wishes:
        slot = earliest_slot(units, release, minutes)
        assert slot.start >= release
        units[slot.unit_id].book(slot.start, minutes)
        slots.append(slot)
    for minute in {slot.start for slot in slots}:
        running = [slot for slot in slots if slot.start <= minute < slot.end]
        assert len(running) <= count
        assert len({slot.unit_id for slot in running}) == len(running)


def test_of_equal_gaps_the_first_unit_takes_it() -> None:
    assert earliest_slot([Timeline(7), Timeline(3)], 10, 5).unit_id == 7


def test_a_copy_is_a_world_of_its_own() -> None:
    unit = Timeline(1, [(0, 10)])
    twin = unit.copy()
    twin.book(10, 10)
    assert unit.earliest(0, 5) == 10
    assert twin.earliest(0, 5) == 20
