"""What the sandbox remembers: objects as it would show them, the replies it gave, and mishaps somebody asked for."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.types import Json, Ref


class SandboxObject(Base):
    """One object of the pretended card company; `hidden` is what only the sandbox itself knows about it."""

    __tablename__ = "shop_sandbox_object"

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    born: Mapped[str] = mapped_column(Ref, unique=True)
    kind: Mapped[str] = mapped_column(String(20), index=True)
    created: Mapped[int] = mapped_column(Integer)
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    hidden: Mapped[dict[str, Any]] = mapped_column(Json)


class SandboxReply(Base):
    """The reply given under an idempotency key: the same key gets the same reply, for the same request only."""

    __tablename__ = "shop_sandbox_reply"

    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    status: Mapped[int] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(Text)


class SandboxFault(Base):
    """A mishap to come: the next `remaining` requests to `operation` meet it."""

    __tablename__ = "shop_sandbox_fault"
    __table_args__ = (
        CheckConstraint("kind IN ('request_lost', 'reply_lost', 'server_error')", name="kind_known"),
        CheckConstraint("remaining >= 0", name="remaining_positive"),
    )

    id: Mapped[str] = mapped_column(Ref, primary_key=True)
    operation: Mapped[str] = mapped_column(String(80), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    remaining: Mapped[int] = mapped_column(Integer)
