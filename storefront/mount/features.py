"""The one visible table of what has pages: each feature by the module that its addresses are in.

Modules are named, not imported, because a start need not read all of them: see `storefront.mount.late`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from flask import Blueprint

CONSOLE_FRAME = ("storefront.console.frame", "storefront.console.nav", "storefront.console.keeping.views")


@dataclass(frozen=True)
class Feature:
    """A blueprint: `name` in `module` is one, or makes a fresh one for an app. `beside`: modules that put their views
    on the same blueprint. `frame`: modules whose `context` all of its templates are given. `at_start`: what a shop is
    asked first, and therefore read before it listens."""

    module: str
    beside: tuple[str, ...] = ()
    frame: tuple[str, ...] = ()
    name: str = "blueprint"
    at_start: bool = False

    def blueprint(self) -> Blueprint:
        """With all of its views; imports them."""
        found = _complete(self)
        return found if isinstance(found, Blueprint) else found()


@cache
def _complete(feature: Feature) -> Any:
    """Once a process: a blueprint that is in an app takes nothing more."""
    found = getattr(import_module(feature.module), feature.name)
    for name in feature.beside:
        import_module(name)
    for name in feature.frame:
        found.context_processor(import_module(name).context)
    return found


def _console(module: str, *beside: str) -> Feature:
    folder = f"storefront.console.{module.partition('.')[0]}"
    return Feature(f"storefront.console.{module}", tuple(f"{folder}.{name}" for name in beside), CONSOLE_FRAME)


STOREFRONT = (
    Feature("storefront.catalogue.views", at_start=True),
    Feature("storefront.configurator.views"),
    Feature("storefront.designs.views"),
    Feature("storefront.uploads.views"),
    Feature("storefront.cart.views"),
    Feature("storefront.checkout.views"),
    Feature("storefront.orders.views"),
    Feature("storefront.changes.views"),
    Feature("storefront.revisions.views"),
    Feature("storefront.timeline.views"),
    Feature("storefront.payments.views"),
    Feature("storefront.accounts.joining"),
    Feature("storefront.accounts.mine.views", ("storefront.accounts.mine.data",)),
    Feature("storefront.withdrawal.views"),
    Feature("storefront.arranging.views"),
    Feature("storefront.messages.views"),
    Feature("storefront.invoices.views"),
    Feature("storefront.notifications.views"),
    Feature("storefront.samples.views"),
    Feature("storefront.accounts.mine.into_account"),
    Feature("storefront.claims.views"),
)
COUNTER = (
    _console("today.views"),
    _console("orders.views"),
    _console("changes.views"),
    _console("claims.views"),
    _console("messages.views"),
    _console("customers.views"),
    _console("picks.views"),
    _console("picks.packing"),
    _console("shipping.views"),
    _console("shipping.shipments"),
    _console("exceptions.views"),
    _console("returns.views"),
    _console("figures.views"),
    _console("media.views"),
    _console("products.views", "publishing"),
    _console("categories.views"),
    _console("makers.views"),
    _console("prices.views"),
    _console("products.importing"),
    _console("models.views", "breaking", "editing", "publishing", "starting", "transfer"),
    _console("promises.views"),
    _console("people.views", "sellers"),
    _console("audit.views"),
    _console("api.views"),
    _console("api.webhooks"),
    _console("setup.views"),
    _console("settings.views", "mails", "pages"),
    _console("system.views"),
    _console("clock.views"),
)
WORKSHOP = (
    _console("production.views", "planning", "plans", "times", "travellers"),
    _console("floor.views", "inspecting", "photos", "scans"),
    _console("keeping.views"),
    _console("materials.views"),
    _console("purchasing.orders", "writing"),
    _console("purchasing.suppliers"),
    _console("receipts.views"),
    _console("stock.views"),
    _console("counts.views"),
    _console("costing.views"),
    _console("workshop.views", "places"),
    _console("whatif.views"),
)
DOORS = (
    Feature("storefront.hooks.views"),
    Feature("storefront.api.views", name="api_blueprint"),
    Feature("storefront.mount.health", at_start=True),
    Feature("storefront.running.views", at_start=True),
    Feature("storefront.mount.brand", at_start=True),
    Feature("storefront.preferences.logo", at_start=True),
)
FEATURES = (*STOREFRONT, *COUNTER, *WORKSHOP, *DOORS)
