"""Reading the item master."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.scope import SellerScope
from fulfilment.items.domain import ItemIn, LocationIn
from fulfilment.items.models import Item, Location


def items_of(work: Work, scope: SellerScope, skus: Collection[str]) -> dict[str, ItemIn]:
    """What is written down about each of `skus`, ready to be changed and put again; those that are not there, or are
    another seller's, are absent. One statement."""
    if not skus:
        return {}
    names = [field.name for field in fields(ItemIn)]
    rows = work.session.scalars(select(Item).where(Item.sku.in_(sorted(skus))))
    return {row.sku: ItemIn(**{n: getattr(row, n) for n in names}) for row in rows if scope.covers(row.seller_ref)}


def locations(work: Work, scope: SellerScope) -> list[LocationIn]:
    """The places in `scope`, by name. One statement."""
    names = [field.name for field in fields(LocationIn)]
    rows = work.session.scalars(select(Location).order_by(Location.name))
    return [LocationIn(**{n: getattr(row, n) for n in names}) for row in rows if scope.covers(row.seller_ref)]
