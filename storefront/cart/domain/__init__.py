"""The cart's decisions on plain values: what may be in it, what it costs today and later, what has changed since."""

from storefront.cart.domain.changes import Change, changes, digest, same_goods, shown
from storefront.cart.domain.offers import (
    MAX_LINES,
    MAX_QUANTITY,
    PLAN_KINDS,
    by_arrival,
    emitted,
    known_plan,
    offer_of,
    price_line,
    weight_of,
    whole_quantity,
)
from storefront.cart.domain.values import ArrivalGroup, CartLine, DatedDelivery, Good, Offer, PricedLine, Terms

__all__ = [
    "MAX_LINES",
    "MAX_QUANTITY",
    "PLAN_KINDS",
    "ArrivalGroup",
    "CartLine",
    "Change",
    "DatedDelivery",
    "Good",
    "Offer",
    "PricedLine",
    "Terms",
    "by_arrival",
    "changes",
    "digest",
    "emitted",
    "known_plan",
    "offer_of",
    "price_line",
    "same_goods",
    "shown",
    "weight_of",
    "whole_quantity",
]
