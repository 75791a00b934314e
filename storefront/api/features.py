"""The one list of what can be called, in the order of the documentation."""

from __future__ import annotations

from storefront.api.routes import Routes
from storefront.cart import rest as cart
from storefront.catalogue import rest as catalogue
from storefront.changes import rest as changes
from storefront.checkout import rest as checkout
from storefront.configurator import api as configurator
from storefront.orders import rest as orders

SHOPPERS: tuple[Routes, ...] = (
    catalogue.routes,
    configurator.routes,
    cart.promise_routes,
    cart.routes,
    checkout.routes,
    orders.routes,
    changes.routes,
)
FEATURES: tuple[Routes, ...] = SHOPPERS
