"""Sellers and memberships. `person_ref` is the app's own id of a person; the shop stores nothing else about them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.types import Ref, UtcDateTime
from storefront.accounts.access import ROLES


class Seller(Base):
    """Somebody who sells here: owns products, locations and work centres."""

    __tablename__ = "shop_seller"

    ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Membership(Base):
    """A person's role with a seller. `seller_ref` "*" is the operator: every seller."""

    __tablename__ = "shop_membership"
    __table_args__ = (
        UniqueConstraint("person_ref", "seller_ref"),
        CheckConstraint(f"role IN {ROLES!r}", name="role_known"),
    )

    id: Mapped[str] = mapped_column(Ref, primary_key=True)
    person_ref: Mapped[str] = mapped_column(String(64), index=True)
    seller_ref: Mapped[str] = mapped_column(Ref)
    role: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # as they were when they came: people belong to the app, and a list of refs tells nobody who works here
    name: Mapped[str] = mapped_column(String(120), default="", server_default="")
    email: Mapped[str] = mapped_column(String(255), default="", server_default="")


class Invitation(Base):
    """Somebody is asked in; the link carries the id, signed. Taken once, or over."""

    __tablename__ = "shop_invitation"
    __table_args__ = (CheckConstraint(f"role IN {ROLES!r}", name="role_known"),)

    id: Mapped[str] = mapped_column(Ref, primary_key=True)
    email: Mapped[str] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(20))
    seller_ref: Mapped[str] = mapped_column(Ref)
    invited_by: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    person_ref: Mapped[str] = mapped_column(String(64), default="", server_default="")
