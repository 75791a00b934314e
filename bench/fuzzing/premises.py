"""A key of the served shop, and refs, tokens and SKUs that are really there, so that not every question ends in 404."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import requests

from bench.buying import Shopper
from foundation.plain.scope import EVERY_SELLER
from storefront.accounts.access import OWNER
from storefront.api.keys import make_key
from storefront.api.scopes import SCOPES
from storefront.standalone.app import create_app

API = "/api/v1"


def key_for(instance: Path) -> str:
    """A key that may everything, made beside the served shop in its own database."""
    app = create_app({"INSTANCE": instance})
    with app.app_context():
        return str(
            app.extensions["shop"].write(
                lambda work: make_key(
                    work, EVERY_SELLER, frozenset({OWNER}), seller="*", name="Fuzzing", scopes=tuple(SCOPES), by="bench"
                )
            )
        )


def real_values(url: str, key: str, *, orders: int = 3) -> dict[str, list[str]]:
    """By the name of a parameter, what is there."""
    ask = _asker(url + API, key)
    products = ask("/catalogue/products?limit=100")["items"]
    slugs = [one["slug"] for one in products]
    stocked = [one["slug"] for one in products if one["kind"] == "stocked" and one["band"] == "in_stock"]
    skus = [ask(f"/catalogue/products/{slug}")["sku"] for slug in stocked[:6]]
    made = [ask(f"/configurator/products/{one['slug']}") for one in products if one["kind"] == "configured"]
    tokens = [Shopper(url).buys(skus[n % len(skus)]) for n in range(orders)]
    sold = [ask(f"/orders/{token}") for token in tokens]
    carts = [ask("/carts", {"lines": [{"sku": sku}]}) for sku in skus[:3]]
    snapshots = [ask("/configurator/commit", {"sku": one["sku"], "choices": {}})["snapshot"] for one in made[:2]]
    walks, pieces = ask("/seller/pick-lists")["items"], ask("/seller/production-orders")["items"]
    refs = [one["ref"] for one in (*walks, *pieces)] + [task["ref"] for walk in walks for task in walk["tasks"]]
    refs += [walk["fulfilment_order_ref"] for walk in walks] + [op["ref"] for one in pieces for op in one["operations"]]
    refs += [one["ref"] for one in ask("/seller/shipments")["items"]]
    numbers = [one["number"] for one in ask("/seller/orders")["items"]]
    numbers += [one["number"] for one in ask("/seller/purchase-orders")["items"]]
    return {
        "slug": slugs,
        "sku": skus + [one["sku"] for one in ask("/seller/stock")["items"][:10]],
        "hash": [one["hash"] for one in made],
        "token": tokens,
        "cart": [cart["token"] for cart in carts],
        "line": [line["line"] for one in sold for line in one["lines"]]
        + [line["line"] for cart in carts for line in cart["lines"]],
        "snapshot": snapshots,
        "ref": refs[:200],
        "number": numbers[:50],
        "country": ["DE", "DK", "PT"],
    }


def _asker(base: str, key: str) -> Any:
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {key}"

    def ask(path: str, body: Any = None) -> Any:
        method = "GET" if body is None else "POST"
        answer = session.request(method, base + path, json=body, timeout=30)
        answer.raise_for_status()
        return answer.json()

    return ask
