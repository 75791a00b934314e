"""Tables of shipments."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.data.base import Base
from foundation.data.types import Ref, UtcDateTime, state_check
from fulfilment.orders.models import FulfilmentOrder
from fulfilment.shipping.states import SHIPMENT


class Shipment(Base):
    """One label order at one carrier. `attempt` counts label requests: shipment + attempt is the carrier's key."""

    __tablename__ = "shop_shipment"
    __table_args__ = (
        CheckConstraint("attempt > 0", name="attempt_positive"),
        Index("ix_shop_shipment_state", "state", "seller_ref"),
        state_check("state", SHIPMENT),
    )

    ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    order_ref: Mapped[str] = mapped_column(Ref, index=True)
    order_number: Mapped[str] = mapped_column(String(40))
    seller_ref: Mapped[str] = mapped_column(Ref)
    location: Mapped[str] = mapped_column(String(40))
    carrier: Mapped[str] = mapped_column(String(40))
    service: Mapped[str] = mapped_column(String(40))
    two_person: Mapped[bool] = mapped_column(Boolean)
    state: Mapped[str] = mapped_column(String(20))
    attempt: Mapped[int] = mapped_column(Integer)
    carrier_shipment_id: Mapped[str] = mapped_column(String(80), default="")
    label_media_type: Mapped[str] = mapped_column(String(60), default="")
    failure: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    handed_over_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    members: Mapped[list[ShipmentMember]] = relationship(order_by="ShipmentMember.fulfilment_order_ref")


class ShipmentMember(Base):
    """A fulfilment order that travels in a shipment."""

    __tablename__ = "shop_shipment_member"

    shipment_ref: Mapped[str] = mapped_column(ForeignKey("shop_shipment.ref"), primary_key=True)
    fulfilment_order_ref: Mapped[str] = mapped_column(
        ForeignKey("shop_fulfilment_order.ref"), primary_key=True, index=True
    )

    order: Mapped[FulfilmentOrder] = relationship()
