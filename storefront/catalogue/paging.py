"""The shelf for programs: every product of a wish in an order with a key, so that a page can begin behind any place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import ColumnElement

from foundation.data.work import Work
from foundation.plain.errors import NotFound
from storefront.catalogue.domain.inputs import RESERVED_CATEGORY
from storefront.catalogue.domain.shelf import ShelfRow
from storefront.catalogue.models import Product
from storefront.catalogue.queries.cards import categories, shelf_rows
from storefront.catalogue.search import search

Ranked = tuple[tuple[int, int, str], ShelfRow]
SHAPE = (int, int, str)
_LAST = 2**62

_BY: Mapping[str, Callable[[ShelfRow], int]] = {
    "chosen": lambda row: 0,
    "cheap": lambda row: row.low.minor if row.low else _LAST,
    "dear": lambda row: -row.low.minor if row.low else 1,
    "new": lambda row: -int(row.created_at.timestamp()),
    "soon": lambda row: (row.earliest or date.max).toordinal(),
}


def found_rows(work: Work, currency: str, *, category: str, maker: str, words: str) -> list[ShelfRow]:
    """The published products of a category (its children included), of a maker, with these words. At most five
    statements. Raises `NotFound` for a category that is not there."""
    where: list[ColumnElement[bool]] = []
    if category != RESERVED_CATEGORY:
        where.append(Product.category_slug.in_(_inside(work, category)))
    if maker:
        where.append(Product.maker_slug == maker)
    if not words.strip():
        return shelf_rows(work, currency, *where)
    found = search(work, words.strip()).product_ids
    rank = {product_id: place for place, product_id in enumerate(found)}
    rows = shelf_rows(work, currency, Product.id.in_(found), *where)
    return [replace(row, position=rank[row.product_id]) for row in rows]


def _inside(work: Work, slug: str) -> list[str]:
    """The category and all that stand in it."""
    parents = {one.slug: one.parent for one in categories(work)}
    if slug not in parents:
        raise NotFound("There is no such category.")
    inside = {slug}
    while more := {child for child, parent in parents.items() if parent in inside} - inside:
        inside |= more
    return sorted(inside)


def shelf_order(rows: Sequence[ShelfRow], sort: str) -> list[Ranked]:
    """The rows with the key that each is sorted by."""
    by = _BY[sort]
    ranked = [((by(row), row.position, row.product_id), row) for row in rows]
    return sorted(ranked, key=lambda one: one[0])
