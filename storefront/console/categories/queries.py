"""The tree of categories with what stands in each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select

from foundation.data.work import Work
from storefront.catalogue.models import Category, Product


@dataclass(frozen=True)
class Row:
    """One category; `depth` 0 stands in the navigation. `products` counts drafts too."""

    slug: str
    name: dict[str, str]
    intro: dict[str, str]
    parent: str
    depth: int
    products: int
    first: bool
    last: bool


def tree(work: Work) -> list[Row]:
    """Every category, each followed by those in it. Two statements."""
    rows = list(work.session.scalars(select(Category).order_by(Category.position, Category.slug)))
    counted = work.session.execute(select(Product.category_slug, func.count()).group_by(Product.category_slug))
    counts = dict(counted.all())
    return list(_below(rows, counts, None, 0))


def _below(rows: list[Category], counts: dict[str | None, int], parent: str | None, depth: int) -> Iterator[Row]:
    here = [row for row in rows if row.parent_slug == parent]
    for place, row in enumerate(here):
        yield Row(
            row.slug, dict(row.name), dict(row.intro), parent or "", depth, counts.get(row.slug, 0), place == 0,
            place == len(here) - 1,
        )  # fmt: skip
        yield from _below(rows, counts, row.slug, depth + 1)
