"""The standing prices of what is stocked, and what was changed together lately."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from foundation.data.work import Work
from foundation.plain.money import Money
from foundation.plain.scope import SellerScope
from storefront.cart.goods import titled
from storefront.catalogue.models import Product, SearchDocument, Variant
from storefront.console.prices.models import PriceChange
from storefront.pricing.models import PriceEntry

MOST = 300


@dataclass(frozen=True)
class Row:
    """One variant with its standing price; `book` is where that stands."""

    sku: str
    title: str
    slug: str
    published: bool
    book: str
    seller_ref: str
    price: Money
    was: Money | None


@dataclass(frozen=True)
class Asked:
    """What the table is narrowed to."""

    search: str = ""
    category: str = ""
    maker: str = ""


@dataclass(frozen=True)
class Past:
    """One change that was made; `count` prices of it."""

    ref: str
    count: int
    by: str
    at: datetime
    undone: datetime | None


def rows(work: Work, scope: SellerScope, asked: Asked, currency: str) -> list[Row]:
    """In the shelf's order, at most `MOST` and one more, so that the page can say that there are others. One
    statement."""
    found = (
        select(Product, Variant.sku, Variant.options, PriceEntry)
        .join(Variant, Variant.product_id == Product.id)
        .join(PriceEntry, PriceEntry.sku == Variant.sku)
        .outerjoin(SearchDocument, SearchDocument.product_id == Product.id)
        .where(PriceEntry.currency == currency, PriceEntry.valid_from.is_(None), Product.kind == "stocked")
        .where(or_(PriceEntry.valid_to.is_(None), PriceEntry.valid_to > work.now()))
        .order_by(Product.position, Product.slug, Variant.position, Variant.sku)
        .limit(MOST + 1)
    )
    if scope.sellers is not None:
        found = found.where(Product.seller_ref.in_(sorted(scope.sellers)))
    if asked.category:
        found = found.where(Product.category_slug == asked.category)
    if asked.maker:
        found = found.where(Product.maker_slug == asked.maker)
    if asked.search:
        like = "%" + asked.search.casefold().replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
        hit = [one.ilike(like, escape="\\") for one in (SearchDocument.title, Product.slug, Variant.sku)]
        found = found.where(or_(*hit))
    return [_row(work, *one) for one in work.session.execute(found)]


def _row(work: Work, product: Product, sku: str, options: list[list[str]], entry: PriceEntry) -> Row:
    was = entry.compare_at_minor
    return Row(
        sku=sku,
        title=titled(product.name, options, work.locale),
        slug=product.slug,
        published=product.status == "published",
        book=entry.book,
        seller_ref=product.seller_ref,
        price=Money(entry.amount_minor, entry.currency),
        was=None if was is None else Money(was, entry.currency),
    )


def standing(work: Work, scope: SellerScope, wanted: Mapping[str, str], currency: str) -> dict[tuple[str, str], Row]:
    """The same for the variants of `wanted` ({sku: book}), by (book, sku). One statement."""
    found = (
        select(Product, Variant.sku, Variant.options, PriceEntry)
        .join(Variant, Variant.product_id == Product.id)
        .join(PriceEntry, PriceEntry.sku == Variant.sku)
        .where(PriceEntry.currency == currency, PriceEntry.valid_from.is_(None), Variant.sku.in_(sorted(wanted)))
        .with_for_update(of=PriceEntry)
    )
    lines = [_row(work, *one) for one in work.session.execute(found)]
    return {(row.book, row.sku): row for row in lines if scope.covers(row.seller_ref)}


def past(work: Work, scope: SellerScope, most: int = 8) -> list[Past]:
    """The latest changes that lie wholly within `scope`, newest first. One statement."""
    changes = work.session.scalars(select(PriceChange).order_by(PriceChange.changed_at.desc()).limit(most * 4))
    mine = [one for one in changes if all(scope.covers(seller) for seller in one.sellers)]
    return [Past(one.ref, len(one.entries), one.changed_by, one.changed_at, one.undone_at) for one in mine[:most]]
