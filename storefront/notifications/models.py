"""Which of the mails that may be left out a customer wants."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.types import Json, UtcDateTime


class MailChoice(Base):
    """One row an order that chose; without one the defaults hold. `wanted` are kinds of mails."""

    __tablename__ = "shop_mail_choice"

    order_ref: Mapped[str] = mapped_column(ForeignKey("shop_order.order_ref"), primary_key=True)
    wanted: Mapped[list[str]] = mapped_column(Json)
    chosen_at: Mapped[datetime] = mapped_column(UtcDateTime)
