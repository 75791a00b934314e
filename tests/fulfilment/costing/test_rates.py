"""An hour costs what it cost when it was worked."""

from __future__ import annotations

from datetime import timedelta

from foundation.data.runner import Runner
from foundation.plain.clock import FixedClock
from foundation.plain.money import Money
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.costing import order_costs
from fulfilment.api.setup import WorkCentreIn, put_work_centre
from fulfilment.timelog.models import TimeLog
from tests.fulfilment.house import SELLER
from tests.fulfilment.orders.factory import a_table, accepted, finish, operations, start


def dearer(run: Runner, minor: int) -> None:
    saw = WorkCentreIn("SAW", "Saw", SELLER, "day", 1, Money(minor, "EUR"))
    run.write(lambda w: put_work_centre(w, EVERY_SELLER, saw))


def labour(run: Runner) -> dict[str, Money]:
    (one,) = run.read(lambda w: order_costs(w, EVERY_SELLER, "EUR"))
    return {line.name: line.actual for line in one.lines if line.kind == "labour"}


def test_a_rate_that_rises_afterwards_changes_no_cost_of_work_that_is_done(run: Runner, clock: FixedClock) -> None:
    accepted(run, a_table())
    dearer(run, 6_000)
    cut = operations(run)["Cut boards"]
    start(run, cut)
    clock.advance(timedelta(minutes=30))
    finish(run, cut)
    assert labour(run)["Cut boards"] == Money(3_000, "EUR")
    dearer(run, 9_000)
    assert labour(run)["Cut boards"] == Money(3_000, "EUR")


def test_minutes_from_before_rates_were_kept_cost_what_an_hour_costs_now(run: Runner, clock: FixedClock) -> None:
    accepted(run, a_table())
    cut = operations(run)["Cut boards"]
    start(run, cut)
    clock.advance(timedelta(minutes=30))
    finish(run, cut)

    def forget(work: object) -> None:
        for row in work.session.query(TimeLog):  # type: ignore[attr-defined]
            row.rate_minor = None

    run.write(forget)
    dearer(run, 9_000)
    assert labour(run)["Cut boards"] == Money(4_500, "EUR")
