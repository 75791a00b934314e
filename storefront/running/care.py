"""What people and the calendar do with messages of the outbox that are over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from foundation.data.outbox import OutboxMessage
from foundation.data.sql import changed


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
