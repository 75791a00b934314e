"""A machine goes down: what was booked on it is displaced, repaired, and told once if a day must move."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from foundation.plain.errors import Conflict, Invalid, NotFound
from foundation.plain.scope import EVERY_SELLER, SellerScope
from fulfilment.capacity.outages.models import CalendarException
from fulfilment.keeping.queries import machine, outages
from fulfilment.keeping.service.outages import back_up
from fulfilment.promise.service import quote, reservation, reserve
from tests.fulfilment.capacity.overlaps import overlaps
from tests.fulfilment.house import HOME, a_table
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


def test_a_machine_that_is_back_early_is_used_and_no_promised_day_moves(run):
    one, two = orders(run, 2)
    before = planned(run, one)[10]
    out = down(run, "SAW", 24 * 10)
    work_off(run)
    day = promise_of(run, "order-1").promised
    assert planned(run, one)[10][0] >= out.ends_at
    run.write(lambda w: back_up(w, EVERY_SELLER, out.ref, person="anna"))
    run.write(lambda w: back_up(w, EVERY_SELLER, out.ref, person="ben"))
    work_off(run)
    assert planned(run, one)[10][0] < before[0] + timedelta(days=2)
    assert planned(run, two)[10][0] >= planned(run, one)[10][1]
    assert promise_of(run, "order-1").promised == day
    assert run.read(overlaps) == []


def test_two_who_tap_the_same_report_it_once(run):
    orders(run, 1)
    first = down(run, "SAW", 5, client_id="a", person="anna")
    again = down(run, "SAW", 5, client_id="a", person="anna")
    other = down(run, "SAW", 4, client_id="b", person="ben")
    assert first.ref == again.ref == other.ref
    assert other.reported_by == "anna"
    longer = down(run, "SAW", 30, client_id="c", person="ben")
    assert longer.ref != first.ref
    assert len(run.read(lambda w: w.session.scalars(select(CalendarException)).all())) == 2


def test_one_place_of_two_leaves_the_other(run):
    orders(run, 1)
    out = down(run, "PRESS", 50, unit=1)
    assert out.unit == 1
    work_off(run)
    assert planned(run, "line-1")[20][0] < out.ends_at
    assert [one.unit for one in run.read(lambda w: machine(w, EVERY_SELLER, "PRESS")).down] == [1]


def test_times_that_make_no_sense_get_a_sentence(run, clock):
    orders(run, 1)
    now = clock.now()
    for begins, hours, said in (
        (None, -1, "back later than it went down"),
        (now - timedelta(hours=5), -1, "over already"),
        (now - timedelta(days=9), 1, "more than a week ago"),
        (None, 24 * 365 * 9, "does not reach that far"),
    ):
        with pytest.raises(Invalid, match=said):
            down(run, "SAW", hours, starts_at=begins)
    with pytest.raises(Invalid, match="under 200"):
        down(run, "SAW", 1, reason="x" * 201)
    with pytest.raises(NotFound, match="no place 7"):
        down(run, "SAW", 1, unit=7)
    with pytest.raises(NotFound):
        down(run, "NIX", 1)
    with pytest.raises(NotFound):
        run.write(lambda w: back_up(w, EVERY_SELLER, "nothing", person="anna"))
    assert run.read(lambda w: outages(w, EVERY_SELLER)) == []


def test_another_sellers_machine_is_not_there(run):
    orders(run, 1)
    out = down(run, "SAW", 4)
    stranger = SellerScope(frozenset({"lumen"}))
    with pytest.raises(NotFound):
        run.write(lambda w: back_up(w, stranger, out.ref, person="eve"))
    assert run.read(lambda w: outages(w, stranger)) == []


def test_a_clock_that_goes_back_between_down_and_back_loses_nothing(run, clock):
    (one,) = orders(run, 1)
    out = down(run, "SAW", 4)
    clock.advance(timedelta(hours=-2))
    closed = run.write(lambda w: back_up(w, EVERY_SELLER, out.ref, person="anna"))
    assert closed.ends_at == out.starts_at
    work_off(run)
    assert states(run) == {"firm"}
    assert planned(run, one)[10][2] == "firm"


def test_a_machine_that_went_down_an_hour_ago_cuts_what_was_running(run, clock):
    from tests.fulfilment.orders.factory import finish, operations, start

    (one,) = orders(run, 1)
    begins = planned(run, one)[10][0]
    clock.set(begins)
    ref = operations(run)["Cut boards"]
    start(run, ref)
    clock.advance(timedelta(minutes=10))
    out = down(run, "SAW", 20, starts_at=begins + timedelta(minutes=5))
    work_off(run)
    rest = planned(run, one)[10]
    assert rest[0] >= out.ends_at
    assert (rest[1] - rest[0]) == timedelta(minutes=30)
    assert planned(run, one)[20][0] >= rest[1]
    finish(run, ref)


def test_a_checkout_that_held_such_hours_is_told_and_quotes_see_the_machine(run, clock):
    orders(run, 1)
    wanted, until = [a_table("line-9")], clock.now() + timedelta(minutes=35)
    shown = run.read(lambda w: quote(w, wanted, HOME)).lines[0].promised
    run.write(lambda w: reserve(w, "c9", wanted, HOME, "each", until))
    down(run, "SAW", 24 * 14)
    assert run.read(lambda w: reservation(w, "c9")) is None
    work_off(run)
    later = run.read(lambda w: quote(w, wanted, HOME)).lines[0].promised
    assert later > shown
    with pytest.raises(Conflict, match="instead of"):
        run.write(lambda w: reserve(w, "c9", wanted, HOME, "each", until, shown={"line-9": shown}))
