"""The console's own navigation, said once for every page of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, g, request, url_for
from sqlalchemy import func, select

from foundation.data.outbox import OutboxMessage
from foundation.data.work import Work
from storefront.accounts.access import may
from storefront.accounts.guard import Staff
from storefront.accounts.models import Seller
from storefront.messages.queries import unread
from storefront.mount.current import current_shop

LINKS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("", (("Today", "console_today.page"), ("Exceptions", "console_exceptions.listing"))),
    (
        "Orders",
        (
            ("Orders", "console_orders.listing"),
            ("Messages", "console_messages.listing"),
            ("Claims", "console_claims.listing"),
            ("Customers", "console_customers.listing"),
            ("Changes", "console_changes.listing"),
            ("At risk", "console_keeping.risks"),
            ("Promises", "console_promises.page"),
            ("Figures", "console_figures.page"),
        ),
    ),
    (
        "Workshop",
        (
            ("Production", "console_production.board"),
            ("Bench", "console_floor.centres"),
            ("People and places", "console_workshop.people"),
            ("Costing", "console_costing.listing"),
            ("What if", "console_whatif.page"),
        ),
    ),
    (
        "Supply",
        (
            ("Materials", "console_materials.materials"),
            ("Purchases", "console_purchases.purchases"),
            ("Receipts", "console_receipts.listing"),
            ("Stock", "console_stock.levels"),
            ("Counts", "console_counts.listing"),
        ),
    ),
    (
        "Dispatch",
        (
            ("Picks", "console_picks.listing"),
            ("To ship", "console_ship.page"),
            ("Shipments", "console_shipments.listing"),
            ("Returns", "console_returns.listing"),
        ),
    ),
    (
        "Range",
        (
            ("Products", "console_products.listing"),
            ("Made to order", "console_models.listing"),
            ("Prices", "console_prices.page"),
            ("Pictures", "console_media.listing"),
            ("Categories", "console_categories.listing"),
            ("Makers", "console_makers.listing"),
            ("Import", "console_import.page"),
        ),
    ),
    (
        "House",
        (
            ("People", "console_people.listing"),
            ("Trail", "console_audit.page"),
            ("Set-up", "console_setup.page"),
            ("Settings", "console_settings.home"),
            ("API keys", "console_api.listing"),
            ("Webhooks", "console_webhooks.listing"),
            ("System", "console_system.page"),
        ),
    ),
)
OPERATORS = ("console_system.page", "console_categories.listing", "console_settings.home")
Link = tuple[str, str, bool, int | None]
Group = tuple[str, list[Link]]


@dataclass(frozen=True)
class Signs:
    """What the frame reads: whose console it is, how many messages of the outbox were given up and how many of
    customers nobody has read."""

    seller: str
    dead: int
    unread: int


def context() -> dict[str, Any]:
    """Template variables of `shop/console/base.html`; nothing for somebody who is not let in. Three statements."""
    who: Staff | None = g.get("shop_staff")
    if who is None:
        return {}
    shop = current_shop()
    if "shop_console_signs" not in g:
        g.shop_console_signs = shop.read(lambda work: _signs(work, who))
    signs: Signs = g.shop_console_signs
    return {
        "console_nav": groups(who, signs),
        "console_home_url": url_for("shop.console_today.page"),
        "demo_now": shop.clock.now(),
        "seller_name": signs.seller or shop.settings.name,
        "person_name": who.person.name or who.person.email,
        "signout_url": url_for("security.logout") if "security.logout" in current_app.view_functions else "",
        "shop_url": url_for("shop.catalogue.home"),
    }


def groups(who: Staff, signs: Signs) -> list[Group]:
    """The pages that there are for somebody, by heading; the one whose address begins like the present one is the
    current one."""
    counts = {"console_system.page": signs.dead or None, "console_messages.listing": signs.unread or None}
    hrefs = {
        name: url_for(f"shop.{name}")
        for _, pages in LINKS
        for _, name in pages
        if f"shop.{name}" in current_app.view_functions and _may_see(who, name)
    }
    home = hrefs.get("console_today.page", "")
    current = max((h for h in hrefs.values() if _covers(h, home)), key=len, default="")
    found = [
        (heading, [(label, hrefs[n], hrefs[n] == current, counts.get(n)) for label, n in pages if n in hrefs])
        for heading, pages in LINKS
    ]
    return [group for group in found if group[1]]


def _may_see(who: Staff, name: str) -> bool:
    return may(who.roles, f"shop.{name}") and (who.scope.sellers is None or name not in OPERATORS)


def _covers(href: str, home: str) -> bool:
    if href == home:
        return request.path == home
    return request.path == href or request.path.startswith(href.rstrip("/") + "/")


def _signs(work: Work, who: Staff) -> Signs:
    dead = work.session.scalar(select(func.count()).where(OutboxMessage.state == "dead")) or 0
    waiting = unread(work, who.scope) if may(who.roles, "shop.console_messages.listing") else 0
    sellers = who.scope.sellers
    if sellers is None or len(sellers) != 1:
        return Signs("", dead, waiting)
    return Signs(work.session.scalar(select(Seller.name).where(Seller.ref.in_(sellers))) or "", dead, waiting)
