"""Read models of shipping."""

from __future__ import annotations

from foundation.data.work import Work
from foundation.plain.scope import SellerScope
from fulfilment.shipping.domain import ShipmentView, ToShipRow


def to_ship(work: Work, scope: SellerScope) -> list[ToShipRow]:
    raise NotImplementedError


def shipments(work: Work, scope: SellerScope) -> list[ShipmentView]:
    raise NotImplementedError


def shipment(work: Work, scope: SellerScope, ref: str) -> ShipmentView:
    raise NotImplementedError
