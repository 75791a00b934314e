"""The live stream: nothing is skipped, nothing comes twice, and whoever leaves is forgotten."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from foundation.data.runner import Runner
from foundation.data.work import Work
from foundation.plain.clock import FixedClock
from storefront.timeline import queries
from storefront.timeline import stream as streaming
from storefront.timeline.bell import bell_of
from storefront.timeline.domain import START, Entry, Place
from storefront.timeline.service import append
from storefront.timeline.stream import BACKLOG, Tailer, event, follow

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def say(run: Runner, order: str = "o1", kind: str = "picked", **data: Any) -> None:
    run.write(lambda work: append(work, order, ["l1"], kind, AT, data))


@pytest.fixture
def tailer(new_run: Callable[..., Runner]) -> Iterator[Tailer]:
    found = Tailer(new_run().read, 0.01)
    yield found
    found.close()


def events_of(chunks: list[str]) -> list[dict[str, Any]]:
    return [json.loads(line[6:]) for chunk in chunks for line in chunk.splitlines() if line.startswith("data: ")]


def take(page: Iterator[str], count: int) -> list[str]:
    """The next `count` events, heartbeats left out."""
    found: list[str] = []
    while len(found) < count:
        chunk = next(page)
        if "data: " in chunk:
            found.append(chunk)
    return found


def test_a_page_gets_what_it_missed_and_then_what_happens(run: Runner, tailer: Tailer) -> None:
    say(run, kind="picked")
    stream = follow(tailer, run.read, "o1", START, 0.2)
    assert next(stream).startswith("retry:")
    assert events_of(take(stream, 1))[0]["kind"] == "picked"

    say(run, kind="packed")
    say(run, order="o2", kind="picked")
    say(run, kind="handed_over", shipment="s1")
    assert [e["kind"] for e in events_of(take(stream, 2))] == ["packed", "handed_over"]
    stream.close()  # type: ignore[attr-defined]


def test_it_resumes_after_the_last_id_without_repeating(run: Runner, tailer: Tailer) -> None:
    for kind in ("picked", "packed", "handed_over"):
        say(run, kind=kind)
    told = run.read(lambda work: queries.after(work, START, "o1"))
    resumed = Place.parse(str(told[1].place))
    assert resumed is not None

    stream = follow(tailer, run.read, "o1", resumed, 0.05)
    next(stream)
    assert [e["kind"] for e in events_of(take(stream, 1))] == ["handed_over"]
    assert next(stream) == ": still here\n\n"
    stream.close()  # type: ignore[attr-defined]


def test_sellers_entries_stay_with_sellers(run: Runner, tailer: Tailer) -> None:
    say(run, kind="label_failed", sentence="No such postcode")
    stream = follow(tailer, run.read, "o1", START, 0.05)
    next(stream)
    say(run, kind="label_failed", sentence="No such postcode")
    assert next(stream) == ": still here\n\n"
    stream.close()  # type: ignore[attr-defined]


def test_whoever_leaves_is_forgotten_and_the_tailer_rests(run: Runner, tailer: Tailer) -> None:
    streams = [follow(tailer, run.read, f"o{n}", START, 5) for n in range(5)]
    for stream in streams:
        next(stream)
    assert tailer.listeners == 5
    for stream in streams:
        stream.close()  # type: ignore[attr-defined]
    assert tailer.listeners == 0


def test_shutdown_ends_every_stream_within_the_deadline(run: Runner, tailer: Tailer) -> None:
    stream = follow(tailer, run.read, "o1", START, 60)
    next(stream)
    began = time.monotonic()
    tailer.close(2)
    assert list(stream) == []
    assert time.monotonic() - began < 2
    late = follow(tailer, run.read, "o1", START, 60)
    assert next(late).startswith("retry:")
    assert list(late) == []


def test_a_page_that_does_not_read_is_let_go_and_comes_back(run: Runner, tailer: Tailer) -> None:
    subscription = tailer.subscribe("o1")

    def many(work: Work) -> None:
        for _ in range(BACKLOG + 5):
            append(work, "o1", [], "picked", AT)

    run.write(many)
    while not subscription.queue.full():
        pass
    seen: list[Entry | None] = []
    while (entry := subscription.queue.get(timeout=60)) is not None:
        seen.append(entry)
    assert len(seen) < BACKLOG + 5
    tailer.unsubscribe(subscription)


def test_the_wire_form_is_an_event_with_an_id(run: Runner) -> None:
    say(run, kind="picked")
    [entry] = run.read(lambda work: queries.after(work, START, "o1"))
    lines = event(entry).split("\n")
    assert lines[0] == f"id: {entry.place}"
    assert lines[1] == "event: entry"
    assert lines[-2:] == ["", ""]


@pytest.mark.parametrize("text", [None, "", "1", "1-", "a-b", "1-2-3", "-1-2", "9" * 30 + "-1", "1-2\n"])
def test_a_place_we_never_wrote_is_no_place(text: str | None) -> None:
    assert Place.parse(text) is None


@pytest.mark.postgres
def test_a_late_commit_is_not_skipped(postgres_engine: Engine, clock: FixedClock) -> None:
    """Two open transactions: the one that drew the lower id commits last, and still arrives."""
    slow, quick, reader = (Session(postgres_engine) for _ in range(3))
    append(Work(slow, clock), "o1", ["l1"], "picked", AT)
    append(Work(quick, clock), "o1", ["l1"], "packed", AT)
    quick.commit()

    place = queries.tail(Work(reader, clock))
    early = queries.after(Work(reader, clock), START)
    reader.rollback()
    assert early == (), "nothing is shown beyond a transaction that is still open"
    slow.commit()

    told = queries.after(Work(reader, clock), place)
    assert [entry.kind for entry in told] == ["picked", "packed"]
    reader.rollback()
    for session in (slow, quick, reader):
        session.close()


@pytest.mark.postgres
def test_without_the_horizon_the_late_commit_would_be_lost(postgres_engine: Engine, clock: FixedClock) -> None:
    """The guard taken away: reading by id alone loses the late row, so the test above proves something."""
    slow, quick = Session(postgres_engine), Session(postgres_engine)
    append(Work(slow, clock), "o1", [], "picked", AT)
    append(Work(quick, clock), "o1", [], "packed", AT)
    quick.commit()
    by_id = sa.text("SELECT kind, id FROM shop_timeline_entry WHERE id > :seen ORDER BY id")
    with postgres_engine.connect() as reader:
        first = reader.execute(by_id, {"seen": 0}).all()
        assert [row.kind for row in first] == ["packed"]
        reader.rollback()
        slow.commit()
        assert reader.execute(by_id, {"seen": first[-1].id}).all() == []
    slow.close()
    quick.close()


def test_a_ring_wakes_the_tailer_long_before_its_next_look(
    postgres_engine: Engine, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "BELL_SECONDS", 60.0)
    monkeypatch.setattr(streaming, "RESTLESS_SECONDS", 0.0)
    run = Runner(scoped_session(sessionmaker(postgres_engine)), clock)
    listening = Tailer(
        Runner(scoped_session(sessionmaker(postgres_engine)), clock).read, 60.0, lambda: bell_of(postgres_engine)
    )
    page = listening.subscribe("o1")
    for number in range(3):
        say(run, n=number)
        entry = page.queue.get(timeout=30)
        assert entry is not None
        assert entry.data == {"n": number}
    listening.unsubscribe(page)
    say(run, order="o2")  # rings once more, so that the tailer sees that nobody is there


def test_a_bell_that_breaks_leaves_the_table_to_be_asked(postgres_engine: Engine, clock: FixedClock) -> None:
    run = Runner(scoped_session(sessionmaker(postgres_engine)), clock)
    listening = Tailer(
        Runner(scoped_session(sessionmaker(postgres_engine)), clock).read, 0.01, lambda: bell_of(postgres_engine)
    )
    page = listening.subscribe("o1")
    say(run, n=1)
    assert page.queue.get(timeout=30) is not None
    with postgres_engine.connect() as connection:
        connection.exec_driver_sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%%'")
    say(run, n=2)
    found = page.queue.get(timeout=30)
    assert found is not None
    assert found.data == {"n": 2}
    listening.close()
