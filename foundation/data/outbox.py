"""The outbox: what must happen outside, written in the transaction that needs it, done afterwards, at least once.

The row is the truth: a worker leases a batch, does it (`storefront/running/draining.py`), or dies and its lease ends.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Index, Integer, String, Text, UniqueConstraint, bindparam, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from foundation.data.base import Base
from foundation.data.sql import changed, insert_into
from foundation.data.types import Json, Ref, UtcDateTime, state_check
from foundation.plain.states import State, TransitionTable

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
Names = Collection[str] | None
LEFT = "shop_left"  # in a session's info: names of what it left for the worker
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
    row = {"id": id_, "name": name, "key": key, "payload": payload, "state": "waiting", "due_at": due, "attempts": 0}
    if session.autoflush:  # a statement of a table does not by itself
        session.flush()
    session.execute(_entering(cast(Any, type(insert_into(session, OutboxMessage)))), {**row, "created_at": now})
    if due <= now:
        session.info.setdefault(LEFT, set()).add(name)


@lru_cache(maxsize=2)  # one a database: built once
def _entering(kind: Any) -> Any:
    at = kind(OutboxMessage.__table__)
    anew = {name: at.excluded[name] for name in ("payload", "state", "due_at", "attempts", "created_at")}
    return at.on_conflict_do_update(index_elements=["name", "key"], set_=anew, where=OutboxMessage.state == "cancelled")


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


def claim(session: Session, now: datetime, batch: int, names: Names = None) -> list[Message]:
    """Lease up to `batch` due messages, oldest first; only those of `names`, if any are given."""
    columns = (OutboxMessage.id, OutboxMessage.name, OutboxMessage.key, OutboxMessage.payload, OutboxMessage.attempts)
    due = _due(select(*columns), now, names).order_by(OutboxMessage.due_at, OutboxMessage.id).limit(batch)
    rows = session.execute(due.with_for_update(skip_locked=True)).all()
    messages = [Message(row.id, row.name, row.key, dict(row.payload), row.attempts + 1) for row in rows]
    if messages:
        _set(session, messages, leased_until=now + LEASE, attempts=OutboxMessage.attempts + 1)
    return messages


def give_back(session: Session, messages: Sequence[Message]) -> None:
    """What was leased and not begun waits again, as if nobody had taken it."""
    _set(session, messages, leased_until=None, attempts=OutboxMessage.attempts - 1)


def has_due(session: Session, now: datetime, names: Names = None) -> bool:
    """Whether there is anything to claim: a read, so that an idle worker never takes the write lock."""
    return bool(session.scalar(_any_due(None if names is None else tuple(names)), {"now": now}))


@lru_cache(maxsize=32)
def _any_due(names: tuple[str, ...] | None) -> Any:
    return _due(select(OutboxMessage.id), bindparam("now"), names).limit(1)


def _due(statement: Any, now: Any, names: Names) -> Any:
    due = statement.where(OutboxMessage.state == "waiting", OutboxMessage.due_at <= now)
    due = due.where(or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until < now))
    return due if names is None else due.where(OutboxMessage.name.in_(names))


def done(session: Session, messages: Sequence[Message], now: datetime) -> None:
    """Record that these are done; one that was taken back meanwhile stays so."""
    _set(session, messages, state="done", done_at=now, leased_until=None, last_error=None)


def failed(session: Session, message: Message, error: str, now: datetime) -> None:
    """Let a message wait longer each time, with jitter, until it has failed too often."""
    pause = min(2**message.attempt, 900) * random.uniform(0.5, 1.5)  # noqa: S311 - jitter, not a secret
    _set(
        session,
        [message],
        state="dead" if message.attempt >= MAX_ATTEMPTS else "waiting",
        due_at=now + timedelta(seconds=pause),
        leased_until=None,
        last_error=error[:2000],
    )


def _set(session: Session, messages: Sequence[Message], **values: Any) -> None:
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id.in_([message.id for message in messages]), OutboxMessage.state == "waiting")
        .values(**values)
        .execution_options(synchronize_session=False)
    )
