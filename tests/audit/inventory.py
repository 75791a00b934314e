"""Which pages there are. Every address that answers a GET stands in one of these tables, by its endpoint.

`FILES` are no pages, `DOORS` only lead on to one. `GIVEN` says an address outright; `MADE` are there after
`tests.audit.furnishing` has bought, changed, drafted and counted something; `FOUND` are found by following links from
all of these, and must be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from flask import Flask

Who = Literal["nobody", "buyer", "customer", "halfway", "staff"]

# Downloads, pictures, streams, answers for scripts and programs.
FILES = frozenset(
    {
        *("shop.static", "shop.brand.theme", "shop.health.healthz", "shop.catalogue.picture", "shop.logo.show"),
        *("shop.configurator.model", "shop.configurator.formulas", "shop.configurator.drawing_file"),
        *("shop.uploads.show", "shop.timeline.stream", "shop.orders.live", "shop.console_today.stream"),
        *("shop.metrics.show", "shop.console_floor.away_script"),
        *("shop.invoices.invoice", "shop.invoices.days", "shop.account.fetch_export"),
        *("shop.console_audit.as_csv", "shop.console_costing.file", "shop.console_floor.photo"),
        *("shop.claims.photo", "shop.console_claims.photo"),
        *("shop.console_import.export", "shop.console_models.export", "shop.console_models.schema"),
        *(
            "shop.console_models.progress",
            "shop.console_production.traveller_paper",
            "shop.console_production.times_csv",
        ),
        *(
            "shop.console_media.picture",
            "shop.console_products.picture",
            "shop.console_purchases.file",
            "shop.console_ship.label_sheet",
        ),
        *("shop.console_shipments.label", "shop.console_floor.scanned"),
        # a part of a page that its script asks for
        "shop.console_models.checks",
        # letters as they are sent: markup for mail programs, which know no landmarks
        *("shop.console_purchases.preview_html", "shop.console_settings.mail_html"),
    }
)
DOORS = frozenset({"shop.console_floor.of_order", "shop.console_picks.of_order", "shop.console_settings.home"})
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
    "shop.orders.find": ("nobody", "/orders/find"),
    "security.login": ("nobody", "/login"),
    "security.register": ("nobody", "/register"),
    "security.reset": ("nobody", "/reset"),
    "shop.api.page": ("nobody", "/api/v1/"),
    "shop.account.erased": ("nobody", "/account/erased"),
    "shop.console_today.page": ("staff", "/console/"),
    "shop.console_floor.away": ("staff", "/console/floor/away"),
}
# There once somebody has bought, changed, withdrawn, kept, counted, drafted; by their mails; with a code to give.
MADE = frozenset(
    {
        *("shop.cart.page", "shop.checkout.contact", "shop.checkout.delivery", "shop.checkout.review"),
        *("shop.payments.pay", "shop.payments.line_broke", "shop.checkout.done", "shop.orders.page"),
        *("shop.arranging.page", "shop.changes.page", "shop.changes.review", "shop.revisions.page"),
        *("shop.withdrawal.choose", "shop.withdrawal.done", "shop.designs.design", "shop.designs.mine"),
        *("security.renew", "security.verify", "security.new_email", "security.code"),
        *("shop.joining.page", "shop.console_counts.sheet", "shop.console_webhooks.endpoint"),
        *("shop.console_settings.page_preview", "shop.console_import.done", "shop.console_models.section"),
        *("shop.console_models.publish_page", "shop.console_models.breaking", "shop.console_models.entry"),
        *("shop.console_products.earlier", "shop.console_products.review", "shop.console_products.preview"),
    }
)
# A person without a password confirms by mail that they want to be forgotten: a host's people, none of the demo's.
STRANGE: Mapping[str, tuple[Who, str]] = {"shop.account.confirm_erase": ("nobody", "/account/erase/no-such-link")}
# All others: links lead to them. A new page is written here, one a line.
FOUND = frozenset(Path(__file__).with_name("found.txt").read_text(encoding="utf-8").split())
# Pages once more, with nothing on them or in another state.
ALSO: Mapping[str, tuple[Who, str]] = {
    "empty cart": ("nobody", "/cart"),
    "no design kept": ("nobody", "/designs"),
    "nothing found": ("nobody", "/search?q=zzzz"),
    "options that do not go": ("nobody", "/p/solid-wood-table/configure?length=270&base=taper4"),
    "a blind": ("nobody", "/p/window-blind/configure"),
    "a bicycle": ("nobody", "/p/city-bicycle/configure"),
    "orders that are late": ("staff", "/console/orders?show=late"),
    "404": ("nobody", "/nothing-here"),
    "410": ("nobody", "/o/no-such-link"),
    "403": ("customer", "/console/"),
}
ERRORS = (400, 405, 409, 413, 422, 429, 500, 503)  # drawn by their templates: nobody gets there by asking
# The pages of people who buy.
SHOPPERS = tuple(f"shop.{part}" for part in ("catalogue", "configurator", "cart", "checkout", "payments", "orders"))
SHOPPERS += tuple(f"shop.{part}" for part in ("designs", "account", "samples", "changes", "withdrawal", "messages"))
SHOPPERS += ("security.", "shop.arranging", "shop.notifications", "shop.revisions")
# Kept from search engines on purpose: of these Lighthouse is not asked whether they can be found.
PRIVATE = ("/console", "/account", "/cart", "/checkout", "/pay", "/o/", "/orders", "/login", "/register", "/reset")
PRIVATE += (
    "/verify",
    "/join",
    "/search",
    "/designs",
    "/d/",
    "/p/solid-wood-table/configure/",
    "/p/solid-wood-table/compare",
)


@dataclass(frozen=True)
class Place:
    """One page: a name for the report, its address, and who looks at it."""

    name: str
    address: str
    who: Who
    html: str = ""  # what a form answered: the browser is given it at this address

    @property
    def refusal(self) -> bool:
        """Lighthouse does not look at what answers with an error."""
        return self.name.isdigit() or self.name in STRANGE

    @property
    def private(self) -> bool:
        return self.address.startswith(PRIVATE)


def pages(app: Flask) -> dict[str, str]:
    """Endpoint → rule of everything that answers a GET and is a page."""
    found = {}
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint not in FILES | DOORS and not _for_programs(rule.endpoint):
            found[rule.endpoint] = rule.rule
    return found


def unlisted(app: Flask) -> list[str]:
    """Pages that stand in no table."""
    return sorted(set(pages(app)) - set(GIVEN) - set(STRANGE) - MADE - FOUND)


def unknown(app: Flask) -> list[str]:
    """What the tables name and the shop has not."""
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    return sorted({*FILES, *DOORS, *GIVEN, *STRANGE, *MADE, *FOUND} - endpoints)


def _for_programs(endpoint: str) -> bool:
    return endpoint.startswith(PROGRAMS) and endpoint not in GIVEN
