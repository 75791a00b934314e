"""The standalone shop's own people. A shop inside another app has no rows here."""

from __future__ import annotations

from datetime import datetime

from flask_security import RoleMixin, UserMixin
from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.data.base import Base
from foundation.data.types import Json, UtcDateTime

user_roles = Table(
    "shop_user_role",
    Base.metadata,
    Column("user_id", ForeignKey("shop_user.id"), primary_key=True),
    Column("role_id", ForeignKey("shop_role.id"), primary_key=True),
)


class Role(Base, RoleMixin):
    """Flask-Security wants roles; what people may do is said by `accounts.Membership`."""

    __tablename__ = "shop_role"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    description: Mapped[str | None] = mapped_column(String(255))


class User(Base, UserMixin):
    """Somebody who can sign in. `ref` is what the shop remembers them by; `fs_uniquifier` is what their sessions carry,
    and another one ends them all. The e-mail is kept in small letters."""

    __tablename__ = "shop_user"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    ref: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(255), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(Boolean)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when they opened a mail at this address
    # the second factor: its sealed secret once it is proven, the last step that was used, sealed codes for a lost phone
    tf_totp_secret: Mapped[str | None] = mapped_column(Text)
    tf_last_counter: Mapped[int | None] = mapped_column(BigInteger)
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(Json)
    roles: Mapped[list[Role]] = relationship(secondary=user_roles)  # type: ignore[assignment]  # the mixin names its own
