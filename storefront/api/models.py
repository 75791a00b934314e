"""Keys and kept answers. Of a key only its fingerprint is stored; an answer is kept for a day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.types import Json, Ref, UtcDateTime


class ApiKey(Base):
    """A program's way in. `seller_ref` "*" is the operator's: every seller. `created_by` is a person's ref."""

    __tablename__ = "shop_api_key"

    ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    seller_ref: Mapped[str] = mapped_column(Ref, index=True)
    name: Mapped[str] = mapped_column(String(80))
    prefix: Mapped[str] = mapped_column(String(20))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[Any]] = mapped_column(Json)
    created_by: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class KeptAnswer(Base):
    """What a request with an Idempotency-Key was answered; `status` NULL while it runs. `holder` is who asked."""

    __tablename__ = "shop_api_answer"
    __table_args__ = (Index("ix_shop_api_answer_began", "began_at"),)

    holder: Mapped[str] = mapped_column(String(80), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    status: Mapped[int | None] = mapped_column(Integer)
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
