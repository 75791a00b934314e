"""What the clock asks is done once a period, however many workers look."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from foundation.data.runner import Runner
from foundation.plain.clock import FixedClock
from storefront.mount.current import ShopState
from storefront.running.periodic import Periodic, due, end_turn, run_due, take_turn

JOB = Periodic("job", timedelta(minutes=5), lambda _shop: None)


def begins(run: Runner, job: Periodic = JOB) -> bool:
    return run.write(lambda work: take_turn(work, job))


def ends(run: Runner) -> None:
    run.write(lambda work: end_turn(work, JOB, None))


def test_of_two_workers_one_begins_and_the_other_waits_for_the_next_period(
    new_run: Callable[..., Runner], clock: FixedClock
) -> None:
    one, other = new_run(), new_run()
    assert begins(one)
    assert not begins(other)
    ends(one)
    assert not begins(other)
    clock.advance(timedelta(minutes=5))
    assert begins(other)


def test_what_takes_longer_than_its_period_is_begun_by_nobody_else_until_its_worker_is_taken_for_dead(
    run: Runner, clock: FixedClock
) -> None:
    quick = Periodic("job", timedelta(seconds=5), lambda _shop: None)
    assert begins(run, quick)
    clock.advance(timedelta(seconds=20))
    assert not begins(run, quick)
    clock.advance(timedelta(seconds=20))
    assert begins(run, quick)


def test_a_shorter_period_or_a_clock_that_went_back_does_not_leave_a_job_waiting(
    run: Runner, clock: FixedClock
) -> None:
    assert begins(run)
    ends(run)
    clock.set(clock.now() - timedelta(days=1))
    assert run.read(lambda work: due(work, [JOB])) == [JOB]
    assert begins(run)


def test_a_job_that_breaks_is_remembered_and_stops_no_other(
    shop: ShopState, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []

    def broken(_shop: ShopState) -> None:
        raise ZeroDivisionError

    jobs = [
        Periodic("broken", timedelta(seconds=5), broken),
        Periodic("whole", timedelta(seconds=5), lambda _: done.append("x")),
    ]
    assert run_due(shop, jobs) == 2
    assert run_due(shop, jobs) == 0
    clock.advance(timedelta(seconds=5))
    assert run_due(shop, jobs) == 2
    assert done == ["x", "x"]
