"""The table of change requests."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.types import Json, Ref, UtcDateTime, state_check
from fulfilment.changes.states import CHANGE, LIVE

_LIVE = text("state IN ({})".format(", ".join(f"'{state}'" for state in LIVE)))


class Change(Base):
    """A made line as somebody wants it instead: its WorkSpec, and the day that was told for it. At most one a line is
    under way. `late`: asked for after its freeze. What it costs is no business of fulfilment's."""

    __tablename__ = "shop_change"
    __table_args__ = (
        state_check("state", CHANGE),
        CheckConstraint("state NOT IN ('reserved', 'awaiting_payment') OR expires_at IS NOT NULL", name="held_ends"),
        Index("uq_shop_change_live", "line_ref", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index("ix_shop_change_state", "state", "expires_at"),
    )

    ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    order_ref: Mapped[str] = mapped_column(ForeignKey("shop_accepted_order.order_ref"), index=True)
    line_ref: Mapped[str] = mapped_column(Ref)
    seller_ref: Mapped[str] = mapped_column(Ref)
    state: Mapped[str] = mapped_column(String(20))
    wanted: Mapped[dict[str, Any]] = mapped_column(Json)
    summary: Mapped[list[list[str]]] = mapped_column(Json)
    drawing: Mapped[dict[str, Any] | None] = mapped_column(Json)
    was: Mapped[date] = mapped_column(Date)
    day: Mapped[date] = mapped_column(Date)
    late: Mapped[bool]
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sentence: Mapped[str] = mapped_column(Text, default="")
