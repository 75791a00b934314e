"""What there is to suppose something of: places, and products that were made before."""

from __future__ import annotations

from datetime import tzinfo

from sqlalchemy import func, select

from foundation.data.work import Work
from foundation.plain.errors import NotFound
from foundation.plain.money import Money
from foundation.plain.scope import SellerScope
from fulfilment.api.workspec import WorkSpec
from fulfilment.capacity.models import WorkCentre, WorkUnit
from fulfilment.orders.models import FulfilmentLine, FulfilmentOrder
from fulfilment.production.zones import zone_of, zones
from fulfilment.whatif.domain.scenario import Choices, PlaceKey, PlaceView, ProductView

PRODUCTS = 100
MADE = "make_to_order"


def choices(work: Work, scope: SellerScope) -> Choices:
    """The places and products of the sellers in view. Two statements."""
    return Choices(tuple(places_of(work, scope).values()), tuple(_products(work, scope)))


def spec_of(work: Work, scope: SellerScope, sku: str) -> WorkSpec:
    """What the newest line of a product takes."""
    statement = (
        select(FulfilmentLine.spec)
        .join(FulfilmentOrder, FulfilmentOrder.ref == FulfilmentLine.fulfilment_order_ref)
        .where(FulfilmentLine.sku == sku, FulfilmentOrder.supply_method == MADE)
        .order_by(FulfilmentLine.id.desc())
        .limit(1)
    )
    if scope.sellers is not None:
        statement = statement.where(FulfilmentOrder.seller_ref.in_(sorted(scope.sellers)))
    row = work.session.scalar(statement)
    if row is None:
        raise NotFound("Nothing of this product was made before. Write minutes instead.")
    return WorkSpec.from_dict(row)


def work_zone(work: Work, scope: SellerScope) -> tzinfo:
    """Whose day it is: the first seller's in view. One statement."""
    known = zones(work)
    mine = sorted(scope.sellers) if scope.sellers is not None else sorted(known)
    return zone_of(known, mine[0] if mine else "")


def places_of(work: Work, scope: SellerScope) -> dict[PlaceKey, PlaceView]:
    """Work centres that have a place, by seller and code. One statement."""
    statement = (
        select(WorkCentre, WorkUnit.number)
        .join(WorkUnit, WorkUnit.work_centre_id == WorkCentre.id)
        .where(WorkUnit.retired.is_(False))
        .order_by(WorkCentre.seller_ref, WorkCentre.id, WorkUnit.id)
    )
    if scope.sellers is not None:
        statement = statement.where(WorkCentre.seller_ref.in_(sorted(scope.sellers)))
    found: dict[PlaceKey, tuple[WorkCentre, list[int]]] = {}
    for centre, number in work.session.execute(statement):
        found.setdefault((centre.seller_ref, centre.code), (centre, []))[1].append(number)
    return {
        key: PlaceView(key, centre.name, tuple(numbers), Money(centre.rate_minor, centre.rate_currency))
        for key, (centre, numbers) in found.items()
    }


def _products(work: Work, scope: SellerScope) -> list[ProductView]:
    newest = (
        select(func.max(FulfilmentLine.id))
        .join(FulfilmentOrder, FulfilmentOrder.ref == FulfilmentLine.fulfilment_order_ref)
        .where(FulfilmentOrder.supply_method == MADE)
        .group_by(FulfilmentLine.sku)
    )
    if scope.sellers is not None:
        newest = newest.where(FulfilmentOrder.seller_ref.in_(sorted(scope.sellers)))
    rows = work.session.execute(
        select(FulfilmentLine.sku, FulfilmentLine.title)
        .where(FulfilmentLine.id.in_(newest))
        .order_by(FulfilmentLine.title, FulfilmentLine.sku)
        .limit(PRODUCTS)
    )
    return [ProductView(sku, title) for sku, title in rows]
