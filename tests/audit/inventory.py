"""Which pages there are. Every address that answers a GET stands in one of these tables, by its endpoint.

`FILES` are no pages. `GIVEN` says an address outright, `WAY` names those that a buyer passes on the way to an order,
`LINKS` those that only a mail leads to; `FOUND` are found by following links from the start pages, and must be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from flask import Flask

Who = Literal["nobody", "staff"]

# Downloads, pictures, streams, answers for scripts and programs.
FILES = frozenset(
    {
        *("shop.static", "shop.brand.theme", "shop.health.healthz", "shop.catalogue.picture", "shop.logo.show"),
        *("shop.configurator.model", "shop.configurator.formulas", "shop.configurator.drawing_file"),
        *("shop.uploads.show", "shop.timeline.stream", "shop.orders.live", "shop.console_today.stream"),
        *("shop.metrics.show", "shop.console_floor.away_script"),
        *("shop.invoices.invoice", "shop.invoices.days", "shop.account.fetch_export"),
        *("shop.console_audit.as_csv", "shop.console_costing.file", "shop.console_floor.photo"),
        *("shop.console_import.export", "shop.console_models.export", "shop.console_models.schema"),
        *(
            "shop.console_models.progress",
            "shop.console_production.traveller_paper",
            "shop.console_production.times_csv",
        ),
        *("shop.console_products.picture", "shop.console_purchases.file", "shop.console_ship.label_sheet"),
        *("shop.console_shipments.label", "shop.console_floor.scanned"),
        # letters as they are sent: markup for mail programs, which know no landmarks
        *("shop.console_purchases.preview_html", "shop.console_settings.mail_html"),
    }
)
PROGRAMS = "shop.api."  # answers in JSON, and one page of documentation

# Addresses that no link of a furnished shop leads to, or that only somebody without a name sees.
GIVEN: Mapping[str, tuple[Who, str]] = {
    "shop.catalogue.home": ("nobody", "/"),
    "shop.catalogue.category": ("nobody", "/c/tables"),
    "shop.catalogue.search": ("nobody", "/search?q=oil"),
    "shop.catalogue.product": ("nobody", "/p/hardwax-oil"),
    "shop.configurator.page": ("nobody", "/p/solid-wood-table/configure"),
    "shop.configurator.sheet": ("nobody", "/p/solid-wood-table/configure/sheet?length=210&width=90"),
    "shop.designs.keep_page": ("nobody", "/p/solid-wood-table/configure/keep?length=210&width=90"),
    "shop.designs.compare_two": ("nobody", "/p/solid-wood-table/compare"),
    "shop.designs.mine": ("nobody", "/designs"),
    "shop.orders.find": ("nobody", "/orders/find"),
    "security.login": ("nobody", "/login"),
    "security.register": ("nobody", "/register"),
    "security.reset": ("nobody", "/reset"),
    "shop.api.page": ("nobody", "/api/v1/"),
    "shop.account.erased": ("nobody", "/account/erased"),
    "shop.console_today.page": ("staff", "/console/"),
    "shop.console_floor.away": ("staff", "/console/floor/away"),
}
# On the way from a full cart to a paid order.
WAY = frozenset(
    {
        *("shop.cart.page", "shop.checkout.contact", "shop.checkout.delivery", "shop.checkout.review"),
        *("shop.payments.pay", "shop.payments.line_broke", "shop.checkout.done", "shop.orders.page"),
    }
)
# Behind a link in a mail, or in a state that the demo does not have: shown here with what they say to a stranger.
LINKS = frozenset(
    {
        *("shop.account.confirm_erase", "security.renew", "security.verify", "security.new_email", "security.code"),
        *("shop.joining.page", "shop.designs.design", "shop.changes.review", "shop.revisions.page"),
    }
)
# In a state that the furnished shop is not in: a draft begun, a count opened, an address kept. Not looked at.
UNSEEN = frozenset(
    {
        *("shop.account.address", "shop.arranging.page", "shop.changes.page", "shop.withdrawal.done"),
        *("shop.console_counts.sheet", "shop.console_floor.of_order", "shop.console_import.done"),
        *("shop.console_models.breaking", "shop.console_models.checks", "shop.console_models.entry"),
        *("shop.console_models.publish_page", "shop.console_models.section"),
        *("shop.console_pack.bench", "shop.console_pack.slip", "shop.console_picks.of_order"),
        *("shop.console_products.earlier", "shop.console_products.preview", "shop.console_products.review"),
        *("shop.console_settings.home", "shop.console_settings.page_preview", "shop.console_webhooks.endpoint"),
    }
)
# All others: links lead to them. A new page is written here, one a line.
FOUND = frozenset(Path(__file__).with_name("found.txt").read_text(encoding="utf-8").split())
ERRORS: Mapping[str, str] = {"404": "/nothing-here", "410": "/o/no-such-link"}
# Kept from search engines on purpose: of these Lighthouse is not asked whether they can be found.
PRIVATE = ("/console", "/account", "/cart", "/checkout", "/pay", "/o/", "/orders", "/login", "/register", "/reset")
PRIVATE += ("/verify", "/join", "/search", "/designs", "/d/", "/p/solid-wood-table/configure/")


@dataclass(frozen=True)
class Place:
    """One page: a name for the report, its address, and who looks at it."""

    name: str
    address: str
    who: Who

    @property
    def private(self) -> bool:
        return self.address.startswith(PRIVATE)


def pages(app: Flask) -> dict[str, str]:
    """Endpoint → rule of everything that answers a GET and is a page."""
    found = {}
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint not in FILES and not _for_programs(rule.endpoint):
            found[rule.endpoint] = rule.rule
    return found


def unlisted(app: Flask) -> list[str]:
    """Pages that stand in no table."""
    return sorted(set(pages(app)) - set(GIVEN) - WAY - LINKS - UNSEEN - FOUND)


def unknown(app: Flask) -> list[str]:
    """What the tables name and the shop has not."""
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    return sorted({*FILES, *GIVEN, *WAY, *LINKS, *UNSEEN, *FOUND} - endpoints)


def _for_programs(endpoint: str) -> bool:
    return endpoint.startswith(PROGRAMS) and endpoint not in GIVEN
