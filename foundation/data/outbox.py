"""The outbox: what must happen outside, written in the transaction that needs it, done afterwards, at least once.

The row is the truth. `drain` is the one plain function that both the embedded worker and a distributed one call:
it takes a batch under a lease (SKIP LOCKED on PostgreSQL, the single writer on SQLite), runs handlers outside any
transaction and records the outcome. A worker that dies leaves a lease that runs out, and the message is taken again.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Index, Integer, String, Text, UniqueConstraint, delete, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from foundation.data.base import Base
from foundation.data.sql import changed, insert_into
from foundation.data.types import Json, Ref, UtcDateTime, state_check
from foundation.plain.states import State, TransitionTable

if TYPE_CHECKING:
    from foundation.data.runner import Runner

log = logging.getLogger(__name__)

OUTBOX_STATES = TransitionTable(
    "message",
    "waiting",
    {
        "waiting": State("Waiting", "neutral", ("done", "dead", "cancelled")),
        "done": State("Done", "ok", ("waiting",)),
        "dead": State("Given up", "bad", ("waiting",)),
        "cancelled": State("Taken back", "neutral", ("waiting",)),
    },
)
LEASE = timedelta(minutes=2)
MAX_ATTEMPTS = 12


class OutboxMessage(Base):
    """One thing to do outside. `payload` is plain JSON without personal data."""

    __tablename__ = "shop_outbox_message"
    __table_args__ = (
        UniqueConstraint("name", "key"),
        Index("ix_shop_outbox_message_due", "state", "due_at"),
        state_check("state", OUTBOX_STATES),
    )

    id: Mapped[str] = mapped_column(Ref, primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(160))
    payload: Mapped[dict[str, Any]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(20))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(Integer)
    last_error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


@dataclass(frozen=True)
class Message:
    """What a handler is given. `attempt` counts from 1."""

    id: str
    name: str
    key: str
    payload: dict[str, Any]
    attempt: int


def enqueue(
    session: Session, id_: str, name: str, payload: dict[str, Any], *, key: str, now: datetime, due: datetime
) -> None:
    """Insert a waiting message unless (name, key) is there; one that was taken back waits again, newly due."""
    values = {"payload": payload, "state": "waiting", "due_at": due, "attempts": 0, "created_at": now}
    statement = insert_into(session, OutboxMessage).values(id=id_, name=name, key=key, **values)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["name", "key"], set_=values, where=OutboxMessage.state == "cancelled"
        )
    )


def cancel(session: Session, name: str, key: str, *, now: datetime) -> bool:
    """Take back a message that has not left: waiting and under no live lease."""
    taken_back = session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.name == name, OutboxMessage.key == key, OutboxMessage.state == "waiting")
        .where(or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until < now))
        .values(state="cancelled")
        .execution_options(synchronize_session=False)
    )
    return bool(changed(taken_back))


def claim(session: Session, now: datetime, batch: int) -> list[Message]:
    """Lease up to `batch` due messages, oldest first."""
    due = (
        select(OutboxMessage)
        .where(OutboxMessage.state == "waiting", OutboxMessage.due_at <= now)
        .where(or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until < now))
        .order_by(OutboxMessage.due_at, OutboxMessage.id)
        .limit(batch)
        .with_for_update(skip_locked=True)
    )
    rows = session.scalars(due).all()
    for row in rows:
        row.leased_until, row.attempts = now + LEASE, row.attempts + 1
    return [Message(row.id, row.name, row.key, dict(row.payload), row.attempts) for row in rows]


Together = Mapping[str, Callable[[Sequence[Message]], None]]


def drain(
    run: Runner,
    handlers: Mapping[str, Callable[[Message], None]],
    *,
    batch: int = 20,
    together: Together | None = None,
) -> int:
    """Do one batch of due messages; returns how many were taken. Handlers are idempotent: a message may come twice.

    Messages of a name in `together` are done by that handler when there are several; when it raises, nothing of them
    is done, and each is done alone, so that one of them cannot hold up the others.
    """
    messages = run.write(lambda work: claim(work.session, work.now(), batch))
    for message in _without_done(run, messages, together or {}):
        try:
            handlers[message.name](message)
        except Exception as error:  # the worker's loop outlives every handler; the row keeps the error
            # mypy infers no type for a lambda whose default binds the loop's value; Runner.write takes any result
            log.exception("outbox %s %s failed, attempt %d", message.name, message.key, message.attempt)
            run.write(lambda work, m=message, e=error: _failed(work.session, m, repr(e), work.now()))  # type: ignore[misc]
        else:
            run.write(lambda work, m=message: _done(work.session, [m], work.now()))  # type: ignore[misc]
    return len(messages)


def _without_done(run: Runner, messages: Sequence[Message], together: Together) -> list[Message]:
    """The messages that are left when those that can be done together have been."""
    left = list(messages)
    for name, handler in together.items():
        several = [message for message in messages if message.name == name]
        if len(several) < 2:
            continue
        try:
            handler(several)
        except Exception:  # each alone will say what was wrong with it
            log.warning("outbox %s: %d together failed, each is tried alone", name, len(several), exc_info=True)
            continue
        run.write(lambda work, m=several: _done(work.session, m, work.now()))  # type: ignore[misc]
        left = [message for message in left if message.name != name]
    return left


def has_due(session: Session, now: datetime) -> bool:
    """Whether there is anything to claim: a read, so that an idle worker never takes the write lock."""
    return bool(
        session.scalar(
            select(OutboxMessage.id)
            .where(OutboxMessage.state == "waiting", OutboxMessage.due_at <= now)
            .where(or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until < now))
            .limit(1)
        )
    )


def retry(session: Session, id_: str, now: datetime) -> bool:
    """Let a dead message wait again, at once; for the console."""
    again = session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == id_, OutboxMessage.state == "dead")
        .values(state="waiting", due_at=now, attempts=0, leased_until=None)
    )
    return bool(changed(again))


def forget_done(session: Session, before: datetime) -> int:
    """Delete what was done before `before`; the audit and the timeline remember what mattered."""
    gone = session.execute(delete(OutboxMessage).where(OutboxMessage.state == "done", OutboxMessage.done_at < before))
    return changed(gone)


def _done(session: Session, messages: Sequence[Message], now: datetime) -> None:
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id.in_([message.id for message in messages]), OutboxMessage.state == "waiting")
        .values(state="done", done_at=now, leased_until=None, last_error=None)
    )


def _failed(session: Session, message: Message, error: str, now: datetime) -> None:
    pause = min(2**message.attempt, 900) * random.uniform(0.5, 1.5)  # noqa: S311 - jitter, not a secret
    dead = message.attempt >= MAX_ATTEMPTS
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == message.id, OutboxMessage.state == "waiting")
        .values(
            state="dead" if dead else "waiting",
            due_at=now + timedelta(seconds=pause),
            leased_until=None,
            last_error=error[:2000],
        )
    )
