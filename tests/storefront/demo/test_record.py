"""The weeks before the demo: plain days, so that the picture of kept promises is one."""

from __future__ import annotations

from datetime import date

import pytest

from foundation.data.runner import Runner
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.promise import promise_record
from storefront.demo import record
from storefront.demo.workshop import holidays


def test_forty_pieces_came_in_eight_weeks_and_four_of_them_late(run: Runner) -> None:
    run.write(record.past)
    run.write(record.past)  # twice is once
    found = run.read(lambda work: promise_record(work, EVERY_SELLER))
    assert (found.arrived, found.kept) == (40, 36)  # on the day that was given first
    assert len([week for week in found.weeks if week.arrived]) in (8, 9, 10)
    assert sum(week.moved for week in found.weeks) == 2  # came on the day they were moved to
    assert len(found.broken) == 4
    assert {one.name for one in found.standings} >= {"KAST-TABLE", "LUMEN-BLIND", "FJORD-BIKE"}


@pytest.mark.parametrize(("day", "count", "then"), [("2026-11-21", 0, "2026-11-23"), ("2026-11-20", 1, "2026-11-23")])
def test_days_are_worked_days(day: str, count: int, then: str) -> None:
    assert record._working(date.fromisoformat(day), count) == date.fromisoformat(then)
    assert record._working(date.fromisoformat(then), -3) not in holidays()
