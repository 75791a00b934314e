"""What people of each role may do at the console: one table of its pages and buttons, and nothing beside it.

An owner may everything, so only the others are written down. A blueprint's line holds for all of its views; a view
with a line of its own has that one. A view that no line knows is the owner's alone, and a test finds it.
"""

from __future__ import annotations

from collections.abc import Mapping

OWNER, CATALOGUE, PRODUCTION, WAREHOUSE, SUPPORT = "owner", "catalogue", "production", "warehouse", "support"
ROLES = (OWNER, CATALOGUE, PRODUCTION, WAREHOUSE, SUPPORT)
CONSOLE = "shop.console_"

_OWNER: frozenset[str] = frozenset()
_ALL = frozenset({CATALOGUE, PRODUCTION, WAREHOUSE, SUPPORT})
_CATALOGUE = frozenset({CATALOGUE})
_PRODUCTION = frozenset({PRODUCTION})
_WAREHOUSE = frozenset({WAREHOUSE})
_SUPPORT = frozenset({SUPPORT})
_HALL = _PRODUCTION | _WAREHOUSE

ACCESS: Mapping[str, frozenset[str]] = {
    "categories": _CATALOGUE,
    "api": _OWNER,
    "audit": _OWNER,
    "changes": _SUPPORT,
    "changes.listing": _SUPPORT | _PRODUCTION,
    "claims": _SUPPORT,
    "clock": _ALL,  # the demo's
    "costing": _OWNER,
    "customers": _SUPPORT,
    "counts": _WAREHOUSE,
    "exceptions": _HALL | _SUPPORT,  # each sees what they could mend
    "figures": _OWNER,
    "floor": _PRODUCTION,
    "import": _CATALOGUE,
    "keeping": _PRODUCTION,
    "keeping.risks": _PRODUCTION | _SUPPORT,
    "makers": _CATALOGUE,
    "materials": _HALL,
    "media": _CATALOGUE,
    "messages": _SUPPORT,
    "models": _CATALOGUE,
    "orders": _HALL | _SUPPORT,
    "orders.cancel": _SUPPORT,
    "orders.let_go": _OWNER,
    "orders.settle": _SUPPORT,
    "pack": _WAREHOUSE,
    "people": _OWNER,
    "picks": _WAREHOUSE,
    "prices": _CATALOGUE,
    "production": _PRODUCTION,
    "production.board": _PRODUCTION | _SUPPORT,
    "production.orders": _PRODUCTION | _SUPPORT,
    "production.plan": _PRODUCTION | _SUPPORT,
    "production.traveller": _PRODUCTION | _SUPPORT,
    "products": _CATALOGUE,
    "promises": _PRODUCTION | _SUPPORT,
    "promises.choose": _OWNER,
    "purchases": _HALL,
    "receipts": _HALL,
    "returns": _WAREHOUSE | _SUPPORT,
    "returns.pay": _SUPPORT,
    "settings": _OWNER,
    "setup": _ALL,
    "ship": _WAREHOUSE,
    "shipments": _WAREHOUSE,
    "shipments.listing": _WAREHOUSE | _SUPPORT,
    "shipments.shipment": _WAREHOUSE | _SUPPORT,
    "stock": _WAREHOUSE,
    "stock.item": _HALL,
    "stock.levels": _HALL,
    "suppliers": _HALL,
    "system": _OWNER,
    "today": _ALL,
    "webhooks": _OWNER,
    "whatif": _PRODUCTION,
    "workshop": _PRODUCTION,
}


def roles_for(endpoint: str) -> frozenset[str]:
    """The roles that may call a view of the console; `endpoint` as Flask names it."""
    view = endpoint.removeprefix(CONSOLE)
    area = view.partition(".")[0]
    return ACCESS.get(view, ACCESS.get(area, _OWNER)) | {OWNER}


def may(roles: frozenset[str], endpoint: str) -> bool:
    """Whether somebody with one of `roles` may call the view."""
    return bool(roles & roles_for(endpoint))
