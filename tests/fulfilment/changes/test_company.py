"""A change among others: people who stand by, and loads in which other customers' pieces lie."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from foundation.data.runner import Runner
from foundation.data.work import Work
from foundation.plain.clock import FixedClock
from foundation.plain.money import Money
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.crews import MemberIn, put_member
from fulfilment.api.setup import WorkCentreIn, put_work_centre
from fulfilment.api.workspec import WorkSpec
from fulfilment.capacity.models import Booking
from tests.fulfilment.changes.acts import LINE, apply, booked, consistent, furnish, hold, order, piece
from tests.fulfilment.crews.shop import in_two_places, unattended
from tests.fulfilment.house import SELLER


def centre(work: Work, **more: object) -> None:
    named = {"code": "OVEN", "name": "Oven", "seller_ref": SELLER, "calendar": "day", "units": 1} | more
    put_work_centre(work, EVERY_SELLER, WorkCentreIn(hourly_rate=Money(4_600, "EUR"), **named))  # type: ignore[arg-type]


def baked(finish: str = "oil") -> WorkSpec:
    """The first coat dries in an oven that takes several pieces of one finish."""
    spec = piece(finish=finish)
    steps = tuple(
        replace(op, work_centre="OVEN", batch_key=finish) if op.number == 30 else op for op in spec.operations
    )
    return replace(spec, operations=steps)


def where(run: Runner, line: str) -> list[tuple[int, int, bool]]:
    query = select(Booking).where(Booking.line_ref == line, Booking.operation == 30, Booking.state != "displaced")
    return run.read(lambda w: [(b.unit_id, b.start_minute, b.rides) for b in w.session.scalars(query)])


def test_who_leaves_a_shared_load_leaves_it_to_the_others(run: Runner, clock: FixedClock) -> None:
    furnish(run)
    run.write(lambda w: centre(w, batch_max=4))
    order(run, baked(), ref="order-0", line="line-before", quantity=3)
    clock.advance(timedelta(minutes=1))
    order(run, baked())
    order(run, baked(), ref="order-2", line="line-2")
    led = {line: where(run, line) for line in ("line-before", LINE, "line-2")}
    together = {(unit, start) for rows in led.values() for unit, start, _ in rows}
    assert len(together) < 3, "nobody shares a load, so this tests nothing"

    for wanted in (baked("soap"), baked("oil")):
        apply(run, hold(run, wanted).ref)
        assert [row[:2] for row in where(run, "line-2")] == [row[:2] for row in led["line-2"]]
        assert [row[:2] for row in where(run, "line-before")] == [row[:2] for row in led["line-before"]]
        for unit, start in {row[:2] for line in led for row in where(run, line)}:
            leaders = [rides for line in led for at, begins, rides in where(run, line) if (at, begins) == (unit, start)]
            assert leaders.count(False) == 1
        assert 30 in booked(run)
        consistent(run)


def test_the_person_of_a_line_stays_with_it(run: Runner, clock: FixedClock) -> None:
    furnish(run)
    run.write(lambda w: centre(w, code="BENCH", name="Bench", skill="finishing"))
    run.write(lambda w: put_member(w, EVERY_SELLER, MemberIn("Anna", SELLER, "day", ("finishing",))))
    order(run, piece(), ref="order-0", line="line-before", quantity=4)
    clock.advance(timedelta(minutes=1))
    order(run)
    held = hold(run, piece(coat=60, engraved=True))
    done = apply(run, held.ref)
    assert done.day <= held.day
    assert run.read(in_two_places) == []
    assert run.read(unattended) == []
    consistent(run)
