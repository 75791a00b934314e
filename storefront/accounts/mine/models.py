"""What belongs to a person. `person_ref` is the app's own id of somebody; all of it goes when they are erased."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.types import Ref, UtcDateTime

LETTERS = ("register", "registered", "reset", "no_account", "new_email", "export", "erase", "erased")


class PersonCart(Base):
    """The cart that somebody finds again wherever they sign in."""

    __tablename__ = "shop_person_cart"

    person_ref: Mapped[str] = mapped_column(String(64), primary_key=True)
    cart_ref: Mapped[str] = mapped_column(Ref)


class PersonDesign(Base):
    """A kept design in somebody's list. The design itself belongs to whoever knows its code."""

    __tablename__ = "shop_person_design"

    person_ref: Mapped[str] = mapped_column(String(64), primary_key=True)
    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PersonOrder(Base):
    """Whose order it is: bought while signed in, or a guest's that was claimed by its e-mail. No row: a guest's."""

    __tablename__ = "shop_person_order"
    __table_args__ = (CheckConstraint("how IN ('bought', 'claimed')", name="how_known"),)

    order_ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    person_ref: Mapped[str] = mapped_column(String(64), index=True)
    how: Mapped[str] = mapped_column(String(10))
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class PersonAddress(Base):
    """One address of somebody's book; at most one of them is where things go unless they say otherwise."""

    __tablename__ = "shop_person_address"
    __table_args__ = (
        Index(
            "uq_shop_person_address_usual",
            "person_ref",
            unique=True,
            sqlite_where=text("usual"),
            postgresql_where=text("usual"),
        ),
    )

    ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    person_ref: Mapped[str] = mapped_column(String(64), index=True)
    usual: Mapped[bool]
    name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str] = mapped_column(String(40), default="")
    line1: Mapped[str] = mapped_column(String(120))
    line2: Mapped[str] = mapped_column(String(120), default="")
    postcode: Mapped[str] = mapped_column(String(16))
    city: Mapped[str] = mapped_column(String(80))
    country: Mapped[str] = mapped_column(String(2))
    floor: Mapped[str] = mapped_column(String(20), default="")
    lift: Mapped[str] = mapped_column(String(10), default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Letter(Base):
    """A mail to a person, and the door that its link opens: once, and not for long. Goes when both are over."""

    __tablename__ = "shop_letter"
    __table_args__ = (
        CheckConstraint(f"kind IN {LETTERS!r}", name="kind_known"),
        Index("ix_shop_letter_expires_at", "expires_at"),
    )

    ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    person_ref: Mapped[str] = mapped_column(String(64), index=True)
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(120))
    about: Mapped[str] = mapped_column(Ref, default="")  # what the link leads to, where the letter itself is not enough
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DataExport(Base):
    """All that the shop knows of somebody, packed by the worker; the file goes with `expires_at`."""

    __tablename__ = "shop_data_export"

    ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    person_ref: Mapped[str] = mapped_column(String(64), index=True)
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(120))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ready_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    size: Mapped[int] = mapped_column(Integer, default=0)


class SealedParty(Base):
    """Whose invoice it was, for the tax office alone: sealed with the shop's secret until the law lets it go."""

    __tablename__ = "shop_sealed_party"

    order_ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    sealed: Mapped[str] = mapped_column(Text)
    until: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
