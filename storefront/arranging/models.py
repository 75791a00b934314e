"""The day a customer picked for what two people bring."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.types import UtcDateTime


class DeliveryDay(Base):
    """One day an order; picked anew it is another one."""

    __tablename__ = "shop_delivery_day"

    order_ref: Mapped[str] = mapped_column(ForeignKey("shop_order.order_ref"), primary_key=True)
    day: Mapped[date] = mapped_column(Date)
    chosen_at: Mapped[datetime] = mapped_column(UtcDateTime)
