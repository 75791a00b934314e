"""A kept design: what was chosen, and how it read and what it cost on that day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.types import Json, UtcDateTime


class Design(Base):
    """Whoever knows the code may open it. `rows` are [input, label, words] as they stood; price and date are not kept
    as a promise, they are told to say what changed since."""

    __tablename__ = "shop_design"
    __table_args__ = (CheckConstraint("total_minor >= 0", name="total_not_negative"),)

    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    slug: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(80))
    picks: Mapped[str] = mapped_column(Text)  # as in an address
    choices: Mapped[dict[str, Any]] = mapped_column(Json)  # every input: options, numbers, texts
    rows: Mapped[list[list[str]]] = mapped_column(Json)
    total_minor: Mapped[int] = mapped_column(Integer)
    currency: Mapped[str] = mapped_column(String(3))
    model_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
