"""The page of samples."""

from __future__ import annotations

from flask import Blueprint, render_template

from storefront.catalogue.remembered import of_catalogue
from storefront.mount.current import current_shop
from storefront.samples import queries

blueprint = Blueprint("samples", __name__)


@blueprint.get("/samples")
def page() -> str:
    """All of them, with how it works."""
    shop = current_shop()
    currency = shop.settings.currency
    found = shop.kept.answer(
        "samples", lambda: of_catalogue(shop, "samples", lambda work: queries.samples(work, currency))
    )
    return render_template("shop/catalogue/samples.html", found=found)
