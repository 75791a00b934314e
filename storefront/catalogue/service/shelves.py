"""Verbs on categories and makers."""

from __future__ import annotations

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import Invalid, NotFound
from foundation.plain.scope import SellerScope
from storefront.catalogue.domain.inputs import RESERVED_CATEGORY, CategoryIn, MakerIn, check_slug, check_texts
from storefront.catalogue.html import clean_html
from storefront.catalogue.models import Category, Maker
from storefront.catalogue.service.writing import assign
from storefront.catalogue.version import bump_version


def put_maker(work: Work, scope: SellerScope, maker: MakerIn) -> bool:
    """Create or change a maker and their page; True if anything changed. Raises `Invalid` for a bad slug or no name."""
    scope.require(maker.seller_ref, "maker")
    check_slug(maker.slug)
    check_texts({"en": maker.name}, "maker", "name")
    row = work.session.get(Maker, maker.slug)
    if row is None:
        row = Maker(slug=maker.slug)
        work.session.add(row)
    else:
        scope.require(row.seller_ref, "maker")
    return _written(
        work,
        row,
        {
            "name": maker.name.strip(),
            "seller_ref": maker.seller_ref,
            "place": maker.place,
            "line": dict(maker.line),
            "story": {locale: clean_html(story) for locale, story in maker.story.items()},
            "drawing": dict(maker.drawing),
            "position": maker.position,
        },
    )


def put_category(work: Work, scope: SellerScope, category: CategoryIn) -> bool:
    """Create or change a shelf; True if anything changed.

    Shelves belong to the shop, so `scope` is only asked for by rule. Raises `Invalid` for a bad slug, a reserved one or
    a shelf that would stand in itself, `NotFound` for an unknown parent.
    """
    check_slug(category.slug)
    check_texts(category.name, "category", "name")
    if category.slug == RESERVED_CATEGORY:
        raise Invalid("“all” is the page with everything on it. Choose another address.", field="slug")
    if category.parent is not None:
        _check_parent(work, category.slug, category.parent)
    row = work.session.get(Category, category.slug)
    if row is None:
        row = Category(slug=category.slug)
        work.session.add(row)
    return _written(
        work,
        row,
        {
            "parent_slug": category.parent,
            "name": dict(category.name),
            "intro": dict(category.intro),
            "drawing": dict(category.drawing),
            "position": category.position,
        },
    )


def _check_parent(work: Work, slug: str, parent: str) -> None:
    rows = work.session.execute(select(Category.slug, Category.parent_slug))
    parents = dict(rows.all())
    if parent not in parents:
        raise NotFound("There is no such category to put it in. Create that one first.")
    above: str | None = parent
    while above is not None:
        if above == slug:
            raise Invalid("A category cannot stand inside itself. Choose another place for it.", field="parent")
        above = parents.get(above)


def _written(work: Work, row: Maker | Category, values: dict[str, object]) -> bool:
    if not assign(row, values):
        return False
    bump_version(work)
    work.session.flush()
    return True
