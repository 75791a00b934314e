"""What the item master knows, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from foundation.plain.quantity import BaseUnit
from fulfilment.api.workspec import DeliveryClass

ItemKind = Literal["variant", "material"]
LocationKind = Literal["warehouse", "workshop"]


@dataclass(frozen=True)
class ItemIn:
    """One item: what is sold from the shelf (`variant`) or goes into a piece (`material`).

    Lengths in mm, weight in g, `reorder_point` and `safety_stock` in the base `unit`. `safety_stock` is kept back at
    each location. `bin` is where it lies by default, in walking order.
    """

    sku: str
    name: str
    seller_ref: str
    unit: BaseUnit = "piece"
    kind: ItemKind = "variant"
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0
    weight_g: int = 0
    supplier: str | None = None
    reorder_point: int = 0
    delivery_class: DeliveryClass = "parcel"
    bin: str = ""
    safety_stock: int = 0


@dataclass(frozen=True)
class LocationIn:
    """A place that keeps stock. `cutoff` is the local time ("15:00") until which a parcel leaves the same day."""

    code: str
    name: str
    seller_ref: str
    kind: LocationKind
    country: str
    postcode: str
    cutoff: str = "15:00"
    tz: str = "Europe/Berlin"
