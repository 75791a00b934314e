"""Verbs on categories beyond putting one: move it among its siblings, take an empty one away."""

from __future__ import annotations

from sqlalchemy import func, select

from foundation.data.work import Work
from foundation.plain.errors import Conflict, NotFound
from storefront.catalogue.models import Category, Product
from storefront.catalogue.version import bump_version


def category(work: Work, slug: str) -> Category:
    """The row, for this folder; raises `NotFound`."""
    row = work.session.get(Category, slug)
    if row is None:
        raise NotFound("There is no such category.")
    return row


def move(work: Work, slug: str, by: int) -> None:
    """One place up (-1) or down (1) among those that stand in the same place; at the end nothing happens."""
    row = category(work, slug)
    siblings = list(
        work.session.scalars(
            select(Category)
            .where(
                Category.parent_slug.is_(None) if row.parent_slug is None else Category.parent_slug == row.parent_slug
            )
            .order_by(Category.position, Category.slug)
        )
    )
    at = siblings.index(row)
    if 0 <= at + by < len(siblings):
        siblings[at], siblings[at + by] = siblings[at + by], siblings[at]
    for place, one in enumerate(siblings, start=1):
        one.position = place * 10
    work.session.flush()
    bump_version(work)


def remove(work: Work, slug: str) -> None:
    """Take it away. Raises `Conflict` while something stands in it."""
    row = category(work, slug)
    products = work.session.scalar(select(func.count()).where(Product.category_slug == slug)) or 0
    shelves = work.session.scalar(select(func.count()).where(Category.parent_slug == slug)) or 0
    if products or shelves:
        what = f"{products} products stand" if products else "another category stands"
        raise Conflict(f"In “{slug}” {what}. Put that elsewhere first, then take it away.")
    work.session.delete(row)
    work.session.flush()
    bump_version(work)
