"""Products: the list, a new one, one for editing; its draft saves itself."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.data.work import Work
from foundation.plain.errors import DomainError
from storefront.accounts.guard import Staff, staff
from storefront.catalogue.service import unpublish
from storefront.console.frame import MENDABLE, name_of
from storefront.console.frame import page as render
from storefront.console.products import drafts, pictures, queries, starting
from storefront.console.products.drafts import Where
from storefront.console.products.pressing import pressed
from storefront.console.products.sheet import DELIVERY, Sheet, problems, read_form
from storefront.mount.current import current_shop
from storefront.mount.errors import status_of
from storefront.mount.filters import clock_time, text

blueprint = Blueprint("console_products", __name__, url_prefix="/console/products")
blueprint.url_value_preprocessor(pictures.bound_form)


def where() -> Where:
    """The shop's own language, money and country."""
    settings = current_shop().settings
    return Where(settings.locale, settings.currency, settings.country)


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


@blueprint.get("/new")
def new() -> ResponseReturnValue:
    """What is it called, and is it stocked or made?"""
    return _new(staff())


def _new(who: Staff, error: DomainError | None = None) -> ResponseReturnValue:
    shop = current_shop()
    found = shop.read(
        lambda work: (queries.sellers(work, who.scope), queries.categories(work), queries.makers(work, who.scope))
    )
    return render(
        "shop/console/products/new.html",
        error,
        form=request.form,
        sellers=found[0],
        categories=_words(found[1]),
        makers=[("", "–"), *found[2]],
    )


@blueprint.post("/new")
def create() -> ResponseReturnValue:
    """A product that nobody sees yet, and its first draft."""
    who = staff()
    try:
        slug = current_shop().write(lambda work: starting.begin(work, who.scope, request.form, name_of(who), where()))
    except MENDABLE as error:
        return _new(who, error)
    return redirect(url_for(".edit", slug=slug), 303)


@blueprint.get("/<slug>")
def edit(slug: str) -> ResponseReturnValue:
    """One product, as its draft has it."""
    return edit_page(staff(), slug)


def edit_page(
    who: Staff, slug: str, error: DomainError | None = None, typed: Sheet | None = None
) -> ResponseReturnValue:
    """The desk of one product; `typed` is what a form brought that could not be kept."""
    shop, at_home = current_shop(), where()
    found = shop.read(lambda work: queries.desk(work, who.scope, slug, at_home))
    sheet = typed or found.sheet
    wrong = problems(sheet, at_home.currency, made=found.kind == "configured") if found.rev or typed else {}
    if error and error.field:
        wrong = {**wrong, error.field: error.sentence}
    return render(
        "shop/console/products/edit.html",
        error,
        it=found,
        sheet=sheet,
        wrong=wrong,
        categories=_words(found.categories),
        makers=[("", "–"), *found.makers],
        deliveries=list(DELIVERY.items()),
        kinds=pictures.RULE.endings,
    )


def _words(categories: tuple[tuple[str, dict[str, str]], ...]) -> list[tuple[str, str]]:
    locale = current_shop().settings.locale
    return [("", "–"), *((slug, text(name, locale) or slug) for slug, name in categories)]


@blueprint.post("/<slug>/draft")
def save(slug: str) -> ResponseReturnValue:
    """Keep what is typed; with a button of the form also do what it says (one more variant, a picture up)."""
    who, shop, at_home = staff(), current_shop(), where()
    quiet = request.accept_mimetypes.best == "application/json"
    before = shop.read(lambda work: drafts.current(work, drafts.product(work, who.scope, slug), at_home)[0])
    sheet, do = read_form(request.form, before), request.form.get("do", "")
    try:
        sheet = replace(sheet, pictures=(*sheet.pictures, *pictures.taken(sheet))) if do == "upload" else sheet
        sheet = pressed(sheet, do)

        def keep(work: Work) -> tuple[int, str]:
            row = drafts.product(work, who.scope, slug)
            return drafts.save(work, row, sheet, revision(), name_of(who), at_home), row.kind

        rev, kind = shop.write(keep)
    except MENDABLE as error:
        if quiet:
            return jsonify(sentence=error.sentence), status_of(error)
        return edit_page(who, slug, error, sheet)
    if quiet:
        at = clock_time(shop.clock.now(), shop.settings.zone, shop.settings.locale)
        return jsonify(rev=rev, at=at, wrong=problems(sheet, at_home.currency, made=kind == "configured"))
    wanted = ".review" if do == "publish" else ".preview" if do == "preview" else ".edit"
    anchor = {"add-variant": "variants", "upload": "pictures"}.get(do) or (do.partition("-")[0] + "s" if do else None)
    return redirect(url_for(wanted, slug=slug, _anchor=anchor if wanted == ".edit" and do != "save" else None), 303)


def revision() -> int:
    """The draft's revision that the form was filled from."""
    asked = request.form.get("rev", "0")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 0


@blueprint.post("/<slug>/discard")
def discard(slug: str) -> ResponseReturnValue:
    """Throw the draft away."""
    who = staff()
    current_shop().write(lambda work: drafts.discard(work, drafts.product(work, who.scope, slug)))
    return redirect(url_for(".edit", slug=slug), 303)


@blueprint.post("/<slug>/unpublish")
def hide(slug: str) -> ResponseReturnValue:
    """Out of the shop."""
    who = staff()
    current_shop().write(lambda work: unpublish(work, who.scope, slug))
    return redirect(url_for(".edit", slug=slug), 303)
