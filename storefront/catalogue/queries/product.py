"""The product page: what it is, what it costs, how many are here, when it comes and why."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from typing import Any, Protocol, TypeVar

from sqlalchemy import Row, Select, bindparam, select

from foundation.data.work import Work
from foundation.plain.errors import NotFound
from fulfilment.api import promise, stock
from storefront.catalogue.domain.choosing import OptionQuestion, Options, questions
from storefront.catalogue.domain.shelf import ShelfRow
from storefront.catalogue.domain.telling import Stock
from storefront.catalogue.models import Availability, Category, Maker, Product, Variant
from storefront.catalogue.queries.cards import (
    Card,
    Picture,
    cards,
    pictures,
    price_holds,
    prices_in,
    shelf_rows,
)
from storefront.pricing.domain import Price
from storefront.pricing.models import PriceEntry

BESIDE = 4
T = TypeVar("T")


@dataclass(frozen=True)
class VariantView:
    """One variant to buy; `price` None: it is not sold in this currency."""

    sku: str
    options: Options
    price: Price | None
    weight_g: int
    barcode: str
    delivery_class: str


@dataclass(frozen=True)
class ProductPage:
    """`chosen` is the variant in view (None: nothing to buy); `quote` its day for one piece, None for a configured
    product, whose day depends on its choices (`earliest` is the soonest of them, if known)."""

    slug: str
    kind: str
    name: dict[str, str]
    description: dict[str, str]
    maker_slug: str
    maker: str
    category_slug: str
    category: dict[str, str]
    drawing: dict[str, Any]
    pictures: tuple[Picture, ...]
    specification: tuple[tuple[dict[str, str], dict[str, str]], ...]
    seo_title: dict[str, str]
    seo_description: dict[str, str]
    variants: tuple[VariantView, ...]
    chosen: VariantView | None
    questions: tuple[OptionQuestion, ...]
    stock: Stock | None
    quote: promise.LineQuote | None
    earliest: Any
    beside: tuple[Card, ...]


class Shared(Protocol):
    """Knows parts that other pages are made of, too."""

    def __call__(self, key: Hashable, make: Callable[[], T], /) -> T: ...


def _anew(_key: Hashable, make: Callable[[], T], /) -> T:
    return make()


def described(work: Work, slug: str, sku: str | None, currency: str, shared: Shared = _anew) -> ProductPage:
    """The page of a published product with the variant `sku` in view (the first that is here, if None or unknown),
    without its stock and its day: all that is the catalogue's. Six statements, three where what stands beside it is
    `shared` with the maker's other products. Raises `NotFound`."""
    row = _product(work, slug)
    variants, bands = _variants(work, row.id, currency)
    chosen = _chosen(variants, bands, sku)
    return ProductPage(
        slug=row.slug,
        kind=row.kind,
        name=row.name,
        description=row.description,
        maker_slug=row.maker_slug or "",
        maker=row.maker or "",
        category_slug=row.category_slug or "",
        category=row.category or {},
        drawing=row.drawing,
        pictures=tuple(pictures(work, [row.id]).get(row.id, [])),
        specification=tuple((label, value) for label, value in row.specification),
        seo_title=row.seo_title,
        seo_description=row.seo_description,
        variants=variants,
        chosen=chosen,
        questions=questions([(v.sku, v.options) for v in variants], chosen.sku if chosen else ""),
        stock=Stock(0) if row.kind == "stocked" else None,
        quote=None,
        earliest=bands[chosen.sku].earliest if chosen and chosen.sku in bands else None,
        beside=_beside(work, row, currency, shared),
    )


def standing(work: Work, page: ProductPage, destination: promise.Destination) -> ProductPage:
    """The page with how many are here and when one is with somebody there: one statement, and what fulfilment needs for
    a quote; none for a configured product, whose day depends on its choices."""
    if page.chosen is None or page.kind != "stocked":
        return page
    sku = page.chosen.sku
    level = stock.availability(work, [sku]).get(sku)
    quote = promise.quote(work, [promise.WantedStock(sku, sku, 1)], destination).lines[0]
    return replace(page, stock=_stock(level), quote=quote)


