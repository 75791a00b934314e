"""A better plan is looked for when a promise is more likely broken than kept, and breaks no other promise."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from foundation.plain.scope import EVERY_SELLER
from fulfilment.keeping.asking import Happened, ask_repair
from fulfilment.keeping.domain.floor import sheet_of
from fulfilment.keeping.models import Repair
from fulfilment.keeping.reading import open_floor
from fulfilment.keeping.service import improving
from fulfilment.keeping.service.improving import improve_plan, late_of
from fulfilment.keeping.service.repairing import repair
from fulfilment.promise.models import Promise
from fulfilment.promise.service import commit
from tests.fulfilment.capacity.overlaps import overlaps
from tests.fulfilment.house import HOME
from tests.fulfilment.house import a_table as wanted_table
from tests.fulfilment.keeping.shop import down, orders, promise_of
from tests.fulfilment.orders.factory import a_table, accepted, step, table_spec

BIG = (step(10, "Cut boards", "SAW"), step(20, "Glue-up", "PRESS", 10, wait=720), step(30, "Sand", "BENCH", 20))


def promised(run, line, day):
    """The shop had given this day."""

    def write(work):
        row = work.session.scalars(select(Promise).where(Promise.line_ref == line)).one()
        row.promised = row.quoted = day

    run.write(write)


def repaired(run) -> str:
    """The repair that waits, right-shifted; its reference."""
    (ref,) = run.read(lambda w: w.session.scalars(select(Repair.id).where(Repair.state == "waiting")).all())
    run.write(lambda w: repair(w, ref))
    return ref


def state(run, ref):
    return run.read(lambda w: w.session.get(Repair, ref).state)


def late(run):
    def look(work):
        sheet = sheet_of(open_floor(work, EVERY_SELLER))
        return late_of(sheet, [step.line_ref for step in sheet.places.values()])

    return run.read(look)


def queue(run, clock):
    """Three large orders with a lot of time stand before a small one that was promised soon."""
    for n in (1, 2, 3):
        accepted(run, a_table(f"line-{n}", quantity=12, spec=table_spec(BIG)), ref=f"order-{n}")
    soon = promise_of(run, "order-1").promised
    accepted(run, a_table("line-4", spec=table_spec(BIG)), ref="order-4")
    for n in (1, 2, 3):
        promised(run, f"line-{n}", clock.now().date() + timedelta(days=60))
    promised(run, "line-4", soon)
    return soon


def test_a_promise_that_would_break_is_rescued_by_moving_those_that_have_time(run, clock):
    soon = queue(run, clock)
    assert late(run) == ("line-4",)
    run.write(lambda w: ask_repair(w, Happened("overrun", "Slow", "We are slow.", lines=["line-4"])))
    ref = repaired(run)
    assert state(run, ref) == "improving"
    improve_plan(run, ref, seconds=3)
    assert state(run, ref) == "done"
    assert late(run) == ()
    assert run.read(lambda w: w.session.get(Repair, ref).report["improved"]) > 0
    assert (promise_of(run, "order-4").promised, promise_of(run, "order-4").revised_from) == (soon, None)
    assert {promise_of(run, f"order-{n}").state for n in (1, 2, 3)} == {"committed"}
    assert run.read(overlaps) == []


def test_until_the_search_is_over_no_customer_hears_anything(run):
    orders(run, 1)
    down(run, "SAW", 24 * 21)
    ref = repaired(run)
    assert state(run, ref) == "improving"
    assert promise_of(run, "order-1").state == "at_risk"
    improve_plan(run, ref, seconds=1)
    improve_plan(run, ref, seconds=1)
    assert (state(run, ref), promise_of(run, "order-1").state) == ("done", "revised")


def book_on_every_saw(run):
    """Far behind everything, on the unit that the better plan touches."""
    wanted = [wanted_table("late", saw_minutes=45)]
    run.write(lambda w: commit(w, "c-late", "o-late", wanted, HOME, "each"))


def test_a_plan_of_yesterday_is_thrown_away_when_a_unit_changed_meanwhile(run, clock, monkeypatch):
    queue(run, clock)
    run.write(lambda w: ask_repair(w, Happened("overrun", "Slow", "We are slow.", lines=["line-4"])))
    ref = repaired(run)
    assert state(run, ref) == "improving"
    looks = []
    search = improving._searched

    def meanwhile(looked, seconds, tell):
        moved = search(looked, 1, tell)
        if not looks:
            book_on_every_saw(run)  # somebody taps while the solver thinks
        looks.append(moved)
        assert moved
        return moved

    monkeypatch.setattr(improving, "_searched", meanwhile)
    improve_plan(run, ref)
    assert len(looks) == 2
    assert run.read(overlaps) == []
    assert state(run, ref) == "done"


def test_the_bar_moves_and_never_back(run):
    orders(run, 1)
    down(run, "SAW", 24 * 21)
    ref = repaired(run)
    for share, shown in ((0.3, 30), (0.2, 30), (1.5, 100)):
        run.write(lambda w, s=share: improving._mark(w, ref, s))
        assert run.read(lambda w: w.session.get(Repair, ref).done) == shown
