"""What a process remembers of the ledger is what the database says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine, event
from sqlalchemy.orm import scoped_session, sessionmaker

from foundation.data.runner import Runner
from foundation.data.sqlite import tune_sqlite
from foundation.data.work import Work
from foundation.plain.clock import FixedClock
from foundation.plain.errors import DomainError
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.promise import release, reserve
from fulfilment.api.setup import CalendarIn, put_calendar
from fulfilment.capacity import ledger, memory
from fulfilment.capacity.models import PlanChange
from fulfilment.capacity.service import begin, finish, reopen
from fulfilment.promise.service import cancel, commit
from tests.fulfilment.house import DAY_SHIFT, HOME, SELLER, a_table, furnished

KEYS = {(SELLER, code) for code in ("SAW", "PRESS", "BENCH")}
Seen = dict[str, list[tuple[int, list[tuple[int, int]]]]]


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


def free(work: Work) -> Seen:
    """The free time from now on; what is over may be remembered or not."""
    found = ledger.centres_of(work, KEYS)
    return {
        c.code: [(u.unit_id, [(max(s, at), e) for s, e in u if e > at]) for u in c.units]
        for c in found.values()
        for at in [c.axis.position(work.now())]
    }


def anew(work: Work) -> Seen:
    memory.forget_all(work)
    return free(work)


def something_happens(run: Runner, clock: FixedClock, random: Random, number: int) -> None:
    line = f"t{random.randrange(number + 1)}"
    end = clock.now() + timedelta(minutes=30)
    verbs: list[Callable[[Work], object]] = [
        lambda w: reserve(w, f"c-{number}", [a_table(f"t{number}", random.randint(1, 3))], HOME, "each", end),
        lambda w: commit(w, f"c-{number}", f"o-{number}", [a_table(f"t{number}")], HOME, "each"),
        lambda w: release(w, f"c-{random.randrange(number + 1)}"),
        lambda w: cancel(w, line),
        lambda w: begin(w, line, 10, w.now()),
        lambda w: finish(w, line, 10, w.now()),
        lambda w: reopen(w, line, 10, w.now()),
    ]
    clock.advance(timedelta(minutes=random.randint(0, 40)))
    try:
        run.write(random.choice([*verbs[:2], *verbs]))
    except DomainError:
        return


@pytest.mark.parametrize("seed", range(3))
def test_two_processes_remember_what_the_database_says(
    run: Runner, elsewhere: Runner, clock: FixedClock, seed: int
) -> None:
    furnished(run)
    random = Random(seed)
    for number in range(25):
        something_happens(random.choice([run, elsewhere]), clock, random, number)
        if random.random() < 0.3:
            remembered = run.read(free), elsewhere.read(free)
            assert remembered == (run.read(anew), run.read(free))


def test_a_process_that_kept_up_reads_one_statement_and_one_more_when_something_moved(
    run: Runner, elsewhere: Runner, engine: Engine
) -> None:
    furnished(run)
    run.read(free)
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))

    def asked() -> int:
        statements.clear()
        run.read(lambda w: ledger.centres_of(w, KEYS))
        return sum(text.startswith("SELECT") for text in statements)

    assert asked() == 1
    elsewhere.write(lambda w: commit(w, "c", "o", [a_table("t")], HOME, "each"))
    assert (asked(), asked()) == (2, 1)


def test_a_transaction_sees_its_own_bookings_and_nobody_remembers_them_when_it_fails(run: Runner) -> None:
    furnished(run)
    before = run.read(free)

    def fails(work: Work) -> None:
        commit(work, "c", "o", [a_table("t")], HOME, "each")
        assert free(work) != before
        raise RuntimeError

    with pytest.raises(RuntimeError):
        run.write(fails)
    assert run.read(free) == before == run.read(anew)


def test_a_changed_calendar_and_lost_changes_are_read_anew(run: Runner, elsewhere: Runner) -> None:
    furnished(run)
    run.read(free)
    week = {day: DAY_SHIFT[day] for day in range(3)}
    elsewhere.write(lambda w: put_calendar(w, EVERY_SELLER, CalendarIn("day", "Europe/Copenhagen", week)))
    axes = {c.axis.total for c in run.read(lambda w: ledger.centres_of(w, KEYS)).values()}
    assert axes == {c.axis.total for c in elsewhere.read(lambda w: ledger.centres_of(w, KEYS)).values()}
    elsewhere.write(lambda w: commit(w, "c", "o", [a_table("t")], HOME, "each"))
    elsewhere.write(lambda w: w.session.execute(sa.delete(PlanChange)))
    assert run.read(free) == elsewhere.read(anew)


def test_a_work_centre_is_the_very_same_while_nothing_of_it_moves(run: Runner, clock: FixedClock) -> None:
    """Searches are kept by it."""
    furnished(run)
    before, after = (run.read(lambda work: ledger.centres_of(work, KEYS)) for _ in range(2))
    assert all(after[key] is centre for key, centre in before.items())
    run.write(lambda work: commit(work, "c", "o", [a_table("l")], HOME, "each"))
    moved = run.read(lambda work: ledger.centres_of(work, KEYS))
    assert all(moved[key] is not centre for key, centre in before.items())
