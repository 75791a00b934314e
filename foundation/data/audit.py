"""Who changed which state, when: one append-only row per move, written by the helper that makes the move."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.guards import append_only
from foundation.data.types import Ref, UtcDateTime
from foundation.data.work import Work
from foundation.plain.states import TransitionTable


class StateChange(Base):
    """One move of one thing. `actor` is a person's ref, a worker's name or `customer`; never a name or an address."""

    __tablename__ = "shop_state_change"
    __table_args__ = (
        Index("ix_shop_state_change_subject", "noun", "subject"),
        Index("ix_shop_state_change_at", "at", "id"),
    )

    id: Mapped[str] = mapped_column(Ref, primary_key=True)
    noun: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(60))
    was: Mapped[str] = mapped_column(String(30))
    now: Mapped[str] = mapped_column(String(30))
    actor: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


append_only(StateChange.__table__)


def move(
    work: Work, row: Any, table: TransitionTable, wanted: str, *, subject: str, actor: str, reason: str = ""
) -> None:
    """Move `row` and leave a StateChange; raises `IllegalTransition` for a move that `table` has not."""
    table.check(row.state, wanted, subject)
    work.session.add(
        StateChange(
            id=work.new_id(),
            noun=table.noun,
            subject=subject,
            was=row.state,
            now=wanted,
            actor=actor,
            reason=reason,
            at=work.now(),
        )
    )
    row.state = wanted
