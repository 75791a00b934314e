"""Before a draft goes into the shop: what the checks found, what changes for shoppers, and the press itself."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.plain.errors import Conflict, DomainError
from storefront.accounts.guard import Staff, staff
from storefront.configurator import service
from storefront.configurator.document.editing.names import words_in
from storefront.console.frame import MENDABLE
from storefront.console.frame import page as render
from storefront.console.models import queries
from storefront.console.models.desk import locale, open_draft
from storefront.console.models.views import blueprint
from storefront.mount.current import current_shop


@blueprint.get("/<sku>/publish")
def publishing(sku: str) -> ResponseReturnValue:
    """What the checks say about the draft."""
    return _page(staff(), sku)


def _page(who: Staff, sku: str, error: DomainError | None = None) -> ResponseReturnValue:
    shop = current_shop()
    draft = open_draft(who, sku)
    found = shop.read(lambda work: queries.desk(work, who.scope, sku))
    return render(
        "shop/console/models/publish.html", error, draft=draft, it=found, name=words_in(draft.name, locale()) or sku
    )


@blueprint.post("/<sku>/publish")
def publish(sku: str) -> ResponseReturnValue:
    """Publish the draft that was looked at."""
    who = staff()
    draft = open_draft(who, sku)
    try:
        if request.form.get("seen") != draft.hash:
            raise Conflict("Somebody changed this draft meanwhile. Look at the checks again, then publish.")
        current_shop().write(lambda work: service.publish(work, draft.document))
    except MENDABLE as error:
        return _page(who, sku, error)
    return redirect(url_for(".model", sku=sku, published=1), 303)
