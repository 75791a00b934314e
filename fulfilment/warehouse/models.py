"""Tables of picking and packing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.data.base import Base
from foundation.data.types import Ref, UtcDateTime, state_check
from fulfilment.orders.models import FulfilmentOrder
from fulfilment.warehouse.states import PICK_LIST, PICK_TASK


class PickList(Base):
    """The walk for one stocked fulfilment order."""

    __tablename__ = "shop_pick_list"
    __table_args__ = (Index("ix_shop_pick_list_state", "state"), state_check("state", PICK_LIST))

    ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    fulfilment_order_ref: Mapped[str] = mapped_column(ForeignKey("shop_fulfilment_order.ref"), unique=True)
    state: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    order: Mapped[FulfilmentOrder] = relationship()
    tasks: Mapped[list[PickTask]] = relationship(order_by="PickTask.ref", back_populates="list")


class PickTask(Base):
    """Take `quantity` from one bin. A short pick leaves the task with what was there and adds another for the rest."""

    __tablename__ = "shop_pick_task"
    __table_args__ = (
        CheckConstraint("quantity >= 0 AND picked >= 0 AND picked <= quantity", name="picked_within"),
        state_check("state", PICK_TASK),
    )

    ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    pick_list_ref: Mapped[str] = mapped_column(ForeignKey("shop_pick_list.ref"), index=True)
    line_ref: Mapped[str] = mapped_column(Ref, index=True)
    sku: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(300))
    location: Mapped[str] = mapped_column(String(40))
    bin: Mapped[str] = mapped_column(String(40))
    allocation_ref: Mapped[str | None] = mapped_column(Ref)
    quantity: Mapped[int] = mapped_column(Integer)
    picked: Mapped[int] = mapped_column(Integer, default=0)
    was_short: Mapped[bool] = mapped_column(Boolean, default=False)
    state: Mapped[str] = mapped_column(String(20))

    list: Mapped[PickList] = relationship(back_populates="tasks")


class Parcel(Base):
    """A closed parcel. Its number and label come with the shipment's label."""

    __tablename__ = "shop_parcel"
    __table_args__ = (
        CheckConstraint("length_mm > 0 AND width_mm > 0 AND height_mm > 0 AND weight_g > 0", name="measured"),
    )

    ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    fulfilment_order_ref: Mapped[str] = mapped_column(ForeignKey("shop_fulfilment_order.ref"), index=True)
    operation_ref: Mapped[str | None] = mapped_column(Ref)
    shipment_ref: Mapped[str | None] = mapped_column(Ref, index=True)
    length_mm: Mapped[int] = mapped_column(Integer)
    width_mm: Mapped[int] = mapped_column(Integer)
    height_mm: Mapped[int] = mapped_column(Integer)
    weight_g: Mapped[int] = mapped_column(Integer)
    tracking_number: Mapped[str] = mapped_column(String(60), default="")
    label_blob: Mapped[str] = mapped_column(String(160), default="")
