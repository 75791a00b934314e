"""The figures of the last weeks."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from storefront.accounts.guard import staff
from storefront.console.figures import domain, queries
from storefront.console.frame import page as render
from storefront.mount.current import current_shop

blueprint = Blueprint("console_figures", __name__, url_prefix="/console/figures")


@blueprint.get("")
def page() -> ResponseReturnValue:
    """Pictures first, then the table."""
    who, shop = staff(), current_shop()
    settings = shop.settings
    found = shop.read(lambda work: queries.figures(work, who.scope, settings.zone, settings.currency))
    return render(
        "shop/console/figures/page.html",
        figures=found,
        bars=domain.bars(found.weeks),
        size=(domain.WIDTH, domain.HEIGHT),
        this=found.weeks[-1],
        last=found.weeks[-2],
    )
