"""The working-minute axis."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.plain.errors import Invalid
from fulfilment.capacity.domain import CalendarIn, axis_of
from tests.fulfilment.house import DAY_SHIFT

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
COPENHAGEN = ZoneInfo("Europe/Copenhagen")
DAY = CalendarIn(
    "day", "Europe/Copenhagen", DAY_SHIFT, ((date(2026, 12, 24), ()), (date(2026, 11, 28), (("08:00", "10:00"),)))
)
AXIS = axis_of(DAY, NOW)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN)


def test_an_operation_runs_over_lunch_and_over_the_weekend_as_one_interval() -> None:
    start = AXIS.position(at("2026-11-26T15:00"))
    assert AXIS.end_at(start + 30) == at("2026-11-26T15:30")
    assert AXIS.start_at(start + 30) == at("2026-11-27T07:00")
    friday = AXIS.position(at("2026-11-27T13:30"))
    assert AXIS.end_at(friday + 60) == at("2026-11-28T08:30")  # the exception opens Saturday morning
    assert AXIS.end_at(friday + 30 + 120 + 10) == at("2026-11-30T07:10")


def test_outside_shifts_the_next_shift_counts() -> None:
    night = AXIS.position(at("2026-11-23T23:00"))
    assert night == AXIS.position(at("2026-11-24T07:00")) == AXIS.position(at("2026-11-23T15:30"))
    holiday = AXIS.position(at("2026-12-24T09:00"))
    assert AXIS.start_at(holiday) == at("2026-12-25T07:00")


def test_a_started_minute_is_gone() -> None:
    assert AXIS.position(at("2026-11-23T09:00:30")) == AXIS.position(at("2026-11-23T09:01"))


def test_before_the_epoch_everything_is_zero_and_beyond_the_end_is_refused() -> None:
    assert AXIS.position(datetime(2020, 1, 1, tzinfo=UTC)) == 0
    with pytest.raises(Invalid, match="booked for years ahead"):
        AXIS.end_at(AXIS.total + 1)


@given(st.integers(0, AXIS.total - 1))
def test_positions_and_instants_are_inverse(position: int) -> None:
    assert AXIS.position(AXIS.start_at(position)) == position
    assert AXIS.position(AXIS.end_at(position)) == position
    assert AXIS.end_at(position) <= AXIS.start_at(position)


@given(st.integers(0, AXIS.total - 2000), st.integers(1, 2000))
def test_later_positions_are_later_instants(position: int, more: int) -> None:
    elapsed = AXIS.end_at(position + more) - AXIS.start_at(position)
    assert elapsed >= timedelta(minutes=more)


def test_the_night_of_a_time_change_has_its_real_length() -> None:
    nights = CalendarIn("night", "Europe/Copenhagen", {6: (("00:00", "24:00"),)})
    axis = axis_of(nights, NOW)
    spring = axis.position(at("2026-03-29T23:59")) - axis.position(at("2026-03-29T00:00"))
    assert spring == 23 * 60 - 1


@pytest.mark.parametrize(
    "weekly",
    [{}, {0: (("12:00", "07:00"),)}, {0: (("07:00", "12:00"), ("11:00", "13:00"))}, {0: (("seven", "12:00"),)}],
)
def test_bad_shifts_are_refused(weekly: dict[int, tuple[tuple[str, str], ...]]) -> None:
    with pytest.raises(Invalid):
        axis_of(CalendarIn("bad", "Europe/Copenhagen", weekly), NOW)


def test_a_zone_that_is_none_is_refused() -> None:
    with pytest.raises(Invalid, match="not a time zone"):
        axis_of(CalendarIn("bad", "Mars/Olympus", DAY_SHIFT), NOW)
