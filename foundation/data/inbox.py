"""The inbox: every verified webhook, stored once, answered at once, processed later. A duplicate is a no-op."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.sql import insert_into
from foundation.data.types import Json, Ref, UtcDateTime, state_check
from foundation.data.work import Work
from foundation.plain.states import State, TransitionTable

INBOX_STATES = TransitionTable(
    "delivery",
    "received",
    {
        "received": State("Received", "info", ("processed", "unknown", "failed")),
        "processed": State("Processed", "ok"),
        "unknown": State("Kept, not understood", "warn", ("processed",)),
        "failed": State("Failed", "bad", ("processed", "unknown")),
    },
)


class InboxMessage(Base):
    """One delivery of a partner, with its raw bytes: what was signed is what is kept."""

    __tablename__ = "shop_inbox_message"
    __table_args__ = (
        UniqueConstraint("provider", "account", "delivery_key"),
        state_check("state", INBOX_STATES),
    )

    id: Mapped[str] = mapped_column(Ref, primary_key=True)
    provider: Mapped[str] = mapped_column(String(40))
    account: Mapped[str] = mapped_column(String(80))
    delivery_key: Mapped[str] = mapped_column(String(160))
    headers: Mapped[dict[str, Any]] = mapped_column(Json)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(20))
    outcome: Mapped[str | None] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    processed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


def store(
    work: Work, provider: str, account: str, delivery_key: str, headers: dict[str, str], body: bytes
) -> str | None:
    """Keep a verified delivery and leave `process_inbox` for the worker; None when it was here before."""
    id_ = work.new_id()
    stored = work.session.scalar(
        insert_into(work.session, InboxMessage)
        .values(
            id=id_,
            provider=provider,
            account=account,
            delivery_key=delivery_key,
            headers=headers,
            body=body,
            state=INBOX_STATES.initial,
            received_at=work.now(),
        )
        .on_conflict_do_nothing(index_elements=["provider", "account", "delivery_key"])
        .returning(InboxMessage.id)
    )
    if stored is None:
        return None
    work.enqueue("process_inbox", {"inbox": id_, "provider": provider}, key=id_)
    return id_


def settle(work: Work, id_: str, state: str, outcome: str) -> None:
    """Record what became of a delivery; a processed one stays processed."""
    row = work.session.get_one(InboxMessage, id_)
    if INBOX_STATES.allows(row.state, state):
        row.state, row.outcome, row.processed_at = state, outcome, work.now()
