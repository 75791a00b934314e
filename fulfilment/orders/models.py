"""Tables of fulfilment orders, their lines and holds, and of the taps of everybody on the floor."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.data.base import Base
from foundation.data.types import Json, Ref, UtcDateTime, state_check
from fulfilment.orders.states import FULFILMENT_ORDER


class AcceptedOrder(Base):
    """One row per accepted order: its primary key makes accepting idempotent."""

    __tablename__ = "shop_accepted_order"

    order_ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    order_number: Mapped[str] = mapped_column(String(40))
    checkout_id: Mapped[str] = mapped_column(Ref)
    plan_kind: Mapped[str] = mapped_column(String(20))
    country: Mapped[str] = mapped_column(String(2))
    postcode: Mapped[str] = mapped_column(String(20))
    currency: Mapped[str] = mapped_column(String(3))
    accepted_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FulfilmentOrder(Base):
    """What one seller sends from one place in one go."""

    __tablename__ = "shop_fulfilment_order"
    __table_args__ = (
        UniqueConstraint("order_ref", "seller_ref", "supply_method", "location", "ship_group"),
        Index("ix_shop_fulfilment_order_state", "state", "seller_ref"),
        state_check("state", FULFILMENT_ORDER),
    )

    ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    order_ref: Mapped[str] = mapped_column(ForeignKey("shop_accepted_order.order_ref"), index=True)
    order_number: Mapped[str] = mapped_column(String(40))
    seller_ref: Mapped[str] = mapped_column(Ref)
    supply_method: Mapped[str] = mapped_column(String(20))
    location: Mapped[str] = mapped_column(String(40))
    ship_group: Mapped[str] = mapped_column(String(60))
    plan_kind: Mapped[str] = mapped_column(String(20))
    delivery_class: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    packed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    lines: Mapped[list[FulfilmentLine]] = relationship(order_by="FulfilmentLine.position", back_populates="order")


class FulfilmentLine(Base):
    """A line of an order, or its part that this fulfilment order carries. Counters never run ahead of each other:
    not even raw SQL can ship what was neither picked nor made."""

    __tablename__ = "shop_fulfilment_line"
    __table_args__ = (
        UniqueConstraint("fulfilment_order_ref", "line_ref"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("picked >= 0 AND made >= 0 AND shipped >= 0", name="counts_not_negative"),
        CheckConstraint("picked + made <= quantity", name="not_more_than_ordered"),
        CheckConstraint("shipped <= packed AND packed <= picked + made", name="shipped_only_what_is_there"),
    )

    id: Mapped[str] = mapped_column(Ref, primary_key=True)
    fulfilment_order_ref: Mapped[str] = mapped_column(ForeignKey("shop_fulfilment_order.ref"))
    line_ref: Mapped[str] = mapped_column(Ref, index=True)
    position: Mapped[int] = mapped_column(Integer)
    sku: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(300))
    quantity: Mapped[int] = mapped_column(Integer)
    picked: Mapped[int] = mapped_column(Integer, default=0)
    made: Mapped[int] = mapped_column(Integer, default=0)
    packed: Mapped[int] = mapped_column(Integer, default=0)
    shipped: Mapped[int] = mapped_column(Integer, default=0)
    cancelled: Mapped[bool] = mapped_column(Boolean, default=False)
    spec: Mapped[dict[str, Any] | None] = mapped_column(Json)
    summary: Mapped[list[list[str]]] = mapped_column(Json)
    drawing: Mapped[dict[str, Any] | None] = mapped_column(Json)

    order: Mapped[FulfilmentOrder] = relationship(back_populates="lines")


class FulfilmentHold(Base):
    """A reasoned block on a line's fulfilment; released, never deleted. One live hold per line, kind and gate.

    `operations`: the numbers of those of its operations that it holds; none: all of them."""

    __tablename__ = "shop_fulfilment_hold"
    __table_args__ = (
        CheckConstraint("gate IN ('start', 'dispatch')", name="gate_known"),
        Index(
            "uq_shop_fulfilment_hold_live",
            "line_ref",
            "kind",
            "gate",
            unique=True,
            sqlite_where=text("released_at IS NULL"),
            postgresql_where=text("released_at IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(Ref, primary_key=True)
    order_ref: Mapped[str] = mapped_column(ForeignKey("shop_accepted_order.order_ref"), index=True)
    line_ref: Mapped[str] = mapped_column(Ref)
    kind: Mapped[str] = mapped_column(String(30))
    gate: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    operations: Mapped[list[int] | None] = mapped_column(Json)
    placed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class FloorTap(Base):
    """One tap of a person on the floor. `client_id` is minted by the device, so that a tap sent twice counts once."""

    __tablename__ = "shop_floor_tap"
    __table_args__ = (Index("ix_shop_floor_tap_subject", "subject", "at"),)

    client_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    verb: Mapped[str] = mapped_column(String(30))
    subject: Mapped[str] = mapped_column(Ref)
    person: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    sequence: Mapped[int] = mapped_column(Integer)
    was: Mapped[str] = mapped_column(String(20))
    now: Mapped[str] = mapped_column(String(20))
    undo_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone: Mapped[bool] = mapped_column(Boolean, default=False)
    note: Mapped[str] = mapped_column(Text, default="")
    result: Mapped[dict[str, Any]] = mapped_column(Json)
