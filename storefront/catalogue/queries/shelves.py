"""Home, categories, makers and search."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select, true

from foundation.data.work import Work
from foundation.plain.errors import NotFound
from storefront.catalogue.domain.inputs import RESERVED_CATEGORY
from storefront.catalogue.domain.shelf import Choice, Shelf, ShelfRow, arrange
from storefront.catalogue.models import Maker, Product
from storefront.catalogue.queries.cards import Card, CategoryLink, MakerLink, cards, categories, makers, shelf_rows
from storefront.catalogue.search import search

FEATURED = 8


@dataclass(frozen=True)
class HomePage:
    """The front: makers, their made-to-order pieces, what stands on the shelf."""

    makers: tuple[MakerLink, ...]
    made: tuple[Card, ...]
    stocked: tuple[Card, ...]
    categories: tuple[CategoryLink, ...]


@dataclass(frozen=True)
class CategoryPage:
    """One shelf. `trail` leads to it from the top; `category` is None on `/c/all`."""

    category: CategoryLink | None
    trail: tuple[CategoryLink, ...]
    children: tuple[CategoryLink, ...]
    shelf: Shelf
    cards: tuple[Card, ...]
    makers: dict[str, str]


@dataclass(frozen=True)
class SearchPage:
    """What a search shows. `instead`: the words looked up where the query's were misspelt."""

    query: str
    instead: tuple[str, ...]
    shelf: Shelf
    cards: tuple[Card, ...]
    makers: dict[str, str]
    categories: tuple[CategoryLink, ...]


@dataclass(frozen=True)
class MakerPage:
    """A maker's page: who they are and all they make."""

    slug: str
    name: str
    place: str
    line: dict[str, str]
    story: dict[str, str]
    drawing: dict[str, object]
    cards: tuple[Card, ...]


def navigation(work: Work) -> tuple[CategoryLink, ...]:
    """The categories at the top of the tree, for the shop's main navigation. One statement."""
    return tuple(category for category in categories(work) if category.parent is None)


def home_page(work: Work, currency: str) -> HomePage:
    """Seven statements."""
    made = _first(shelf_rows(work, currency, Product.kind == "configured"))
    stocked = _first(shelf_rows(work, currency, Product.kind == "stocked"))
    return HomePage(
        makers=tuple(maker for maker in makers(work) if maker.line),
        made=cards(work, made),
        stocked=cards(work, stocked),
        categories=navigation(work),
    )


def _first(rows: list[ShelfRow]) -> list[ShelfRow]:
    """The best that can be had; what is gone comes last."""
    return sorted(rows, key=lambda row: (row.band == "none", row.position, row.product_id))[:FEATURED]


Rows = Callable[[Callable[[], Sequence[ShelfRow]]], Sequence[ShelfRow]]


def category_page(
    work: Work, slug: str, choice: Choice, currency: str, rows: Rows = lambda read: read()
) -> CategoryPage:
    """Five statements; four where `rows` remembers what stands on the shelf from another of its pages. Raises
    `NotFound` for an unknown category."""
    known = {category.slug: category for category in categories(work)}
    if slug != RESERVED_CATEGORY and slug not in known:
        raise NotFound("That shelf is not here any more. Everything we have is one step away.")
    shelf = arrange(rows(lambda: shelf_rows(work, currency, _within(slug, known))), choice)
    return CategoryPage(
        category=known.get(slug),
        trail=_trail(slug, known),
        children=tuple(
            child for child in known.values() if child.parent == (known[slug].slug if slug in known else None)
        ),
        shelf=shelf,
        cards=cards(work, shelf.rows),
        makers={maker.slug: maker.name for maker in makers(work)},
    )


def _within(slug: str, known: dict[str, CategoryLink]) -> ColumnElement[bool]:
    if slug == RESERVED_CATEGORY:
        return true()
    inside = [other for other in known if any(step.slug == slug for step in _trail(other, known))]
    return Product.category_slug.in_(inside)


def _trail(slug: str, known: dict[str, CategoryLink]) -> tuple[CategoryLink, ...]:
    steps: list[CategoryLink] = []
    at = known.get(slug)
    while at is not None and at not in steps:
        steps.append(at)
        at = known.get(at.parent) if at.parent else None
    return tuple(reversed(steps))


def maker_page(work: Work, slug: str, currency: str) -> MakerPage:
    """Four statements. Raises `NotFound`."""
    row = work.session.execute(
        select(Maker.slug, Maker.name, Maker.place, Maker.line, Maker.story, Maker.drawing).where(Maker.slug == slug)
    ).first()
    if row is None:
        raise NotFound("We know no maker of that name. All our makers are on the front page.")
    found = sorted(
        shelf_rows(work, currency, Product.maker_slug == slug),
        key=lambda one: (one.band != "made", one.band == "none", one.position, one.product_id),
    )
    return MakerPage(row.slug, row.name, row.place, row.line, row.story, row.drawing, cards(work, found[:60]))


def search_page(work: Work, query: str, choice: Choice, currency: str) -> SearchPage:
    """At most eight statements; the best match first unless another order is asked for."""
    found = search(work, query)
    rank = {product_id: place for place, product_id in enumerate(found.product_ids)}
    rows = [
        ShelfRow(**{**vars(row), "position": rank[row.product_id]})
        for row in shelf_rows(work, currency, Product.id.in_(found.product_ids))
    ]
    shelf = arrange(rows, choice)
    return SearchPage(
        query=query,
        instead=found.instead,
        shelf=shelf,
        cards=cards(work, shelf.rows),
        makers={maker.slug: maker.name for maker in makers(work)},
        categories=navigation(work),
    )
