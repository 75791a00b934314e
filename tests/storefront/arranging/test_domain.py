"""Days to pick from, and the way to the room."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.plain.errors import Conflict, Invalid
from storefront.arranging.domain import NOTICE, OFFERED, checked_access, days, earliest, picked

MONDAY = date(2026, 11, 23)


@given(st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.integers(-20, 60))
def test_only_working_days_with_notice_and_none_before_the_agreed_one(today: date, ahead: int) -> None:
    agreed = today + timedelta(days=ahead)
    found = days(today, agreed)
    assert len(found) == OFFERED
    assert all(day.weekday() < 5 and day >= agreed for day in found)
    between = [today + timedelta(days=n) for n in range(1, (found[0] - today).days + 1)]
    assert sum(1 for day in between if day.weekday() < 5) >= NOTICE


def test_a_holiday_is_not_offered() -> None:
    assert MONDAY + timedelta(days=3) in days(MONDAY, None)
    assert MONDAY + timedelta(days=3) not in days(MONDAY, None, {MONDAY + timedelta(days=3)})


def test_it_comes_at_most_a_week_before_what_was_promised() -> None:
    assert earliest([MONDAY + timedelta(days=30), None], MONDAY) == MONDAY + timedelta(days=23)
    assert earliest([MONDAY - timedelta(days=1)], MONDAY) is None


def test_a_day_that_is_not_offered_any_more_is_told() -> None:
    offered = days(MONDAY, None)
    assert picked(offered[0].isoformat(), offered) == offered[0]
    with pytest.raises(Conflict):
        picked(MONDAY.isoformat(), offered)
    with pytest.raises(Invalid):
        picked("soon", offered)


@pytest.mark.parametrize(
    ("phone", "floor", "lift", "field"),
    [("", "2", "none", "phone"), ("call me", "2", "none", "phone"), ("+45 1", "", "none", "floor"),
     ("+45 1", "2", "", "lift"), ("+45 1", "2", "catapult", "lift")],
)  # fmt: skip
def test_the_driver_must_be_able_to_find_the_way(phone: str, floor: str, lift: str, field: str) -> None:
    with pytest.raises(Invalid) as told:
        checked_access(phone, floor, lift, "")
    assert told.value.field == field
