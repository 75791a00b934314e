"""What surrounds every page of the storefront: navigation, cart, footer. Asked for once a request."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for

from storefront.cart.cookie import cart_ref
from storefront.cart.queries import count
from storefront.catalogue.queries import navigation
from storefront.catalogue.remembered import of_catalogue
from storefront.mount.current import current_shop
from storefront.mount.filters import text

HELP = (("Delivery", "delivery"), ("Returns", "returns"), ("Measuring", "measuring"), ("Care", "care"))
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
    cart = cart_ref()
    pieces = shop.read(lambda work: count(work, cart)) if cart else 0
    links = [(text(c.name, shop.settings.locale), url_for("shop.catalogue.category", slug=c.slug)) for c in categories]
    footer = [("Samples", url_for("shop.samples.page"))]
    footer += [(label, url_for("shop.catalogue.help_page", topic=topic)) for label, topic in HELP]
    footer += [(label, url_for("shop.catalogue.legal_page", topic=topic)) for label, topic in LEGAL]
    footer.append(("Find my order", url_for("shop.orders.find")))
    footer.append(("Withdraw from an order", url_for("shop.orders.find", to="withdraw")))
    return {
        "home_url": url_for("shop.catalogue.home"),
        "nav_links": [(label, url, request.path == url) for label, url in links],
        "search_url": url_for("shop.catalogue.search"),
        "search_query": request.args.get("q", ""),
        "cart_url": url_for("shop.cart.page"),
        "cart_count": pieces,
        "account_url": url_for("shop.account.home"),
        "footer_links": footer,
    }
