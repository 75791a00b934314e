"""What else can happen to a plan: work that overruns, a verdict, a late supplier, fewer machines, another calendar."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import select

from foundation.plain.errors import Conflict, Invalid, Unavailable
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.events import SupplyMoved
from fulfilment.api.purchasing import PurchaseOrderIn, place_purchase_order
from fulfilment.api.setup import CalendarIn
from fulfilment.capacity.models import Booking
from fulfilment.keeping.asking import Happened, as_one, ask_repair
from fulfilment.keeping.models import Repair
from fulfilment.keeping.service.cutting import change_calendar, cut_units
from fulfilment.keeping.service.supplying import on_supply_moved
from fulfilment.keeping.service.watching import watch
from fulfilment.promise.models import Promise
from fulfilment.promise.service import commit
from fulfilment.purchasing.service.changing import expect
from tests.fulfilment.capacity.overlaps import overlaps
from tests.fulfilment.crews.shop import staffed
from tests.fulfilment.house import DAY_SHIFT, HOME
from tests.fulfilment.house import a_table as wanted
from tests.fulfilment.keeping.shop import LONG, down, orders, planned, promise_of, states, work_off
from tests.fulfilment.orders.factory import (
    a_table,
    accepted,
    finish,
    make_until,
    operations,
    start,
    table_spec,
    verdict,
)
from tests.fulfilment.whatif.test_people import ordered
from tests.servers.kept import wrote


def test_work_that_takes_longer_pushes_who_comes_after_it(run, clock):
    one, two = orders(run, 2)
    ops = operations(run)
    first, second = planned(run, one)[10], planned(run, two)[10]
    assert first[1] == second[0]
    clock.set(first[0])
    start(run, ops["Cut boards"])
    clock.set(first[1] + timedelta(minutes=6))
    assert run.write(watch) == 1
    assert run.write(watch) == 0  # the step has its time, and whoever was in its way is displaced
    work_off(run)
    assert planned(run, one)[10][1] > clock.now()
    assert planned(run, two)[10][0] >= planned(run, one)[10][1]
    assert run.read(overlaps) == []
    finish(run, ops["Cut boards"])


def test_what_nobody_began_in_time_is_planned_from_now_on(run, clock):
    (one,) = orders(run, 1)
    before = planned(run, one)[10]
    clock.set(before[1] + timedelta(minutes=10))
    assert run.write(watch) == 1
    work_off(run)
    after = planned(run, one)
    assert after[10][0] >= clock.now()
    assert after[20][0] >= after[10][1]
    assert states(run) == {"firm"}


def test_a_watch_that_finds_everything_as_planned_writes_nothing(run, clock):
    orders(run, 2)
    assert run.write(watch) == 0
    clock.advance(timedelta(days=-2))
    assert run.write(watch) == 0
    assert run.read(lambda w: w.session.scalars(select(Repair)).all()) == []


def test_rework_moves_what_comes_after_the_inspection(run, clock):
    accepted(run, a_table())
    ops = make_until(run, clock, "Inspect")
    verdict(run, ops["Inspect"], "rework", "A dent")
    work_off(run)
    by_name = {o.name: o for o in _steps(run)}
    assert by_name["Pack"].booked_start >= by_name["Rework: Sand"].booked_start
    found = planned(run, "line-table")
    assert found[50][0] >= max(found[number][1] for number in found if number > 50)
    assert run.read(overlaps) == []


def _steps(run):
    from tests.fulfilment.orders.factory import traveller

    return traveller(run).order.operations


def test_a_late_supplier_moves_the_work_behind_the_goods_and_the_day_if_it_must(new_run, clock):
    heard = []
    run = new_run({SupplyMoved: [on_supply_moved, lambda _work, event: heard.append(event)]})
    orders(run, 1, oak=0)
    before = promise_of(run, "order-1")
    number, today = "PO-1", clock.now().date()
    lines = (("OAK", 9_000, today + timedelta(days=14)),)
    run.write(lambda w: place_purchase_order(w, EVERY_SELLER, PurchaseOrderIn(number, "mill", lines, "HALL")))
    work_off(run)
    run.write(lambda w: expect(w, EVERY_SELLER, number, "OAK", today + timedelta(days=45), "anna"))
    assert heard[-1].later
    work_off(run)
    assert planned(run, "line-1")[10][0].date() > today + timedelta(days=45)
    after = promise_of(run, "order-1")
    assert (after.state, after.revised_from) == ("revised", before.promised)
    assert after.reason == heard[-1].reason
    run.write(lambda w: expect(w, EVERY_SELLER, number, "OAK", today + timedelta(days=20), "anna"))
    work_off(run)
    assert promise_of(run, "order-1").promised == after.promised  # earlier goods move no day


def test_a_machine_that_is_sold_leaves_its_work_to_the_others(run):
    one, two = orders(run, 2, saws=2)
    assert planned(run, one)[10][0] == planned(run, two)[10][0]
    run.write(lambda w: cut_units(w, EVERY_SELLER, "SAW", 1))
    work_off(run)
    assert planned(run, two)[10][0] >= planned(run, one)[10][1]
    assert run.read(overlaps) == []
    assert states(run) == {"firm"}
    with pytest.raises(Invalid, match="at least one machine"):
        run.write(lambda w: cut_units(w, EVERY_SELLER, "SAW", 0))
    with pytest.raises(Conflict, match="has 1"):
        run.write(lambda w: cut_units(w, EVERY_SELLER, "SAW", 3))


def test_a_calendar_with_fewer_hours_forecasts_every_promise_anew(run, clock):
    orders(run, 3)
    short = CalendarIn("day", "Europe/Copenhagen", {3: (("07:00", "09:00"),)})
    run.write(lambda w: change_calendar(w, EVERY_SELLER, short))
    work_off(run)
    assert {promise_of(run, f"order-{n}").state for n in (1, 2, 3)} <= {"at_risk", "revised", "committed"}
    assert promise_of(run, "order-3").state in ("at_risk", "revised")
    assert run.read(overlaps) == []
    run.write(lambda w: change_calendar(w, EVERY_SELLER, short))
    assert len(run.read(lambda w: w.session.scalars(select(Repair)).all())) == 1
    with pytest.raises(Invalid, match="at least one shift"):
        run.write(lambda w: change_calendar(w, EVERY_SELLER, CalendarIn("day", "Europe/Copenhagen", {})))
    run.write(lambda w: change_calendar(w, EVERY_SELLER, CalendarIn("day", "Europe/Copenhagen", DAY_SHIFT)))


def test_one_edit_of_shifts_is_one_repair_however_many_people_it_touches(run):
    wrote(run, staffed)
    ordered(run, 3)
    late = CalendarIn("day", "Europe/Copenhagen", {2: (("18:00", "20:00"),)})
    run.write(lambda w: change_calendar(w, EVERY_SELLER, late))
    (one,) = run.read(lambda w: w.session.scalars(select(Repair)).all())
    assert one.title == "Calendar day was changed"
    assert set(one.lines) == {"line-1", "line-2", "line-3"}
    work_off(run)
    assert run.read(overlaps) == []


def test_several_reasons_are_one_repair_of_all_their_lines_and_none_is_none(run):
    wrote(run, staffed)

    def twice(work):
        with as_one(work, "away", "Two are ill", "Two of us are ill."):
            ask_repair(work, Happened("away", "Anna", "", [1], ["a"]))
            with as_one(work, "away", "Inside", ""):
                ask_repair(work, Happened("away", "Bo", "", [2], ["b"]))
        with as_one(work, "away", "Nothing", ""):
            pass

    run.write(twice)
    (one,) = run.read(lambda w: w.session.scalars(select(Repair)).all())
    assert (one.title, one.centres, one.lines) == ("Two are ill", [1, 2], ["a", "b"])
    with suppress(ValueError):
        run.write(_broken)
    run.write(lambda w: ask_repair(w, Happened("away", "Later", "")))
    assert len(run.read(lambda w: w.session.scalars(select(Repair)).all())) == 2, "a failure leaves nothing gathered"


def _broken(work):
    with as_one(work, "away", "Broken", ""):
        raise ValueError


def test_nobody_reserves_while_the_plan_is_being_repaired(run):
    orders(run, 1)
    down(run, "SAW", 4)
    with pytest.raises(Unavailable, match="planning its days anew"):
        run.write(lambda w: commit(w, "c9", "o9", [wanted("line-9")], HOME, "each"))
    work_off(run)
    assert run.write(lambda w: commit(w, "c9", "o9", [wanted("line-9")], HOME, "each"))


def test_a_worker_that_does_not_come_shuts_no_shop(run, clock):
    orders(run, 1)
    down(run, "SAW", 4)
    clock.advance(timedelta(minutes=3))
    assert run.write(lambda w: commit(w, "c9", "o9", [wanted("line-9")], HOME, "each"))
    work_off(run)
    assert run.read(overlaps) == []


def test_goods_that_nobody_brings_put_the_promise_at_risk_and_say_so(new_run, clock):
    run = new_run({SupplyMoved: [on_supply_moved]})
    orders(run, 1, oak=0)
    event = SupplyMoved("OAK", "", None, None, ("line-1",), "Oak is short.", clock.now())

    def nobody(work):
        for claim in _claims(work):
            claim.expected = None
        work.session.flush()
        on_supply_moved(work, event)

    run.write(nobody)
    work_off(run)
    assert run.read(lambda w: w.session.scalars(select(Promise.state)).one()) == "at_risk"
    failed = run.read(lambda w: w.session.scalars(select(Repair)).one())
    assert failed.state == "failed"
    assert failed.report["stuck"] == [["line-1", "Oak is missing and on no purchase order."]]
    assert run.read(lambda w: len(w.session.scalars(select(Booking)).all())) == len(LONG)


def _claims(work):
    from fulfilment.stock.models import Claim

    return work.session.scalars(select(Claim).where(Claim.operation.is_not(None)))


def test_a_step_longer_than_any_shift_is_said_and_nothing_is_lost(run):
    orders(run, 1)
    (one,) = ["line-1"]
    short = CalendarIn("day", "Europe/Copenhagen", {3: (("07:00", "07:30"),)})

    def rigid(work):
        from fulfilment.orders.models import FulfilmentLine

        line = work.session.scalars(select(FulfilmentLine)).one()
        spec = table_spec(LONG).to_dict()
        spec["operations"][0]["splittable"] = False
        line.spec = spec

    run.write(rigid)
    run.write(lambda w: change_calendar(w, EVERY_SELLER, short))
    work_off(run)
    failed = run.read(lambda w: w.session.scalars(select(Repair)).one())
    assert failed.state == "failed"
    assert "longer than any shift" in failed.report["stuck"][0][1]
    assert promise_of(run, "order-1").state == "at_risk"
    assert len(planned(run, one)) == len(LONG)
