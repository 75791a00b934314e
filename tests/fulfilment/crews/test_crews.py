"""People beside machines: booked, handed over, away; on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import scoped_session, sessionmaker

from foundation.data.runner import Runner
from foundation.data.sqlite import tune_sqlite
from foundation.data.work import Work
from foundation.plain.clock import FixedClock
from foundation.plain.errors import Conflict, DomainError, Invalid, NotFound
from foundation.plain.money import Money
from foundation.plain.scope import EVERY_SELLER, SellerScope
from fulfilment.api.crews import MemberIn, away, back, people, put_member, retire_member
from fulfilment.api.promise import WantedMade, quote, release, reserve
from fulfilment.api.setup import CalendarIn, WorkCentreIn, put_calendar, put_work_centre
from fulfilment.capacity import ledger, memory
from fulfilment.capacity.models import Booking
from fulfilment.capacity.service import begin, bookings, finish, reopen
from fulfilment.keeping.models import Repair
from fulfilment.promise.batching import PaidOrder, commit_many
from fulfilment.promise.service import cancel, commit
from tests.fulfilment.crews.shop import (
    doubled,
    id_of,
    in_two_places,
    overfull,
    staffed,
    unattended,
    without_the_skill,
)
from tests.fulfilment.house import HOME, SELLER, a_table, operation, table
from tests.servers.kept import wrote

TODAY = date(2026, 11, 23)


def order(run: Runner, name: str, **spec: object) -> None:
    run.write(lambda w: commit(w, f"c-{name}", f"o-{name}", [a_table(name, **spec)], HOME, "each"))  # type: ignore[arg-type]


def person_at(run: Runner, name: str, number: int) -> str:
    return run.read(lambda w: bookings(w, [name]))[name, number].person


def test_two_saws_and_one_who_can_saw_run_one_at_a_time(run: Runner) -> None:
    wrote(run, staffed)
    order(run, "a")
    order(run, "b")
    found = run.read(lambda w: bookings(w, ["a", "b"]))
    assert found["a", 10].person == found["b", 10].person == "Anna"
    assert found["b", 10].start >= found["a", 10].end
    assert found["a", 20].person == ""
    assert run.read(in_two_places) == []


def test_who_can_do_less_is_asked_first(run: Runner) -> None:
    wrote(run, staffed)
    order(run, "a")
    assert person_at(run, "a", 30) == "Bo"


def test_the_database_itself_refuses_a_person_in_two_places(run: Runner) -> None:
    wrote(run, staffed)
    order(run, "a")

    def twin(work: Work, shift: int, state: str = "firm") -> None:
        row = work.session.scalars(select(Booking).where(Booking.person_id.is_not(None)).limit(1)).one()
        values = {c.key: getattr(row, c.key) for c in Booking.__table__.columns if c.key != "id"}
        far = {"start_minute": row.start_minute + 90_000, "end_minute": row.end_minute + 90_000, "state": state}
        there = {name: getattr(row, name) + shift for name in ("attended_from", "attended_until")}
        work.session.add(Booking(**(values | far | there)))
        work.session.flush()

    for shift in (0, 59, -59):
        with pytest.raises((DBAPIError, Conflict)):
            run.write(lambda w, s=shift: twin(w, s))  # type: ignore[misc]
    run.write(lambda w: twin(w, 0, "displaced"))

    def collide(work: Work) -> None:
        work.session.execute(sa.update(Booking).where(Booking.state == "displaced").values(state="firm"))

    with pytest.raises((DBAPIError, Conflict)):
        run.write(collide)


def test_somebody_away_is_stood_in_for_and_no_day_moves(run: Runner) -> None:
    wrote(run, staffed)
    order(run, "a", operations=(operation(10, "BENCH", 60),))
    before = run.read(lambda w: bookings(w, ["a"]))["a", 10]
    assert before.person == "Bo"
    told = run.write(lambda w: away(w, EVERY_SELLER, id_of(w, "Bo")))
    after = run.read(lambda w: bookings(w, ["a"]))["a", 10]
    assert (told.handed, told.displaced) == (1, 0)
    assert (after.person, after.start, after.state) == ("Anna", before.start, "firm")
    assert run.read(lambda w: w.session.scalars(select(Repair)).all()) == []


def test_what_nobody_else_can_do_is_planned_anew_by_the_worker(run: Runner) -> None:
    wrote(run, staffed)
    order(run, "a")
    told = run.write(lambda w: away(w, EVERY_SELLER, id_of(w, "Anna")))
    assert (told.name, told.handed, told.displaced) == ("Anna", 0, 1)
    repair = run.read(lambda w: w.session.scalars(select(Repair)).one())
    assert (repair.kind, repair.lines) == ("away", ["a"])
    states = run.read(lambda w: {b.operation: b.state for b in w.session.scalars(select(Booking))})
    assert states[10] == "displaced"


def test_anna_is_away_today_and_the_next_quote_knows(run: Runner) -> None:
    wrote(run, staffed)
    wanted = [WantedMade("q", table(operations=(operation(10, "SAW", 60),)), 1)]
    before = run.read(lambda w: quote(w, wanted, HOME))
    run.write(lambda w: away(w, EVERY_SELLER, id_of(w, "Anna")))
    after = run.read(lambda w: quote(w, wanted, HOME))
    assert after.plan_version != before.plan_version
    assert before.lines[0].ready_at is not None
    assert after.lines[0].ready_at is not None
    assert before.lines[0].ready_at.date() == TODAY
    assert after.lines[0].ready_at.date() == TODAY + timedelta(days=1)
    run.write(lambda w: back(w, EVERY_SELLER, id_of(w, "Anna")))
    assert run.read(lambda w: quote(w, wanted, HOME)).lines[0].ready_at == before.lines[0].ready_at


def test_a_checkout_that_counted_on_somebody_away_is_let_go_of(run: Runner, clock: FixedClock) -> None:
    wrote(run, staffed)
    end = clock.now() + timedelta(minutes=30)
    run.write(lambda w: reserve(w, "c-a", [a_table("a")], HOME, "each", end))
    run.write(lambda w: away(w, EVERY_SELLER, id_of(w, "Anna")))
    assert run.read(lambda w: w.session.scalars(select(Booking)).all()) == []


def test_who_goes_home_at_noon_was_there_in_the_morning(run: Runner, clock: FixedClock) -> None:
    wrote(run, staffed)
    order(run, "a")
    clock.advance(timedelta(hours=2))
    run.write(lambda w: away(w, EVERY_SELLER, id_of(w, "Anna")))
    view = next(one for one in run.read(lambda w: people(w, EVERY_SELLER)) if one.name == "Anna")
    assert view.today == (("07:00", "12:00"),)
    assert view.away_today
    assert person_at(run, "a", 10) == "Anna"


def test_a_skill_that_nobody_has_any_more_makes_no_promise(run: Runner) -> None:
    wrote(run, staffed)
    run.write(lambda w: retire_member(w, EVERY_SELLER, id_of(w, "Anna")))
    line = run.read(lambda w: quote(w, [a_table("q")], HOME)).lines[0]
    assert line.promised is None
    assert "Saw" in line.reasons[0].sentence


def test_part_time_hours_are_the_ones_that_count(run: Runner) -> None:
    wrote(run, staffed)
    short = dict.fromkeys((1, 3), (("08:00", "11:00"),))
    run.write(lambda w: put_calendar(w, EVERY_SELLER, CalendarIn("short", "Europe/Copenhagen", short)))
    run.write(lambda w: put_member(w, EVERY_SELLER, MemberIn("Anna", SELLER, "short", ("saw",))))
    order(run, "a", operations=(operation(10, "SAW", 240),))
    found = run.read(lambda w: bookings(w, ["a"]))["a", 10]
    assert (found.start.isoformat(), found.end.isoformat()) == (
        "2026-11-24T07:00:00+00:00",
        "2026-11-26T08:00:00+00:00",
    )


def test_shifts_that_move_take_people_along_or_find_others(run: Runner) -> None:
    wrote(run, staffed)
    for name in ("a", "b", "c"):
        order(run, name)
    later = dict.fromkeys(range(5), (("10:00", "14:00"),))
    run.write(lambda w: put_calendar(w, EVERY_SELLER, CalendarIn("day", "Europe/Copenhagen", later)))
    assert run.read(in_two_places) == []
    assert run.read(unattended) == []
    assert run.read(without_the_skill) == []


def test_a_limit_of_work_in_progress_below_the_places_is_refused(run: Runner) -> None:
    wrote(run, staffed)
    rate = Money(4_600, "EUR")
    saw = WorkCentreIn("SAW", "Saw", SELLER, "day", 2, rate, wip_limit=1, skill="saw")
    with pytest.raises(Invalid, match="Saw has 2 places") as refused:
        run.write(lambda w: put_work_centre(w, EVERY_SELLER, saw))
    assert refused.value.field == "wip_limit"
    for limit in (2, 5, None):
        run.write(lambda w, limit=limit: put_work_centre(w, EVERY_SELLER, replace(saw, wip_limit=limit)))


def test_a_calendar_without_a_shift_long_enough_for_planned_work_is_refused(run: Runner) -> None:
    wrote(run, staffed)
    whole = replace(operation(10, "PRESS", 200), splittable=False)
    order(run, "a", operations=(whole,))
    short = dict.fromkeys(range(5), (("07:00", "09:00"), ("09:30", "12:00")))
    with pytest.raises(Invalid, match="200 minutes without a break"):
        run.write(lambda w: put_calendar(w, EVERY_SELLER, CalendarIn("day", "Europe/Copenhagen", short)))


@pytest.mark.parametrize(
    ("member", "error"),
    [
        (MemberIn(" ", SELLER, "day", ()), Invalid),
        (MemberIn("Di", SELLER, "night", ()), NotFound),
        (MemberIn("Di", SELLER, "day", ("x" * 41,)), Invalid),
    ],
)
def test_bad_input_about_people_is_refused(run: Runner, member: MemberIn, error: type[DomainError]) -> None:
    wrote(run, staffed)
    with pytest.raises(error):
        run.write(lambda w: put_member(w, EVERY_SELLER, member))


@pytest.mark.parametrize(("first", "last"), [(-1, 0), (3, 1), (0, 400)])
def test_days_away_that_make_no_sense_are_refused(run: Runner, first: int, last: int) -> None:
    wrote(run, staffed)
    days = TODAY + timedelta(days=first), TODAY + timedelta(days=last)
    with pytest.raises(Invalid):
        run.write(lambda w: away(w, EVERY_SELLER, id_of(w, "Anna"), *days))


def test_another_sellers_people_do_not_exist(run: Runner) -> None:
    wrote(run, staffed)
    mine = SellerScope(frozenset({"somebody-else"}))
    assert run.read(lambda w: people(w, mine)) == []
    with pytest.raises(NotFound):
        run.write(lambda w: away(w, mine, id_of(w, "Anna")))


def baked(name: str, pieces: int = 1, key: str = "oak") -> WantedMade:
    step = replace(operation(10, "BENCH", 60), batch_key=key)
    return WantedMade(name, table(operations=(step,)), pieces)


def paid(*wanted: WantedMade) -> list[PaidOrder]:
    return [PaidOrder(f"c-{one.line_ref}", f"o-{one.line_ref}", (one,), HOME) for one in wanted]


def test_equal_work_shares_one_booking_up_to_the_size(run: Runner) -> None:
    run.write(lambda w: staffed(w, batch=3))
    run.write(lambda w: commit_many(w, paid(baked("a"), baked("b"), baked("c", key="ash"), baked("d"), baked("e"))))
    found = run.read(lambda w: bookings(w, ["a", "b", "c", "d", "e"]))
    starts = {name: found[name, 10].start for name in "abcde"}
    assert starts["a"] == starts["b"] == starts["d"]
    assert found["a", 10].unit == found["b", 10].unit == found["d", 10].unit
    assert found["c", 10].unit != found["a", 10].unit
    assert starts["e"] > starts["a"]
    assert run.read(overfull) == []


def test_who_leads_a_load_may_go_and_the_load_stays(run: Runner) -> None:
    run.write(lambda w: staffed(w, batch=3))
    for name in ("a", "b"):
        run.write(lambda w, n=name: commit_many(w, paid(baked(n))))  # type: ignore[misc]
    before = run.read(lambda w: bookings(w, ["b"]))["b", 10]
    run.write(lambda w: cancel(w, "a"))
    after = run.read(lambda w: bookings(w, ["b"]))["b", 10]
    assert (after.start, after.person) == (before.start, "Bo")
    assert run.read(overfull) == []
    run.write(lambda w: commit_many(w, paid(baked("c", key="ash"))))
    assert run.read(doubled) == []


def test_a_load_that_has_begun_takes_no_more(run: Runner) -> None:
    run.write(lambda w: staffed(w, batch=3))
    run.write(lambda w: commit_many(w, paid(baked("a"))))
    run.write(lambda w: begin(w, "a", 10, w.now()))
    run.write(lambda w: commit_many(w, paid(baked("b"))))
    rides = run.read(lambda w: {b.line_ref: b.rides for b in w.session.scalars(select(Booking))})
    assert rides == {"a": False, "b": False}


@pytest.fixture
def elsewhere(engine: Engine, clock: FixedClock) -> Iterator[Runner]:
    """Another process on the same database: an engine, and so a memory, of its own."""
    other = sa.create_engine(engine.url)
    if other.dialect.name == "sqlite":
        tune_sqlite(other)
    sessions = scoped_session(sessionmaker(other))
    yield Runner(sessions, clock)
    sessions.remove()
    other.dispose()


Seen = dict[str, tuple[list[tuple[int, int]], list[list[tuple[int, int]]], set[tuple[int, int, str, int]]]]


def free(work: Work) -> Seen:
    """The free time from now on of units, people and loads, as the ledger of this process has it."""
    found = ledger.centres_of(work, {(SELLER, code) for code in ("SAW", "PRESS", "BENCH")})
    return {
        c.code: (
            [(max(s, at), e) for u in c.units for s, e in u if e > at],
            [[(max(s, own), e) for s, e in p.free if e > own] for p in c.crew for own in [p.axis.position(work.now())]],
            {(load.unit_id, load.start, load.key, load.room) for load in c.loads if load.start >= at},
        )
        for c in found.values()
        for at in [c.axis.position(work.now())]
    }


def anew(work: Work) -> Seen:
    memory.forget_all(work)
    return free(work)


def something_happens(run: Runner, clock: FixedClock, random: Random, number: int) -> None:
    line, name = f"t{random.randrange(number + 1)}", random.choice(["Anna", "Bo"])
    end = clock.now() + timedelta(minutes=30)
    keys = random.choice("ab")
    mine = [baked(f"t{number}", random.randint(1, 2), keys)] if random.random() < 0.6 else [a_table(f"t{number}")]
    verbs: list[Callable[[Work], object]] = [
        lambda w: reserve(w, f"c-{number}", mine, HOME, "each", end),
        lambda w: commit(w, f"c-{number}", f"o-{number}", mine, HOME, "each"),
        lambda w: release(w, f"c-{random.randrange(number + 1)}"),
        lambda w: cancel(w, line),
        lambda w: begin(w, line, 10, w.now()),
        lambda w: finish(w, line, 10, w.now()),
        lambda w: reopen(w, line, 10, w.now()),
        lambda w: away(w, EVERY_SELLER, id_of(w, name), None, TODAY + timedelta(days=random.randint(0, 5))),
        lambda w: back(w, EVERY_SELLER, id_of(w, name)),
    ]
    clock.advance(timedelta(minutes=random.randint(0, 40)))
    try:
        run.write(random.choice([*verbs[:2], *verbs[:2], *verbs]))
    except DomainError:
        return


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_nobody_is_in_two_places_and_no_load_is_over_its_size(
    run: Runner, elsewhere: Runner, clock: FixedClock, seed: int
) -> None:
    run.write(lambda w: staffed(w, batch=3))
    random = Random(seed)
    for number in range(35):
        something_happens(random.choice([run, elsewhere]), clock, random, number)
        if random.random() < 0.4:
            assert run.read(free) == elsewhere.read(free)
    assert run.read(free) == elsewhere.read(free) == elsewhere.read(anew)
    for wrong in (in_two_places, doubled, overfull, unattended, without_the_skill):
        assert run.read(wrong) == [], wrong.__name__
