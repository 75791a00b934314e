"""What surrounds every page of the storefront: navigation, cart, footer. Asked for once a request."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for

from storefront.cart import badge
from storefront.catalogue.queries import CategoryLink, navigation
from storefront.catalogue.remembered import of_catalogue
from storefront.mount.current import ShopState, current_shop
from storefront.mount.filters import text

HELP = (("Delivery", "delivery"), ("Returns", "returns"), ("Measuring", "measuring"), ("Care", "care"))
_Addresses = tuple[list[tuple[str, str]], dict[str, Any]]
LEGAL = (("Terms", "terms"), ("Privacy", "privacy"), ("Withdrawal", "withdrawal"), ("Imprint", "imprint"))


def context() -> dict[str, Any]:
    """Template variables of `shop/base.html`; one statement for a visitor with a cart, and none for a page
    of the console."""
    if request.path.startswith(url_for("shop.catalogue.home") + "console"):
        return {}
    return around()


def around() -> dict[str, Any]:
    """The same for whoever asks: a page of the console that shows how one of the shop will look."""
    if "shop_chrome" not in g:
        g.shop_chrome = _read()
    return g.shop_chrome  # type: ignore[no-any-return]  # kept there by us, typed as Any


def _read() -> dict[str, Any]:
    shop = current_shop()
    categories = shop.kept.answer("navigation", lambda: of_catalogue(shop, "navigation", navigation))
    links, fixed = _addresses(shop, categories)
    return {
        **fixed,
        "nav_links": [(label, url, request.path == url) for label, url in links],
        "search_query": request.args.get("q", ""),
        "cart_count": badge.pieces(shop),
    }


def _addresses(shop: ShopState, categories: tuple[CategoryLink, ...]) -> _Addresses:
    """Navigation, and what else is the same on every page: some twenty addresses, for which Flask takes as long as a
    statement does. Made once for these very categories and settings."""
    kept: dict[str, tuple[object, object, _Addresses]] = shop.places.setdefault("chrome", {})
    found = kept.get(request.script_root)
    if found is None or found[0] is not categories or found[1] is not shop.settings:
        found = kept[request.script_root] = (categories, shop.settings, _made(shop, categories))
    return found[2]


def _made(shop: ShopState, categories: tuple[CategoryLink, ...]) -> _Addresses:
    links = [(text(c.name, shop.settings.locale), url_for("shop.catalogue.category", slug=c.slug)) for c in categories]
    footer = [("Samples", url_for("shop.samples.page"))]
    footer += [(label, url_for("shop.catalogue.help_page", topic=topic)) for label, topic in HELP]
    footer += [(label, url_for("shop.catalogue.legal_page", topic=topic)) for label, topic in LEGAL]
    footer.append(("Find my order", url_for("shop.orders.find")))
    footer.append(("Withdraw from an order", url_for("shop.orders.find", to="withdraw")))
    return links, {
        "home_url": url_for("shop.catalogue.home"),
        "search_url": url_for("shop.catalogue.search"),
        "cart_url": url_for("shop.cart.page"),
        "account_url": url_for("shop.account.home"),
        "footer_links": footer,
    }
