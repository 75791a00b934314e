"""Sellers and memberships. `person_ref` is the app's own id of a person; the shop stores nothing else about them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.guards import append_only
from foundation.data.types import Json, Ref, UtcDateTime
from storefront.accounts.access import ROLES


class Seller(Base):
    """Somebody who sells here: owns products, locations and work centres."""

    __tablename__ = "shop_seller"

    ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # as it stands in an imprint and on a paper: the name of the firm, its address, its number with the tax office
    legal_name: Mapped[str] = mapped_column(String(160), default="", server_default="")
    address: Mapped[str] = mapped_column(Text, default="", server_default="")
    email: Mapped[str] = mapped_column(String(254), default="", server_default="")
    vat_id: Mapped[str] = mapped_column(String(30), default="", server_default="")


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


class StaffRule(Base):
    """What the shop asks of everybody with a role. No row: nothing."""

    __tablename__ = "shop_staff_rule"

    role: Mapped[str] = mapped_column(String(20), primary_key=True)
    second_factor: Mapped[bool]


class Deed(Base):
    """What somebody of the house did at the console, written in the transaction that did it. `view` is the button,
    `subject` the ref in its address, `changes` are [what, before, after]. `seller_ref` "*": every seller in view."""

    __tablename__ = "shop_deed"
    __table_args__ = (Index("ix_shop_deed_at", "at", "id"),)

    id: Mapped[str] = mapped_column(Ref, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    person_ref: Mapped[str] = mapped_column(String(64), index=True)
    seller_ref: Mapped[str] = mapped_column(Ref)
    view: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(120), index=True)
    changes: Mapped[list[Any]] = mapped_column(Json)


append_only(Deed.__table__)
