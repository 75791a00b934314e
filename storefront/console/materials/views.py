"""What the workshop has, holds, awaits and lacks."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from fulfilment.api import purchasing
from storefront.accounts.guard import staff
from storefront.console.frame import page, sliced
from storefront.console.materials import domain
from storefront.mount.current import current_shop

blueprint = Blueprint("console_materials", __name__, url_prefix="/console/materials")


@blueprint.get("")
def materials() -> ResponseReturnValue:
    """Every item of the sellers in view, what is short first."""
    who = staff()
    show, search = request.args.get("show", ""), request.args.get("q", "").strip()
    rows = current_shop().read(lambda work: purchasing.materials(work, who.scope))
    shown = domain.narrowed(rows, show, search)
    return page(
        "shop/console/materials/materials.html",
        shown=sliced(sorted(shown, key=lambda row: (not row.short, not row.awaited))),
        total=len(rows),
        short=sum(1 for row in rows if row.short),
        awaited=sum(1 for row in rows if row.awaited),
        standing=domain.standing,
        show=show,
        search=search,
    )
