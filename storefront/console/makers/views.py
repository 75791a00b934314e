"""The list of makers, a new one, one for editing."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from foundation.data.work import Work
from foundation.plain.errors import Conflict, DomainError, Invalid, NotFound
from foundation.plain.scope import SellerScope
from storefront.accounts.guard import Staff, staff
from storefront.catalogue.domain.inputs import MakerIn, slugify
from storefront.catalogue.models import Maker, Product
from storefront.catalogue.service import put_maker
from storefront.console.frame import MENDABLE, typed
from storefront.console.frame import page as render
from storefront.console.products.queries import sellers
from storefront.mount.current import current_shop

blueprint = Blueprint("console_makers", __name__, url_prefix="/console/makers")


def _makers(work: Work, scope: SellerScope) -> list[tuple[str, str, str, int]]:
    """(slug, name, place, products) of those in view. Two statements."""
    counted = work.session.execute(select(Product.maker_slug, func.count()).group_by(Product.maker_slug))
    counts = dict(counted.all())
    rows = work.session.scalars(select(Maker).order_by(Maker.position, Maker.name))
    return [(r.slug, r.name, r.place, counts.get(r.slug, 0)) for r in rows if scope.covers(r.seller_ref)]


def _maker(work: Work, scope: SellerScope, slug: str) -> Maker:
    row = work.session.get(Maker, slug)
    if row is None or not scope.covers(row.seller_ref):
        raise NotFound("There is no such maker.")
    return row


@blueprint.get("")
def listing() -> ResponseReturnValue:
    """By name."""
    who = staff()
    return render("shop/console/makers/list.html", rows=current_shop().read(lambda work: _makers(work, who.scope)))


@blueprint.get("/new")
def new() -> ResponseReturnValue:
    """An empty form."""
    return _form(staff(), "")


@blueprint.get("/<slug>")
def edit(slug: str) -> ResponseReturnValue:
    """One maker."""
    return _form(staff(), slug)


def _form(who: Staff, slug: str, error: DomainError | None = None) -> ResponseReturnValue:
    shop = current_shop()
    locale = shop.settings.locale

    def look(work: Work) -> tuple[Mapping[str, str], list[tuple[str, str]]]:
        if not slug:
            return {}, sellers(work, who.scope)
        row = _maker(work, who.scope, slug)
        words = {"line": row.line.get(locale, ""), "story": row.story.get(locale, "")}
        return {"name": row.name, "place": row.place, **words}, []

    values, known = shop.read(look)
    return render(
        "shop/console/makers/form.html",
        error,
        slug=slug,
        name=values.get("name", ""),
        form=request.form if error else values,
        sellers=known,
    )


@blueprint.post("/new")
def create() -> ResponseReturnValue:
    """Make it; its address comes from its name and never changes."""
    who = staff()

    def write(work: Work) -> None:
        slug = slugify(typed("name", 255))
        if work.session.get(Maker, slug) is not None:
            raise Conflict("There is a maker of this name already. Choose another one.", field="name")
        known = [ref for ref, _ in sellers(work, who.scope)]
        asked = request.form.get("seller", "") or (known[0] if len(known) == 1 else "")
        if asked not in known:
            raise Invalid("Choose whose maker it is.", field="seller")
        put_maker(work, who.scope, _typed(slug, asked, None))

    try:
        current_shop().write(write)
    except MENDABLE as error:
        return _form(who, "", error)
    return redirect(url_for(".listing"), 303)


@blueprint.post("/<slug>")
def save(slug: str) -> ResponseReturnValue:
    """Name, place and words."""
    who = staff()

    def write(work: Work) -> None:
        row = _maker(work, who.scope, slug)
        put_maker(work, who.scope, _typed(slug, row.seller_ref, row))

    try:
        current_shop().write(write)
    except MENDABLE as error:
        return _form(who, slug, error)
    return redirect(url_for(".listing"), 303)


def _typed(slug: str, seller: str, row: Maker | None) -> MakerIn:
    locale = current_shop().settings.locale
    return MakerIn(
        slug,
        typed("name", 255),
        seller,
        typed("place", 120),
        {**(row.line if row else {}), locale: typed("line", 300)},
        {**(row.story if row else {}), locale: typed("story", 8_000)},
        dict(row.drawing) if row else {},
        row.position if row else 100,
    )
