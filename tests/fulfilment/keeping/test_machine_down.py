"""A machine goes down: what was booked on it is displaced, repaired, and told once if a day must move."""

from __future__ import annotations

from tests.fulfilment.capacity.overlaps import overlaps
from tests.fulfilment.keeping.shop import down, orders, planned, promise_of, states, work_off


def test_what_is_booked_on_a_machine_that_is_down_is_displaced_at_once_and_planned_behind_it(run):
    one, two = orders(run, 2)
    before = planned(run, one)
    out = down(run, "SAW", 4)
    assert planned(run, one)[10][2] == "displaced"
    work_off(run)
    after = planned(run, one)
    assert after[10][0] >= out.ends_at
    assert states(run) == {"firm"}
    assert before[10][0] < out.ends_at
    assert after[20][0] >= after[10][1]
    assert planned(run, two)[10][0] >= out.ends_at
    assert run.read(overlaps) == []
    assert promise_of(run, "order-1").state in ("committed", "at_risk")
