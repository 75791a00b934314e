"""Products: the list, one for editing, publish and take back."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.plain.errors import DomainError
from storefront.accounts.guard import Staff, staff
from storefront.catalogue.service import publish, unpublish
from storefront.console.frame import MENDABLE
from storefront.console.frame import page as render
from storefront.console.products import editing, queries
from storefront.console.products.editing import Edit, Where
from storefront.mount.current import current_shop
from storefront.mount.filters import text

blueprint = Blueprint("console_products", __name__, url_prefix="/console/products")


@blueprint.get("")
def listing() -> ResponseReturnValue:
    """Products by name, address or SKU, drafts and published ones."""
    who, shop = staff(), current_shop()
    search, status = request.args.get("q", "").strip()[:80], request.args.get("status", "")
    number = request.args.get("page", "1")
    page = int(number) if number.isascii() and number.isdigit() and 0 < len(number) < 6 else 1
    found = shop.read(
        lambda work: queries.listing(work, who.scope, search, status, max(page, 1), shop.settings.currency)
    )
    return render(
        "shop/console/products/list.html",
        listing=found,
        search=search,
        state=status,
        page=min(max(page, 1), found.pages),
        at=url_for(".listing", q=search or None, status=status or None, page=0).replace("page=0", "page={page}"),
    )


@blueprint.get("/<slug>")
def edit(slug: str) -> ResponseReturnValue:
    """One product."""
    return _edit(staff(), slug, saved="saved" in request.args)


def _edit(who: Staff, slug: str, error: DomainError | None = None, *, saved: bool = False) -> ResponseReturnValue:
    shop = current_shop()
    found = shop.read(lambda work: queries.desk(work, who.scope, slug, shop.settings.currency))
    return render(
        "shop/console/products/edit.html", error, it=found, form=request.form, saved=saved, categories=_shelves(found)
    )


def _shelves(found: queries.ProductDesk) -> list[tuple[str, str]]:
    locale = current_shop().settings.locale
    return [("", "None"), *((slug, text(name, locale) or slug) for slug, name in found.categories)]


@blueprint.post("/<slug>")
def save(slug: str) -> ResponseReturnValue:
    """All fields or none."""
    who, shop = staff(), current_shop()
    settings = shop.settings
    where = Where(settings.locale, settings.currency, settings.country)
    asked = Edit.parse(request.form)
    try:
        shop.write(lambda work: editing.save(work, who.scope, slug, asked, where))
    except MENDABLE as error:
        return _edit(who, slug, error)
    return redirect(url_for(".edit", slug=slug, saved=1), 303)


@blueprint.post("/<slug>/<any(publish, unpublish):verb>")
def show(slug: str, verb: str) -> ResponseReturnValue:
    """Into the shop, or out of it."""
    who = staff()
    run = publish if verb == "publish" else unpublish
    try:
        current_shop().write(lambda work: run(work, who.scope, slug))
    except MENDABLE as error:
        return _edit(who, slug, error)
    return redirect(url_for(".edit", slug=slug), 303)
