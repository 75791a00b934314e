"""Tables of keeping: repairs of the plan, and what customers said to a day that moved."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.guards import append_only
from foundation.data.types import Json, Ref, UtcDateTime, state_check
from fulfilment.keeping.states import REPAIR
from fulfilment.promise.models import PromiseRevision


class Repair(Base):
    """Something happened to the plan: what, on which work centres (`centres`, ids) and to which lines; how far the
    worker is with it (`done` of `total`) and what came of it (`report`: moved, at_risk, revised, stuck).

    `reason` is what a customer reads if a day moves because of it.
    """

    __tablename__ = "shop_repair"
    __table_args__ = (
        state_check("state", REPAIR),
        CheckConstraint("done >= 0 AND total > 0 AND done <= total", name="counts_up"),
        Index("ix_shop_repair_state", "state", "made_at"),
    )

    id: Mapped[str] = mapped_column(Ref, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    centres: Mapped[list[int]] = mapped_column(Json)
    lines: Mapped[list[str]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(20))
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=100)
    report: Mapped[dict[str, Any]] = mapped_column(Json)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RevisionAnswer(Base):
    """What the customer said to one move of a day: once, and never changed."""

    __tablename__ = "shop_revision_answer"
    __table_args__ = (CheckConstraint("answer IN ('accepted', 'changed', 'cancelled')", name="answer_known"),)

    revision_id: Mapped[int] = mapped_column(ForeignKey(PromiseRevision.id), primary_key=True, autoincrement=False)
    answer: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


append_only(RevisionAnswer.__table__)
