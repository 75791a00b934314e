"""The order, its lines, its contact. Money is minor units of the order's currency; sums are never recomputed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, validates

from foundation.data.base import Base
from foundation.data.types import Json, Ref, UtcDateTime, state_check
from storefront.orders.states import CANCELLATION, FULFILMENT_AXIS, ORDER, PAYMENT_AXIS


def _one_of(column: str, names: dict[str, Any]) -> CheckConstraint:
    listed = ", ".join(f"'{name}'" for name in names)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


class Contact(Base):
    """The erasable personal rows: who, where, and what the driver should know. Nothing else holds them."""

    __tablename__ = "shop_contact"
    contact_ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    email: Mapped[str] = mapped_column(String(254), default="")
    name: Mapped[str] = mapped_column(String(120), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    line1: Mapped[str] = mapped_column(String(120), default="")
    line2: Mapped[str] = mapped_column(String(120), default="")
    postcode: Mapped[str] = mapped_column(String(16), default="")
    city: Mapped[str] = mapped_column(String(80), default="")
    country: Mapped[str] = mapped_column(String(2), default="")
    floor: Mapped[str] = mapped_column(String(20), default="")
    lift: Mapped[str] = mapped_column(String(10), default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # the e-mail in small letters: somebody with an account finds by it what they bought as a guest
    email_small: Mapped[str] = mapped_column(String(254), default="", server_default="", index=True)

    @validates("email")
    def _follow_email(self, _name: str, value: str) -> str:
        self.email_small = value.lower()
        return value


class OrderNumber(Base):
    """Draws the numbers people say: an identity column never waits for another order's transaction."""

    __tablename__ = "shop_order_number"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    order_ref: Mapped[str] = mapped_column(Ref, unique=True)


class Order(Base):
    """What was agreed. `payment_status` and `fulfilment_status` are projections, written by `project` alone."""

    __tablename__ = "shop_order"
    __table_args__ = (
        state_check("state", ORDER),
        _one_of("payment_status", PAYMENT_AXIS),
        _one_of("fulfilment_status", FULFILMENT_AXIS),
        CheckConstraint("plan_kind IN ('each', 'together')", name="plan_known"),
        Index("ix_shop_order_list", "state", "created_at"),
    )

    order_ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    checkout_id: Mapped[str] = mapped_column(Ref, unique=True)
    contact_ref: Mapped[str] = mapped_column(ForeignKey("shop_contact.contact_ref"), index=True)
    payment_ref: Mapped[str | None] = mapped_column(Ref)
    state: Mapped[str] = mapped_column(String(20))
    payment_status: Mapped[str] = mapped_column(String(20))
    fulfilment_status: Mapped[str] = mapped_column(String(20))
    plan_kind: Mapped[str] = mapped_column(String(10))
    currency: Mapped[str] = mapped_column(String(3))
    country: Mapped[str] = mapped_column(String(2))
    locale: Mapped[str] = mapped_column(String(10), default="en")
    delivery_minor: Mapped[int] = mapped_column(BigInteger)
    delivery_tax_minor: Mapped[int] = mapped_column(BigInteger)
    delivery_tax_rate: Mapped[int] = mapped_column(Integer)
    total_minor: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str] = mapped_column(String(64))
    link_version: Mapped[int] = mapped_column(Integer, default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    placed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OrderLine(Base):
    """One line as it was sold, with its tax and its two payments; `stages` are the made piece's steps in words."""

    __tablename__ = "shop_order_line"
    __table_args__ = (
        CheckConstraint("quantity >= 1", name="quantity_positive"),
        CheckConstraint("deposit_minor + balance_minor = amount_minor", name="halves_are_whole"),
        CheckConstraint("supply_method IN ('stock', 'make_to_order', 'backorder')", name="supply_known"),
        Index("ix_shop_order_line_order", "order_ref", "position"),
        Index("ix_shop_order_line_snapshot", "snapshot_ref"),  # a shopper's file asks whether an order holds it
    )

    line_ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    order_ref: Mapped[str] = mapped_column(ForeignKey("shop_order.order_ref"))
    position: Mapped[int] = mapped_column(Integer)
    supply_method: Mapped[str] = mapped_column(String(20))
    sku: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(255))
    slug: Mapped[str] = mapped_column(String(255), default="")
    seller_ref: Mapped[str] = mapped_column(Ref)
    quantity: Mapped[int] = mapped_column(Integer)
    unit_price_minor: Mapped[int] = mapped_column(BigInteger)
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    tax_minor: Mapped[int] = mapped_column(BigInteger)
    tax_rate: Mapped[int] = mapped_column(Integer)
    tax_category: Mapped[str] = mapped_column(String(20))
    tax_inclusive: Mapped[bool]
    deposit_minor: Mapped[int] = mapped_column(BigInteger)
    deposit_tax_minor: Mapped[int] = mapped_column(BigInteger)
    balance_minor: Mapped[int] = mapped_column(BigInteger)
    balance_tax_minor: Mapped[int] = mapped_column(BigInteger)
    fee_minor: Mapped[int] = mapped_column(BigInteger, default=0)  # in the amount: for changing it
    snapshot_ref: Mapped[str | None] = mapped_column(String(80))
    delivery_class: Mapped[str] = mapped_column(String(20))
    weight_g: Mapped[int] = mapped_column(Integer)
    summary: Mapped[list[list[str]]] = mapped_column(Json)
    drawing: Mapped[dict[str, Any] | None] = mapped_column(Json)
    work_spec: Mapped[dict[str, Any] | None] = mapped_column(Json)
    promised_on: Mapped[date | None] = mapped_column(Date)
    method: Mapped[str] = mapped_column(String(20))


class Cancellation(Base):
    """A customer (or a seller) asked to take a line back; one per line, whatever becomes of it."""

    __tablename__ = "shop_order_cancellation"
    __table_args__ = (state_check("state", CANCELLATION),)

    line_ref: Mapped[str] = mapped_column(Ref, primary_key=True)
    order_ref: Mapped[str] = mapped_column(Ref, index=True)
    state: Mapped[str] = mapped_column(String(20))
    actor: Mapped[str] = mapped_column(String(80))
    refund_minor: Mapped[int | None] = mapped_column(BigInteger)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