def product_page(
    work: Work, slug: str, sku: str | None, currency: str, destination: promise.Destination
) -> ProductPage:
    """`described` with its `standing`."""
    return standing(work, described(work, slug, sku, currency), destination)


def _product(work: Work, slug: str) -> Row[*tuple[Any, ...]]:
    row = work.session.execute(_published(), {"slug": slug}).first()
    if row is None:
        raise NotFound("We do not sell that any more. The search finds what is like it.")
    return row


@cache  # built once: most pages that are made anew are somebody's first look at a product
def _published() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Product.id,
            Product.slug,
            Product.kind,
            Product.name,
            Product.description,
            Product.maker_slug,
            Maker.name.label("maker"),
            Product.category_slug,
            Category.name.label("category"),
            Product.drawing,
            Product.specification,
            Product.seo_title,
            Product.seo_description,
        )
        .outerjoin(Maker, Maker.slug == Product.maker_slug)
        .outerjoin(Category, Category.slug == Product.category_slug)
        .where(Product.slug == bindparam("slug"), Product.status == "published")
    )


Bands = dict[str, Row[*tuple[Any, ...]]]


def _variants(work: Work, product_id: str, currency: str) -> tuple[tuple[VariantView, ...], Bands]:
    """The variants in order, and by SKU how they stand, where that is known."""
    now = work.now()
    rows = work.session.execute(_sorts(), {"product_id": product_id, "currency": currency, "now": now}).all()
    asked, by_sku = prices_in(rows, currency, now), {row.sku: row for row in rows}
    views = tuple(
        VariantView(
            sku=row.sku,
            options=tuple((name, value) for name, value in row.options),
            price=asked.get(row.sku),
            weight_g=row.weight_g,
            barcode=row.barcode,
            delivery_class=row.delivery_class,
        )
        for row in by_sku.values()
    )
    return views, {sku: row for sku, row in by_sku.items() if row.band is not None}


@cache
def _sorts() -> Select[*tuple[Any, ...]]:
    entry = PriceEntry
    return (
        select(
            Variant.sku,
            Variant.options,
            Variant.weight_g,
            Variant.barcode,
            Variant.delivery_class,
            Availability.band,
            Availability.earliest,
            entry.amount_minor,
            entry.compare_at_minor,
            entry.valid_from,
            entry.valid_to,
        )
        .outerjoin(Availability, Availability.sku == Variant.sku)
        .outerjoin(entry, price_holds(bindparam("currency"), bindparam("now")))
        .where(Variant.product_id == bindparam("product_id"))
        .order_by(Variant.position, Variant.id)
    )


def _chosen(variants: tuple[VariantView, ...], bands: Bands, sku: str | None) -> VariantView | None:
    asked = next((variant for variant in variants if variant.sku == sku), None)
    here = (v for v in variants if v.sku in bands and bands[v.sku].band in ("in_stock", "low"))
    return asked or next(here, None) or next(iter(variants), None)


def _stock(level: stock.Availability | None) -> Stock:
    if level is None:
        return Stock(0)
    arriving = next(((on, quantity) for on, quantity in level.incoming if quantity > 0), None)
    return Stock(max(level.saleable, 0), *(arriving or (None, 0)))


def rows_of_maker(work: Work, currency: str, maker: str) -> tuple[ShelfRow, ...]:
    """What a maker has, as a shelf sees it; what is gone comes last. One statement."""
    rows = shelf_rows(work, currency, Product.maker_slug == maker)
    return tuple(sorted(rows, key=lambda one: (one.band == "none", one.position, one.product_id)))


def _beside(work: Work, row: Row[*tuple[Any, ...]], currency: str, shared: Shared) -> tuple[Card, ...]:
    """What else this maker has; three statements, most often of another product's page: they stand beside many."""
    maker: str = row.maker_slug or ""
    rows = shared(("maker's", maker), lambda: rows_of_maker(work, currency, maker))
    others = tuple(islice((other for other in rows if other.product_id != row.id), BESIDE))
    return shared(("beside", *(other.product_id for other in others)), lambda: cards(work, others))
