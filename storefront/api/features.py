"""The one list of what can be called, in the order of the documentation."""

from __future__ import annotations

from storefront.api.routes import Routes
from storefront.cart import rest as cart
from storefront.catalogue import rest as catalogue
from storefront.catalogue import rest_making as made_catalogue
from storefront.catalogue import rest_own as own_catalogue
from storefront.changes import rest as changes
from storefront.checkout import rest as checkout
from storefront.configurator import api as configurator
from storefront.console.orders import rest as sold
from storefront.console.picks import rest as warehouse
from storefront.console.production import rest as production
from storefront.console.purchasing import rest as purchasing
from storefront.console.shipping import rest as shipments
from storefront.console.stock import rest as stock
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
SELLERS: tuple[Routes, ...] = (
    own_catalogue.routes,
    made_catalogue.routes,
    sold.routes,
    production.routes,
    warehouse.routes,
    shipments.routes,
    purchasing.routes,
    stock.routes,
)
FEATURES: tuple[Routes, ...] = (*SHOPPERS, *SELLERS)
