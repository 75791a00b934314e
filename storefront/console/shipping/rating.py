"""Asking carriers what they would take: outside of every transaction, each answer beside the others."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Final

from carriers.base import Address, ParcelSpec, ShipmentRequest
from carriers.errors import CarrierError
from foundation.plain.money import Money
from storefront.console.shipping.domain import Group
from storefront.mount.current import ShopState
from storefront.orders.queries import order_view
from storefront.shipping.jobs import address_of

log = logging.getLogger(__name__)
MOST_RATES: Final = 20


def asked_rates(shop: ShopState, found: Sequence[Group]) -> dict[tuple[str, str], Money | None]:
    """By (group's key, carrier's code) the cheapest price, None where the carrier named none."""
    if not shop.settings.ship_from:
        return {}
    ship_from = Address(**shop.settings.ship_from)
    prices: dict[tuple[str, str], Money | None] = {}
    for group in found:
        contact = shop.read(lambda work, ref=group.order_ref: order_view(work, ref).contact)  # type: ignore[misc]
        asked = _request(group, ship_from, address_of(contact))
        for code, _ in group.carriers:
            if shop.carriers[code].caps.rates:
                prices[group.key, code] = _cheapest(shop, code, asked)
    return prices


def _request(group: Group, ship_from: Address, ship_to: Address) -> ShipmentRequest:
    parcels = tuple(ParcelSpec(p.weight_g, p.length_mm, p.width_mm, p.height_mm) for p in group.packed)
    return ShipmentRequest(group.order_number, ship_from, ship_to, parcels, two_person=group.two_person)


def _cheapest(shop: ShopState, code: str, asked: ShipmentRequest) -> Money | None:
    try:
        rates = shop.carriers[code].rate(asked)
    except CarrierError as error:
        log.warning("%s names no price: %s", code, error.sentence)
        return None
    return min((rate.price for rate in rates), key=lambda price: price.minor, default=None)
