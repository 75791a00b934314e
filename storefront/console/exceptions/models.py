"""What somebody has dealt with, in the state in which it was then."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.types import UtcDateTime


class ExceptionMark(Base):
    """Once the thing is in another state (`stamp`), the mark counts no more and the thing is back in the queue."""

    __tablename__ = "shop_exception_mark"

    key: Mapped[str] = mapped_column(String(160), primary_key=True)
    stamp: Mapped[str] = mapped_column(String(160))
    note: Mapped[str] = mapped_column(Text)
    person: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
