"""A new product made to order: its place in the catalogue, and a small model that is ready to be filled."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.data.work import Work
from foundation.plain.errors import Conflict, DomainError, Invalid
from foundation.plain.scope import SellerScope
from storefront.accounts.guard import Staff, staff
from storefront.catalogue.domain.inputs import ProductIn, VariantIn, slugify
from storefront.catalogue.service import put_product, put_variant
from storefront.configurator import drafting
from storefront.configurator.document.editing.parts import Document
from storefront.configurator.document.parsing import FORMAT
from storefront.console.frame import name_of
from storefront.console.frame import page as render
from storefront.console.models import queries
from storefront.console.models.views import blueprint
from storefront.console.products.queries import sellers
from storefront.mount.current import current_shop


def skeleton(sku: str, seller: str, name: str, currency: str, time_zone: str) -> Document:
    """The smallest model that can be sold: one choice of one option, one price, one step of work."""
    return {
        "format": FORMAT,
        "sku": sku,
        "seller": seller,
        "currency": currency,
        "time_zone": time_zone,
        "deposit_percent": "40",
        "name": name,
        "drawing": {"kind": "placeholder"},
        "numbers": [],
        "groups": [
            {"id": "kind", "label": "Kind", "help": "Which one it is.", "default": "standard",
             "options": [{"id": "standard", "label": "Standard"}]},
        ],
        "rules": [],
        "price": {"round_to": "100", "parts": [{"id": "making", "label": "Making", "amount": "10000"}]},
        "materials": [],
        "operations": [
            {"number": "10", "name": "Make", "work_centre": "BENCH", "run": "60", "stage": "In the workshop"},
            {"number": "20", "name": "Check", "work_centre": "QC", "run": "10", "stage": "Quality check",
             "inspection": "true"},
            {"number": "30", "name": "Pack", "work_centre": "PACK", "run": "10", "stage": "Packed", "packing": "true"},
        ],
        "packed": {"length": "600", "width": "400", "height": "300", "weight": "5000"},
    }  # fmt: skip


@blueprint.get("/new")
def new() -> ResponseReturnValue:
    """Name and number of a new product."""
    return _page(staff())


def _page(who: Staff, error: DomainError | None = None) -> ResponseReturnValue:
    shop = current_shop()
    return render(
        "shop/console/models/new.html",
        error,
        form=request.form,
        sellers=shop.read(lambda work: sellers(work, who.scope)),
        makers=[("", "–"), *shop.read(lambda work: queries.makers(work, who.scope))],
    )


@blueprint.post("/new")
def create() -> ResponseReturnValue:
    """Make the product, which stays out of the shop, and its first draft. Raises nothing half done."""
    who = staff()
    try:
        sku = current_shop().write(lambda work: _create(work, who))
    except (Invalid, Conflict) as error:
        return _page(who, error)
    return redirect(url_for(".section", sku=sku, section="choices"), 303)


def _create(work: Work, who: Staff) -> str:
    name, sku = request.form.get("name", "").strip(), request.form.get("sku", "").strip().upper()
    if not name:
        raise Invalid("Give the product a name.", field="name")
    if not sku:
        raise Invalid("Give it a number, like OAK-BENCH.", field="sku")
    settings = current_shop().settings
    seller = _seller(work, who.scope)
    slug = _free_slug(work, name, sku)
    put_product(
        work,
        who.scope,
        ProductIn(slug, {settings.locale: name}, seller, kind="configured", maker=request.form.get("maker") or None),
    )
    put_variant(work, who.scope, VariantIn(slug, sku))
    document = skeleton(sku, seller, name, settings.currency, settings.zone.key)
    drafting.put_draft(work, who.scope, sku, document, "Started", name_of(who))
    return sku


def _seller(work: Work, scope: SellerScope) -> str:
    known = [ref for ref, _ in sellers(work, scope)]
    asked = request.form.get("seller", "")
    if asked in known or (len(known) == 1 and not asked):
        return asked or known[0]
    raise Invalid("Choose whose product it is.", field="seller")


def _free_slug(work: Work, name: str, sku: str) -> str:
    """The product's address: from its name, or with its number where that is taken."""
    slug = slugify(name)
    return slug if queries.slug_free(work, slug) else f"{slug}-{slugify(sku)}"
