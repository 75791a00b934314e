"""Settings that the console set, and the words of help and legal pages with every version of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.types import Ref, UtcDateTime


class Setting(Base):
    """One setting by its name in `Settings`. What the app's own config says is stronger."""

    __tablename__ = "shop_setting"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    changed_by: Mapped[str] = mapped_column(String(80))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PageText(Base):
    """The words of one page as they were typed: version 0 is the draft, from 1 on they were published. An empty body
    that was published gives the page back the words that the shop came with."""

    __tablename__ = "shop_page_text"
    __table_args__ = (
        UniqueConstraint("topic", "locale", "version"),
        CheckConstraint("version >= 0", name="version_not_negative"),
    )

    id: Mapped[str] = mapped_column(Ref, primary_key=True)
    topic: Mapped[str] = mapped_column(String(20))
    locale: Mapped[str] = mapped_column(String(10))
    version: Mapped[int] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(Text)
    written_by: Mapped[str] = mapped_column(String(80))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
