from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import scoped_session, sessionmaker

from foundation.data import inbox, outbox
from foundation.data.runner import Runner, forbid_network_in_transaction
from foundation.data.work import Work
from foundation.plain.clock import FixedClock
from storefront.running import care
from storefront.running.draining import drain
from tests.conftest import MONDAY_MORNING


def test_a_message_is_done_once_and_a_second_enqueue_is_a_no_op(run: Runner) -> None:
    run.write(lambda work: work.enqueue("mail", {"n": 1}, key="a"))
    run.write(lambda work: work.enqueue("mail", {"n": 2}, key="a"))
    seen = []
    assert drain(run, {"mail": lambda m: seen.append(m.payload["n"])}) == 1
    assert drain(run, {"mail": lambda m: seen.append(m.payload["n"])}) == 0
    assert seen == [1]


def test_a_message_waits_until_it_is_due_and_can_be_taken_back_until_it_leaves(run: Runner, clock: FixedClock) -> None:
    later = clock.now() + timedelta(minutes=5)
    run.write(lambda work: work.enqueue("charge", {}, key="a", due=later))
    assert drain(run, {}) == 0
    assert run.write(lambda work: work.cancel("charge", "a"))
    clock.advance(timedelta(minutes=6))
    assert drain(run, {}) == 0
    assert not run.write(lambda work: work.cancel("charge", "a"))
    run.write(lambda work: work.enqueue("charge", {}, key="a"))
    assert drain(run, {"charge": lambda m: None}) == 1


def test_a_handler_that_fails_is_tried_again_later_and_given_up_in_the_end(run: Runner, clock: FixedClock) -> None:
    run.write(lambda work: work.enqueue("mail", {}, key="a"))

    def broken(_: outbox.Message) -> None:
        raise OSError("no route")

    for _ in range(outbox.MAX_ATTEMPTS):
        assert drain(run, {"mail": broken}) == 1
        assert drain(run, {"mail": broken}) == 0
        clock.advance(timedelta(hours=1))
    row = run.read(lambda work: work.session.query(outbox.OutboxMessage).one().state)
    assert row == "dead"
    assert run.write(
        lambda work: care.retry(work.session, work.session.query(outbox.OutboxMessage).one().id, work.now())
    )


def test_messages_of_a_name_are_done_together_and_alone_when_that_fails(run: Runner) -> None:
    done: list[Any] = []

    def all_of_them(messages: Sequence[outbox.Message]) -> None:
        if any(message.payload["n"] == 9 for message in messages):
            raise LookupError("one of them is no order")
        done.append({message.payload["n"] for message in messages})

    handlers = {"accept": lambda m: done.append(m.payload["n"]), "mail": lambda m: done.append("mail")}
    for numbers in ((1, 2), (3,), (4, 9)):
        for number in numbers:
            run.write(lambda work, n=number: work.enqueue("accept", {"n": n}, key=f"{n}"))  # type: ignore[misc]
        run.write(lambda work, n=numbers: work.enqueue("mail", {}, key=f"{n}"))  # type: ignore[misc]
        assert drain(run, handlers, together={"accept": all_of_them}) == len(numbers) + 1
        assert drain(run, handlers, together={"accept": all_of_them}) == 0
    assert done[:2] == [{1, 2}, "mail"]
    assert sorted(map(str, done[2:4])) == ["3", "mail"]
    assert sorted(map(str, done[4:])) == ["4", "9", "mail"]


def test_while_it_goes_on_the_next_batch_is_taken_with_the_record_of_this_one(run: Runner, engine: Engine) -> None:
    def leave(work: Work) -> None:
        for number in range(5):
            work.enqueue("mail", {"n": number}, key=f"{number}")

    run.write(leave)
    seen: list[int] = []
    handlers = {"mail": lambda m: seen.append(m.payload["n"])}
    drain(run, handlers, batch=1)  # from now on it is known to be quick
    commits: list[object] = []
    event.listen(engine, "commit", commits.append)
    assert drain(run, handlers, batch=2, go_on=lambda: True) == 4
    assert sorted(seen) == [0, 1, 2, 3, 4]
    assert len(commits) == 3, "two to begin, two more with the record of those, and the record of the rest"
    states = select(outbox.OutboxMessage.state).distinct()
    assert run.read(lambda work: work.session.scalars(states).all()) == ["done"]


def test_a_lease_that_ran_out_is_taken_again(run: Runner, clock: FixedClock) -> None:
    run.write(lambda work: work.enqueue("mail", {}, key="a"))
    assert len(run.write(lambda work: outbox.claim(work.session, work.now(), 5))) == 1
    assert run.write(lambda work: outbox.claim(work.session, work.now(), 5)) == []
    clock.advance(outbox.LEASE + timedelta(seconds=1))
    assert [m.attempt for m in run.write(lambda work: outbox.claim(work.session, work.now(), 5))] == [2]


def test_a_delivery_that_comes_twice_is_kept_once(run: Runner) -> None:
    first = run.write(lambda work: inbox.store(work, "ups", "main", "k", {}, b"{}"))
    again = run.write(lambda work: inbox.store(work, "ups", "main", "k", {}, b"{}"))
    assert first
    assert again is None


def test_the_network_is_forbidden_while_a_transaction_is_open(run: Runner) -> None:
    forbid_network_in_transaction()
    with pytest.raises(RuntimeError, match="outbox"):
        run.write(lambda work: forbid_network_in_transaction())


def test_nothing_of_a_failed_entry_point_remains(run: Runner) -> None:
    def half(work: object) -> None:
        work.enqueue("mail", {}, key="a")
        raise ValueError

    with pytest.raises(ValueError):
        run.write(half)
    assert drain(run, {}) == 0


def _row(key: str, ref: str) -> inbox.InboxMessage:
    return inbox.InboxMessage(
        id=ref, provider="van", account="a", delivery_key=key, headers={}, body=b"", state="received",
        received_at=MONDAY_MORNING,
    )  # fmt: skip


@pytest.mark.postgres
def test_who_looked_before_a_twin_was_inserted_looks_again(postgres_engine: Engine, clock: FixedClock) -> None:
    run, other = (Runner(scoped_session(sessionmaker(postgres_engine)), clock) for _ in range(2))
    looks: list[bool] = []

    def look_then_insert(work: Work) -> str:
        there = work.session.scalars(select(inbox.InboxMessage.id).where(inbox.InboxMessage.delivery_key == "k"))
        looks.append(there.first() is not None)
        if looks[-1]:
            return "is there already"
        neighbour = Thread(target=other.write, args=(lambda work: work.session.add(_row("k", "twin")),))
        neighbour.start()
        neighbour.join()
        work.session.add(_row("k", "mine"))
        return "made"

    assert run.write(look_then_insert) == "is there already"
    assert looks == [False, True]


@pytest.mark.postgres
def test_a_key_that_we_take_twice_ourselves_is_a_fault_and_said_so(postgres_engine: Engine, clock: FixedClock) -> None:
    run = Runner(scoped_session(sessionmaker(postgres_engine)), clock)
    with pytest.raises(IntegrityError):
        run.write(lambda work: work.session.add_all([_row("k", "one"), _row("k", "two")]))
