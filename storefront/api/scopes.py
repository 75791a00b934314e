"""What a key may do. Each scope stands for a view of the console: a key does nothing that its maker could not press."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from storefront.accounts.access import CONSOLE, may


@dataclass(frozen=True)
class Scope:
    """`view` is the console's own, whose roles may make a key with this scope."""

    view: str
    words: str


SCOPES: Mapping[str, Scope] = {
    "catalogue:read": Scope("products.listing", "Read products, variants and prices, drafts too"),
    "catalogue:write": Scope("products.save", "Change products, variants and prices"),
    "orders:read": Scope("orders.listing", "Read orders"),
    "orders:write": Scope("orders.cancel", "Cancel lines of orders"),
    "production:read": Scope("production.orders", "Read production orders"),
    "production:write": Scope("floor.act", "Start and finish operations"),
    "warehouse:read": Scope("picks.listing", "Read pick lists and packing benches"),
    "warehouse:write": Scope("pack.pack", "Confirm picks, close parcels"),
    "shipments:read": Scope("shipments.listing", "Read shipments and what is to be shipped"),
    "shipments:write": Scope("ship.labels", "Ask for labels, hand over"),
    "purchasing:read": Scope("purchases.purchases", "Read purchase orders"),
    "purchasing:write": Scope("purchases.place", "Place purchase orders, enter confirmations and receipts"),
    "stock:read": Scope("stock.levels", "Read stock"),
    "stock:write": Scope("stock.adjust", "Correct stock"),
}


def grantable(roles: frozenset[str]) -> tuple[str, ...]:
    """The scopes that somebody with `roles` may put into a key."""
    return tuple(name for name, scope in SCOPES.items() if may(roles, CONSOLE + scope.view))
