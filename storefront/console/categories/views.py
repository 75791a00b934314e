"""Categories: the tree, a new one, one for editing. They are the whole shop's, hence the operator's."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.data.work import Work
from foundation.plain.errors import Conflict, DomainError, Forbidden, NotFound
from storefront.accounts.guard import Staff, staff
from storefront.catalogue.domain.inputs import CategoryIn, slugify
from storefront.catalogue.models import Category
from storefront.catalogue.service import put_category
from storefront.console.categories import queries, service
from storefront.console.frame import MENDABLE, typed
from storefront.console.frame import page as render
from storefront.mount.current import current_shop
from storefront.mount.filters import text

blueprint = Blueprint("console_categories", __name__, url_prefix="/console/categories")


def _operator() -> Staff:
    who = staff()
    if who.scope.sellers is not None:
        raise Forbidden("Categories are the whole shop's. Ask the operator to change them.")
    return who


@blueprint.get("")
def listing() -> ResponseReturnValue:
    """The tree."""
    _operator()
    return _listing()


def _listing(error: DomainError | None = None) -> ResponseReturnValue:
    shop = current_shop()
    return render("shop/console/categories/list.html", error, rows=shop.read(queries.tree))


@blueprint.get("/new")
def new() -> ResponseReturnValue:
    """An empty form."""
    _operator()
    return _form("")


@blueprint.get("/<slug>")
def edit(slug: str) -> ResponseReturnValue:
    """One category."""
    _operator()
    return _form(slug)


def _form(slug: str, error: DomainError | None = None) -> ResponseReturnValue:
    shop = current_shop()
    rows = shop.read(queries.tree)
    row = next((one for one in rows if one.slug == slug), None)
    if slug and row is None:
        raise NotFound("There is no such category.")
    locale = shop.settings.locale
    places = [(one.slug, "– " * one.depth + (text(one.name, locale) or one.slug)) for one in rows if one.slug != slug]
    values = {
        "name": row.name.get(locale, "") if row else "",
        "intro": row.intro.get(locale, "") if row else "",
        "parent": row.parent if row else request.args.get("in", ""),
    }
    return render(
        "shop/console/categories/form.html",
        error,
        row=row,
        form=request.form if error else values,
        places=[("", "In the navigation"), *places],
    )


@blueprint.post("/new")
def create() -> ResponseReturnValue:
    """Make it; its address comes from its name and never changes."""
    _operator()
    try:
        current_shop().write(lambda work: _create(work))
    except (*MENDABLE, NotFound) as error:
        return _form("", error)
    return redirect(url_for(".listing"), 303)


def _create(work: Work) -> None:
    slug = slugify(typed("name", 255))
    if work.session.get(Category, slug) is not None:
        raise Conflict("There is a category of this name already. Choose another one.", field="name")
    put_category(work, staff().scope, _typed(slug, None, position=10_000))


def _typed(slug: str, row: Category | None, position: int) -> CategoryIn:
    locale = current_shop().settings.locale
    intro = typed("intro", 600)
    return CategoryIn(
        slug,
        {**(row.name if row else {}), locale: typed("name", 255)},
        typed("parent", 255) or None,
        {**(row.intro if row else {}), locale: intro} if intro or row else {},
        dict(row.drawing) if row else {},
        position,
    )


@blueprint.post("/<slug>")
def save(slug: str) -> ResponseReturnValue:
    """Name, words and place."""
    who = _operator()

    def write(work: Work) -> None:
        row = service.category(work, slug)
        put_category(work, who.scope, _typed(slug, row, row.position))

    try:
        current_shop().write(write)
    except MENDABLE as error:
        return _form(slug, error)
    return redirect(url_for(".listing"), 303)


@blueprint.post("/<slug>/<any(up, down, remove):verb>")
def act(slug: str, verb: str) -> ResponseReturnValue:
    """Up, down or away."""
    _operator()
    try:
        current_shop().write(
            lambda work: (
                service.remove(work, slug) if verb == "remove" else service.move(work, slug, -1 if verb == "up" else 1)
            )
        )
    except MENDABLE as error:
        return _listing(error)
    return redirect(url_for(".listing"), 303)
