"""The seller's side: what is made, stored, bought; one folder a noun."""

from __future__ import annotations

from flask import Blueprint

from storefront.console import frame, nav
from storefront.console.api import views as api_keys
from storefront.console.api import webhooks
from storefront.console.audit import views as audit
from storefront.console.categories import views as categories
from storefront.console.changes import views as changes
from storefront.console.claims import views as claims
from storefront.console.clock import views as clock
from storefront.console.costing import views as costing
from storefront.console.counts import views as counts
from storefront.console.customers import views as customers
from storefront.console.exceptions import views as exceptions
from storefront.console.figures import views as figures
from storefront.console.floor import inspecting, photos, scans
from storefront.console.floor import views as floor
from storefront.console.keeping import views as keeping
from storefront.console.makers import views as makers
from storefront.console.materials import views as materials
from storefront.console.media import views as media
from storefront.console.messages import views as messages
from storefront.console.models import breaking, editing, publishing, starting, transfer
from storefront.console.models import views as models
from storefront.console.orders import views as orders
from storefront.console.people import sellers
from storefront.console.people import views as people
from storefront.console.picks import packing
from storefront.console.picks import views as picks
from storefront.console.prices import views as prices
from storefront.console.production import planning, plans, times, travellers
from storefront.console.production import views as production
from storefront.console.products import importing
from storefront.console.products import publishing as product_publishing
from storefront.console.products import views as products
from storefront.console.promises import views as promises
from storefront.console.purchasing import orders as purchases
from storefront.console.purchasing import suppliers, writing
from storefront.console.receipts import views as receipts
from storefront.console.returns import views as returns
from storefront.console.settings import mails as settings_mails
from storefront.console.settings import pages as settings_pages
from storefront.console.settings import views as settings
from storefront.console.setup import views as setup
from storefront.console.shipping import shipments
from storefront.console.shipping import views as ship
from storefront.console.stock import views as stock
from storefront.console.system import views as system
from storefront.console.today import views as today
from storefront.console.whatif import views as whatif
from storefront.console.workshop import places
from storefront.console.workshop import views as workshop

WORKSHOP: tuple[Blueprint, ...] = (
    production.blueprint,
    floor.blueprint,
    keeping.blueprint,
    materials.blueprint,
    purchases.blueprint,
    suppliers.blueprint,
    receipts.blueprint,
    stock.blueprint,
    counts.blueprint,
    costing.blueprint,
    workshop.blueprint,
    whatif.blueprint,
)
COUNTER: tuple[Blueprint, ...] = (
    today.blueprint,
    orders.blueprint,
    changes.blueprint,
    claims.blueprint,
    messages.blueprint,
    customers.blueprint,
    picks.blueprint,
    packing.blueprint,
    ship.blueprint,
    shipments.blueprint,
    exceptions.blueprint,
    returns.blueprint,
    figures.blueprint,
    media.blueprint,
    products.blueprint,
    categories.blueprint,
    makers.blueprint,
    prices.blueprint,
    importing.blueprint,
    models.blueprint,
    promises.blueprint,
    people.blueprint,
    audit.blueprint,
    api_keys.blueprint,
    webhooks.blueprint,
    setup.blueprint,
    settings.blueprint,
    system.blueprint,
    clock.blueprint,
)
FLOOR = (inspecting, photos, scans)  # they put their views on the blueprint of `floor`
PRODUCTION = (planning, plans, times, travellers)  # and these on that of `production`
PLACES = (places,)  # puts its views on the blueprint of `workshop`
PRODUCTS = (product_publishing,)  # and these on that of `products`
SETTINGS = (settings_mails, settings_pages)  # and these on that of `settings`
PEOPLE = (sellers,)  # puts its views on the blueprint of `people`
PURCHASES = (writing,)  # puts its views on the blueprint of `purchases`
MODELS = (breaking, editing, publishing, starting, transfer)  # they put their views on the blueprint of `models`
BLUEPRINTS: tuple[Blueprint, ...] = (*COUNTER, *WORKSHOP)
for _blueprint in BLUEPRINTS:
    _blueprint.context_processor(frame.context)
    _blueprint.context_processor(nav.context)
    _blueprint.context_processor(keeping.context)
