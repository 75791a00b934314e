"""Tables of production orders and their operations."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.data.base import Base
from foundation.data.types import Json, Ref, UtcDateTime, state_check
from fulfilment.orders.models import FulfilmentLine, FulfilmentOrder
from fulfilment.production.states import OPERATION, PRODUCTION_ORDER


class ProductionOrder(Base):
    """One made line on the floor. `promised` is the day that ranks it; `confirmed_at` breaks ties."""

    __tablename__ = "shop_production_order"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        Index("ix_shop_production_order_state", "state", "seller_ref"),
        state_check("state", PRODUCTION_ORDER),
    )

    ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    fulfilment_order_ref: Mapped[str] = mapped_column(ForeignKey("shop_fulfilment_order.ref"), index=True)
    fulfilment_line_id: Mapped[str] = mapped_column(ForeignKey("shop_fulfilment_line.id"), unique=True)
    order_ref: Mapped[str] = mapped_column(Ref)
    order_number: Mapped[str] = mapped_column(String(40))
    line_ref: Mapped[str] = mapped_column(Ref, unique=True)
    seller_ref: Mapped[str] = mapped_column(Ref)
    quantity: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(20))
    promised: Mapped[date] = mapped_column(Date)
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    fulfilment_order: Mapped[FulfilmentOrder] = relationship()
    line: Mapped[FulfilmentLine] = relationship()
    operations: Mapped[list[Operation]] = relationship(order_by="Operation.step", back_populates="order")


class Operation(Base):
    """One step of a production order. `origin` is the spec's operation number that it repeats: its own for the first
    run, another's for rework and replacement. `paused_at` is set while a running one rests: it has begun, so it stays
    running for everybody who asks whether it may still change, but its machine is free. `begun`: of a running one, how
    many of its pieces somebody has begun; none: all of them. 0 of a ready one: its pieces were left lying while others
    of the line were begun, so no hour of theirs is near."""

    __tablename__ = "shop_operation"
    __table_args__ = (
        UniqueConstraint("production_order_ref", "number"),
        CheckConstraint("pieces > 0", name="pieces_positive"),
        CheckConstraint("kind IN ('routing', 'rework', 'replacement')", name="kind_known"),
        CheckConstraint("verdict IN ('pass', 'rework', 'scrap')", name="verdict_known"),
        CheckConstraint("(state IN ('running', 'done')) = (started_at IS NOT NULL)", name="started_when_running"),
        CheckConstraint("(state = 'done') = (finished_at IS NOT NULL)", name="finished_when_done"),
        Index("ix_shop_operation_centre", "work_centre", "state"),
        state_check("state", OPERATION),
    )

    ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    production_order_ref: Mapped[str] = mapped_column(ForeignKey("shop_production_order.ref"))
    number: Mapped[int] = mapped_column(Integer)
    step: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(20))
    origin: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(120))
    work_centre: Mapped[str] = mapped_column(String(40))
    setup_minutes: Mapped[int] = mapped_column(Integer)
    run_minutes: Mapped[int] = mapped_column(Integer)
    wait_minutes: Mapped[int] = mapped_column(Integer)
    stage: Mapped[str] = mapped_column(String(80))
    batch_key: Mapped[str] = mapped_column(String(120))
    after: Mapped[list[int]] = mapped_column(Json)
    inspection: Mapped[bool] = mapped_column(Boolean)
    packing: Mapped[bool] = mapped_column(Boolean)
    inputs_hash: Mapped[str] = mapped_column(String(64))
    pieces: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(20))
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    waiting_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    issued: Mapped[bool] = mapped_column(Boolean, default=False)
    begun: Mapped[int | None] = mapped_column(Integer)
    verdict: Mapped[str | None] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")
    person: Mapped[str] = mapped_column(String(80), default="")
    undo_until: Mapped[datetime | None] = mapped_column(UtcDateTime)

    order: Mapped[ProductionOrder] = relationship(back_populates="operations")
