"""Verbs of the item master. A `put` writes over what is there under the same code."""

from __future__ import annotations

from dataclasses import asdict
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import Invalid, NotFound
from foundation.plain.quantity import BASE_UNITS
from foundation.plain.scope import SellerScope
from fulfilment.items.domain import ItemIn, LocationIn
from fulfilment.items.models import Item, Location


def put_item(work: Work, scope: SellerScope, item: ItemIn) -> None:
    """Raises `Invalid` for an unknown unit or a change of it while the item has a history, `NotFound` for another
    seller's item."""
    scope.require(item.seller_ref, "item")
    if item.unit not in BASE_UNITS:
        raise Invalid(f"{item.unit} is not a base unit; use one of {', '.join(BASE_UNITS)}.", field="unit")
    if min(item.reorder_point, item.safety_stock, item.weight_g, item.length_mm, item.width_mm, item.height_mm) < 0:
        raise Invalid(f"Sizes, weight and stock points of {item.sku} cannot be negative.")
    row = work.session.scalar(select(Item).where(Item.sku == item.sku))
    if row is not None:
        scope.require(row.seller_ref, "item")
        if row.unit != item.unit:
            raise Invalid(
                f"{item.sku} is counted in {row.unit}. Make a new item to count in {item.unit}.", field="unit"
            )
    _write(work, row, Item, asdict(item))


def put_location(work: Work, scope: SellerScope, location: LocationIn) -> None:
    """Raises `Invalid` for a cut-off or a time zone that is none."""
    scope.require(location.seller_ref, "location")
    try:
        time.fromisoformat(location.cutoff)
        ZoneInfo(location.tz)
    except (ValueError, ZoneInfoNotFoundError):
        raise Invalid("Write the cut-off like 15:00 and the time zone like Europe/Copenhagen.") from None
    row = work.session.scalar(select(Location).where(Location.code == location.code))
    if row is not None:
        scope.require(row.seller_ref, "location")
    _write(work, row, Location, asdict(location) | {"country": location.country.upper()})


def _write(work: Work, row: Any, model: type[Any], values: dict[str, Any]) -> None:
    if row is None:
        work.session.add(model(**values))
    else:
        for name, value in values.items():
            setattr(row, name, value)
    work.session.flush()


def item_id(work: Work, scope: SellerScope, sku: str) -> int:
    """Raises `NotFound` when there is no such item in `scope`."""
    row = work.session.execute(select(Item.id, Item.seller_ref).where(Item.sku == sku)).first()
    if row is None:
        raise NotFound(f"There is no item {sku}.")
    scope.require(row.seller_ref, "item")
    return int(row.id)


def location_id(work: Work, scope: SellerScope, code: str) -> int:
    """Raises `NotFound` when there is no such location in `scope`."""
    row = work.session.execute(select(Location.id, Location.seller_ref).where(Location.code == code)).first()
    if row is None:
        raise NotFound(f"There is no location {code}.")
    scope.require(row.seller_ref, "location")
    return int(row.id)
