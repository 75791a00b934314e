"""The seller's side: what is made, stored, bought; one folder a noun."""

from __future__ import annotations

from flask import Blueprint

from storefront.console import frame
from storefront.console.floor import views as floor
from storefront.console.materials import purchases
from storefront.console.materials import views as materials
from storefront.console.production import views as production
from storefront.console.stock import views as stock

WORKSHOP: tuple[Blueprint, ...] = (
    production.blueprint,
    floor.blueprint,
    materials.blueprint,
    purchases.blueprint,
    stock.blueprint,
)
for _blueprint in WORKSHOP:
    _blueprint.context_processor(frame.context)

BLUEPRINTS: tuple[Blueprint, ...] = WORKSHOP
