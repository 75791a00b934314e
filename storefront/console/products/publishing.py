"""From a draft to the shop: as the shopper would see it, what would change, and back to what was before."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from foundation.data.work import Work
from foundation.plain.errors import DomainError, NotFound
from storefront.accounts.guard import Staff, staff
from storefront.catalogue.domain.telling import stock_sentence
from storefront.catalogue.queries.product import ProductPage
from storefront.console.frame import MENDABLE, name_of
from storefront.console.frame import page as render
from storefront.console.products import drafts, queries
from storefront.console.products.differing import changes
from storefront.console.products.previewing import preview_page
from storefront.console.products.sheet import Sheet, problems
from storefront.console.products.views import blueprint, edit_page, revision, where
from storefront.mount import chrome
from storefront.mount.current import current_shop
from storefront.mount.filters import day as day_of
from storefront.mount.filters import text
from storefront.uploads.showing import shown, type_of


@blueprint.get("/<slug>/publish")
def review(slug: str) -> ResponseReturnValue:
    """What would change, before it does."""
    return _review(staff(), slug)


@blueprint.get("/<slug>/versions/<int:number>")
def earlier(slug: str, number: int) -> ResponseReturnValue:
    """What going back to a version would change."""
    return _review(staff(), slug, number)


def _review(who: Staff, slug: str, number: int | None = None, error: DomainError | None = None) -> ResponseReturnValue:
    shop, at_home = current_shop(), where()
    found = shop.read(lambda work: queries.desk(work, who.scope, slug, at_home))
    wanted = found.sheet
    if number is not None:
        asked = number
        wanted = shop.read(lambda work: drafts.version(work, drafts.product(work, who.scope, slug), asked))
    shown = found.live if found.status == "published" else Sheet(slug=found.slug)
    return render(
        "shop/console/products/review.html",
        error,
        it=found,
        number=number,
        changes=changes(shown, wanted, _names(found)),
        wrong=problems(wanted, at_home.currency, made=found.kind == "configured"),
        title=wanted.name or found.slug,
    )


def _names(found: queries.Desk) -> dict[str, str]:
    locale = current_shop().settings.locale
    named = {f"category:{slug}": text(name, locale) or slug for slug, name in found.categories}
    return {**named, **{f"maker:{slug}": name for slug, name in found.makers}}


@blueprint.post("/<slug>/publish")
def publish(slug: str) -> ResponseReturnValue:
    """The draft goes into the shop."""
    who = staff()
    return _press(
        slug,
        lambda work: drafts.publish(
            work, who.scope, drafts.product(work, who.scope, slug), revision(), name_of(who), where()
        ),
        lambda error: edit_page(who, slug, error) if error.field else _review(who, slug, error=error),
    )


@blueprint.post("/<slug>/versions/<int:number>")
def go_back(slug: str, number: int) -> ResponseReturnValue:
    """An earlier version goes into the shop once more."""
    who = staff()
    return _press(
        slug,
        lambda work: drafts.go_back(
            work, who.scope, drafts.product(work, who.scope, slug), number, name_of(who), where()
        ),
        lambda error: _review(who, slug, number, error),
    )


def _press(
    slug: str, verb: Callable[[Work], str], refused: Callable[[DomainError], ResponseReturnValue]
) -> ResponseReturnValue:
    try:
        now = current_shop().write(verb)
    except MENDABLE as error:
        return refused(error)
    return redirect(url_for(".edit", slug=now, published=1), 303)


@blueprint.get("/<slug>/preview")
def preview(slug: str) -> ResponseReturnValue:
    """The page of the shop, made of the draft."""
    who, shop, at_home = staff(), current_shop(), where()

    def look(work: Work) -> tuple[queries.Desk, ProductPage]:
        found = queries.desk(work, who.scope, slug, at_home)
        return found, preview_page(work, who.scope, found, at_home)

    found, page = shop.read(look)
    day = partial(day_of, zone=shop.settings.zone, locale=shop.settings.locale)
    answer = Response(
        render_template(
            "shop/console/products/preview.html",
            page=page,
            it=found,
            stock_line=stock_sentence(page.stock, lambda on: day(on).partition(" ")[2]) if page.stock else "",
            structured={"url": url_for("shop.catalogue.product", slug=page.slug, _external=True)},
            **chrome.around(),
        )
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.get("/<slug>/picture/<image_id>")
def picture(slug: str, image_id: str) -> ResponseReturnValue:
    """A picture of the draft or of the product, to the house only; it can do nothing but be seen."""
    who, shop, at_home = staff(), current_shop(), where()

    def key_of(work: Work) -> str:
        sheet, _ = drafts.current(work, drafts.product(work, who.scope, slug), at_home)
        return next((one.key for one in sheet.pictures if one.id == image_id), "")

    key = shop.read(key_of)
    if not key:
        raise NotFound("That picture is not here.")
    return shown(shop.blobs.get(key), type_of(key))
