"""Tables of the item master."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.types import Ref
from foundation.plain.quantity import BASE_UNITS

_UNITS = ", ".join(f"'{unit}'" for unit in BASE_UNITS)


class Item(Base):
    """Variants and materials alike. `name` is the seller's word, shown in the console and in reasons."""

    __tablename__ = "shop_item"
    __table_args__ = (
        CheckConstraint(f"unit IN ({_UNITS})", name="unit_known"),
        CheckConstraint("kind IN ('variant', 'material')", name="kind_known"),
        CheckConstraint("delivery_class IN ('parcel', 'two_person')", name="delivery_class_known"),
        CheckConstraint("reorder_point >= 0 AND safety_stock >= 0", name="points_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sku: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(Text)
    seller_ref: Mapped[str] = mapped_column(Ref, index=True)
    unit: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(10))
    length_mm: Mapped[int]
    width_mm: Mapped[int]
    height_mm: Mapped[int]
    weight_g: Mapped[int]
    supplier: Mapped[str | None] = mapped_column(String(40))
    reorder_point: Mapped[int]
    safety_stock: Mapped[int]
    delivery_class: Mapped[str] = mapped_column(String(20))
    bin: Mapped[str] = mapped_column(String(40))


class Location(Base):
    """A warehouse or workshop."""

    __tablename__ = "shop_location"
    __table_args__ = (CheckConstraint("kind IN ('warehouse', 'workshop')", name="kind_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(Text)
    seller_ref: Mapped[str] = mapped_column(Ref, index=True)
    kind: Mapped[str] = mapped_column(String(10))
    country: Mapped[str] = mapped_column(String(2))
    postcode: Mapped[str] = mapped_column(String(12))
    cutoff: Mapped[str] = mapped_column(String(5))
    tz: Mapped[str] = mapped_column(String(40))
