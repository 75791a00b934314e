"""The tables of uploads: the files, and which configurations they belong to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.types import Ref, UtcDateTime


class Upload(Base):
    """A file that was given. Its bytes are in the blob store under `uploads/<ref>.<kind>`."""

    __tablename__ = "shop_upload"
    __table_args__ = (
        CheckConstraint("kind IN ('png', 'jpeg', 'webp', 'pdf')", name="kind_known"),
        CheckConstraint("size > 0", name="size_positive"),
    )

    ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(8))
    size: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class UploadUse(Base):
    """A configuration that holds the file."""

    __tablename__ = "shop_upload_use"

    upload_ref: Mapped[str] = mapped_column(ForeignKey("shop_upload.ref", ondelete="CASCADE"), primary_key=True)
    snapshot_ref: Mapped[str] = mapped_column(String(80), primary_key=True, index=True)
    used_at: Mapped[datetime] = mapped_column(UtcDateTime)
