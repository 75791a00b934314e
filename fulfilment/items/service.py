"""Verbs of the item master."""

from __future__ import annotations

from foundation.data.work import Work
from foundation.plain.scope import SellerScope
from fulfilment.items.domain import ItemIn, LocationIn


def put_item(work: Work, scope: SellerScope, item: ItemIn) -> None:
    raise NotImplementedError


def put_location(work: Work, scope: SellerScope, location: LocationIn) -> None:
    raise NotImplementedError
