"""The console's own navigation, said once for every page of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, g, request, url_for
from sqlalchemy import func, select

from foundation.data.outbox import OutboxMessage
from foundation.data.work import Work
from storefront.accounts.guard import Staff
from storefront.accounts.models import Seller
from storefront.mount.current import current_shop

LINKS: tuple[tuple[str, str], ...] = (
    ("Today", "console_today.page"),
    ("Orders", "console_orders.listing"),
    ("Changes", "console_changes.listing"),
    ("Production", "console_production.board"),
    ("Bench", "console_floor.centres"),
    ("At risk", "console_keeping.risks"),
    ("Workshop", "console_workshop.people"),
    ("Materials", "console_materials.materials"),
    ("Purchases", "console_purchases.purchases"),
    ("Stock", "console_stock.levels"),
    ("Counts", "console_counts.listing"),
    ("Costing", "console_costing.listing"),
    ("Picks", "console_picks.listing"),
    ("To ship", "console_ship.page"),
    ("Shipments", "console_shipments.listing"),
    ("Promises", "console_promises.page"),
    ("Products", "console_products.listing"),
    ("Made to order", "console_models.listing"),
    ("Import", "console_import.page"),
    ("System", "console_system.page"),
)
OPERATORS = ("console_system.page",)
Link = tuple[str, str, bool, int | None]


@dataclass(frozen=True)
class Signs:
    """What the frame reads: whose console it is and how many messages were given up."""

    seller: str
    dead: int


def context() -> dict[str, Any]:
    """Template variables of `shop/console/base.html`; nothing for somebody who is not let in. Two statements."""
    who: Staff | None = g.get("shop_staff")
    if who is None:
        return {}
    shop = current_shop()
    if "shop_console_signs" not in g:
        g.shop_console_signs = shop.read(lambda work: _signs(work, who))
    signs: Signs = g.shop_console_signs
    return {
        "console_nav": links(signs.dead, operator=who.scope.sellers is None),
        "console_home_url": url_for("shop.console_today.page"),
        "demo_now": shop.clock.now(),
        "seller_name": signs.seller or shop.settings.name,
        "person_name": who.person.name or who.person.email,
        "signout_url": url_for("security.logout") if "security.logout" in current_app.view_functions else "",
        "shop_url": url_for("shop.catalogue.home"),
    }


def links(dead: int, *, operator: bool) -> list[Link]:
    """The pages that there are; the one whose address begins like the present one is the current one."""
    counts = {"console_system.page": dead or None}
    there = [(label, name) for label, name in LINKS if f"shop.{name}" in current_app.view_functions]
    there = [(label, name) for label, name in there if operator or name not in OPERATORS]
    hrefs = {name: url_for(f"shop.{name}") for _, name in there}
    home = hrefs.get("console_today.page", "")
    current = max((h for h in hrefs.values() if _covers(h, home)), key=len, default="")
    return [(label, hrefs[name], hrefs[name] == current, counts.get(name)) for label, name in there]


def _covers(href: str, home: str) -> bool:
    if href == home:
        return request.path == home
    return request.path == href or request.path.startswith(href.rstrip("/") + "/")


def _signs(work: Work, who: Staff) -> Signs:
    dead = work.session.scalar(select(func.count()).where(OutboxMessage.state == "dead")) or 0
    sellers = who.scope.sellers
    if sellers is None or len(sellers) != 1:
        return Signs("", dead)
    return Signs(work.session.scalar(select(Seller.name).where(Seller.ref.in_(sellers))) or "", dead)
