"""Bookings: guarded by the database, adjusted by what production tells, moved with their calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from foundation.data.runner import Runner
from foundation.data.work import Work
from foundation.plain.clock import FixedClock
from foundation.plain.errors import Conflict, DomainError, Invalid, NotFound
from foundation.plain.money import Money
from foundation.plain.scope import EVERY_SELLER, SellerScope
from fulfilment.api.setup import CalendarIn, WorkCentreIn, put_calendar, put_work_centre
from fulfilment.capacity import ledger, memory
from fulfilment.capacity.models import Booking, WorkCentre, WorkUnit
from fulfilment.capacity.service import begin, book_more, bookings, finish, reopen, work_centres
from fulfilment.promise.service import commit
from tests.fulfilment.capacity.overlaps import overlaps
from tests.fulfilment.house import DAY_SHIFT, HOME, SELLER, a_table, furnished, operation


def order(run: Runner, name: str, **spec: object) -> None:
    run.write(lambda w: commit(w, f"c-{name}", f"o-{name}", [a_table(name, **spec)], HOME, "each"))  # type: ignore[arg-type]


def test_the_database_itself_refuses_two_bookings_of_one_minute(run: Runner) -> None:
    furnished(run)
    order(run, "a")

    def twin(work: Work, shift: int, state: str = "firm") -> None:
        row = work.session.scalars(select(Booking).order_by(Booking.id).limit(1)).one()
        values = {c.key: getattr(row, c.key) for c in Booking.__table__.columns if c.key != "id"}
        more = {"start_minute": row.start_minute + shift, "end_minute": row.end_minute + shift, "state": state}
        work.session.add(Booking(**(values | more)))
        work.session.flush()

    for shift in (0, 59, -59):
        with pytest.raises((DBAPIError, Conflict)):
            run.write(lambda w, s=shift: twin(w, s))  # type: ignore[misc]
    run.write(lambda w: twin(w, 0, "displaced"))
    run.write(lambda w: twin(w, 60))

    def collide(work: Work) -> None:
        rows = work.session.scalars(select(Booking).where(Booking.state == "displaced")).all()
        rows[0].state = "firm"
        work.session.flush()

    with pytest.raises((DBAPIError, Conflict)):
        run.write(collide)


def test_work_done_early_gives_its_time_back_and_an_undo_takes_it_again(run: Runner, clock: FixedClock) -> None:
    furnished(run)
    order(run, "a")
    order(run, "b")
    before = run.read(lambda w: bookings(w, ["a", "b"]))
    run.write(lambda w: begin(w, "a", 10, w.now()))
    clock.advance(timedelta(minutes=20))
    run.write(lambda w: finish(w, "a", 10, w.now()))
    early = run.read(lambda w: bookings(w, ["a"]))["a", 10]
    assert (early.end, early.state) == (clock.now(), "frozen")
    run.write(lambda w: reopen(w, "a", 10, w.now()))
    again = run.read(lambda w: bookings(w, ["a", "b"]))
    assert again == before
    run.write(lambda w: finish(w, "a", 10, w.now()))
    order(run, "c", saw_minutes=40)
    taken = run.read(lambda w: bookings(w, ["c"]))["c", 10]
    assert taken.start == clock.now()
    run.write(lambda w: reopen(w, "a", 10, w.now()))
    elsewhere = run.read(lambda w: bookings(w, ["a"]))["a", 10]
    assert elsewhere.start >= before["b", 10].end
    assert run.read(overlaps) == []


def test_work_done_before_its_turn_takes_no_time(run: Runner, clock: FixedClock) -> None:
    furnished(run)
    order(run, "a")
    run.write(lambda w: finish(w, "a", 30, w.now()))
    assert run.read(lambda w: bookings(w, ["a"]))["a", 30].state == "displaced"
    run.write(lambda w: reopen(w, "a", 30, w.now()))
    assert run.read(lambda w: bookings(w, ["a"]))["a", 30].state == "firm"
    for verb in (begin, finish, reopen):
        run.write(lambda w, v=verb: v(w, "unknown", 10, w.now()))  # type: ignore[misc]


def displaced(work: Work, line_ref: str, number: int) -> None:
    """Taken off its place, as a machine that goes down does, and not planned anew yet."""
    chosen = select(Booking).where(Booking.line_ref == line_ref, Booking.operation == number)
    ledger.move(work, work.session.scalars(chosen).one(), state="displaced")


def test_work_begun_before_it_is_planned_anew_has_its_own_place_or_the_next_one(run: Runner, clock: FixedClock) -> None:
    furnished(run)
    order(run, "a")
    before = run.read(lambda w: bookings(w, ["a"]))["a", 10]
    run.write(lambda w: displaced(w, "a", 10))
    run.write(lambda w: begin(w, "a", 10, w.now()))
    again = run.read(lambda w: bookings(w, ["a"]))["a", 10]
    assert (again.start, again.end, again.state) == (before.start, before.end, "frozen")
    order(run, "b")
    theirs = run.read(lambda w: bookings(w, ["b"]))["b", 10]
    assert theirs.start >= again.end  # its minutes are told to whoever plans

    run.write(lambda w: displaced(w, "b", 10))
    order(run, "c")
    taken = run.read(lambda w: bookings(w, ["c"]))["c", 10]
    assert taken.start == theirs.start  # somebody else has the place meanwhile
    run.write(lambda w: begin(w, "b", 10, w.now()))
    moved = run.read(lambda w: bookings(w, ["b"]))["b", 10]
    assert moved.state == "frozen"
    assert moved.start >= taken.end
    assert run.read(overlaps) == []


def test_work_begun_where_no_machine_is_left_runs_without_time_of_its_own(run: Runner, clock: FixedClock) -> None:
    furnished(run)
    order(run, "a")
    run.write(lambda w: displaced(w, "a", 10))

    def shut(work: Work) -> None:
        work.session.execute(update(WorkUnit).values(retired=True))
        memory.moved(work, work.session.scalars(select(WorkCentre.id)).all())

    run.write(shut)
    run.write(lambda w: begin(w, "a", 10, w.now()))
    assert run.read(lambda w: bookings(w, ["a"]))["a", 10].state == "displaced"


def test_rework_is_planned_behind_what_is_there(run: Runner, clock: FixedClock) -> None:
    furnished(run)
    order(run, "a")
    steps = (operation(110, "SAW", 30), operation(120, "BENCH", 15, 110, wait=60))
    end = run.write(lambda w: book_more(w, "a", steps, w.now(), 2))
    booked = run.read(lambda w: bookings(w, ["a"]))
    assert booked["a", 110].start == booked["a", 10].end
    assert booked["a", 120].end + timedelta(minutes=60) == end
    assert booked["a", 120].end - booked["a", 120].start == timedelta(minutes=30)
    with pytest.raises(NotFound):
        run.write(lambda w: book_more(w, "a", (operation(1, "LASER", 5),), w.now(), 1))
    with pytest.raises(Conflict):
        run.write(lambda w: book_more(w, "unknown", steps, w.now(), 1))


def test_a_day_off_moves_what_was_booked_on_it(run: Runner, clock: FixedClock) -> None:
    furnished(run)
    order(run, "a", saw_minutes=300)
    order(run, "b", saw_minutes=300)
    before = run.read(lambda w: bookings(w, ["a", "b"]))
    known = {c.code: c.plan_version for c in run.read(lambda w: work_centres(w, EVERY_SELLER))}
    tomorrow = date(2026, 11, 24)
    run.write(
        lambda w: put_calendar(w, EVERY_SELLER, CalendarIn("day", "Europe/Copenhagen", DAY_SHIFT, ((tomorrow, ()),)))
    )
    after = run.read(lambda w: bookings(w, ["a", "b"]))
    assert after.keys() == before.keys()
    assert all(after[key].start >= before[key].start for key in before)
    assert not [b for b in after.values() if b.start.date() == tomorrow]
    assert run.read(overlaps) == []
    versions = {c.code: c.plan_version for c in run.read(lambda w: work_centres(w, EVERY_SELLER))}
    assert {versions[code] - known[code] for code in known} == {1}


def test_the_load_of_the_coming_days_is_shown(run: Runner) -> None:
    furnished(run)
    order(run, "a", saw_minutes=60)
    saw, press, _ = run.read(lambda w: work_centres(w, EVERY_SELLER))
    assert (saw.load[0].day, saw.load[0].booked) == (date(2026, 11, 23), 60)
    assert (saw.load[0].available, saw.load[1].available, press.load[1].available) == (300, 480, 960)
    assert run.read(lambda w: work_centres(w, SellerScope(frozenset({"x"})))) == []


def test_units_retire_only_when_nothing_is_booked_on_them(run: Runner) -> None:
    def press(units: int) -> WorkCentreIn:
        return WorkCentreIn("PRESS", "Press", SELLER, "day", units, Money(4_600, "EUR"))

    furnished(run)
    run.write(lambda w: put_work_centre(w, EVERY_SELLER, press(1)))
    run.write(lambda w: put_work_centre(w, EVERY_SELLER, press(3)))
    for name in ("a", "b", "c"):
        order(run, name, operations=(operation(10, "PRESS", 60),))
    with pytest.raises(Conflict, match="Work is booked on unit 2"):
        run.write(lambda w: put_work_centre(w, EVERY_SELLER, press(1)))
    assert {b.unit for b in run.read(lambda w: bookings(w, ["a", "b", "c"])).values()} == {1, 2, 3}


@pytest.mark.parametrize("units", [0, -1])
def test_a_work_centre_without_units_or_calendar_is_refused(run: Runner, units: int) -> None:
    furnished(run)
    bad = WorkCentreIn("NEW", "New", SELLER, "day", units, Money(1, "EUR"))
    with pytest.raises(Invalid):
        run.write(lambda w: put_work_centre(w, EVERY_SELLER, bad))
    with pytest.raises(DomainError):
        run.write(
            lambda w: put_work_centre(w, EVERY_SELLER, WorkCentreIn("N", "N", SELLER, "none", 1, Money(1, "EUR")))
        )
