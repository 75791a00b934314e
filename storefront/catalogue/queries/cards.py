"""Cards and the rows behind a shelf. Three statements for any number of products."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Row, and_, or_, select

from foundation.data.work import Work
from foundation.plain.money import Money
from storefront.catalogue.domain.shelf import Band, ShelfRow, Standing, stand
from storefront.catalogue.models import Availability, Category, Image, Maker, Product, Variant
from storefront.pricing.domain import Offer, Price, holding
from storefront.pricing.models import PriceEntry


@dataclass(frozen=True)
class Picture:
    """A picture of a product; `image_id` names its bytes, None while only its address is known."""

    image_id: str | None
    alt: dict[str, str]


@dataclass(frozen=True)
class Card:
    """What a card shows. `varies`: its variants cost differently, so the price reads “from”."""

    slug: str
    name: dict[str, str]
    kind: str
    maker: str
    low: Money | None
    varies: bool
    was: Money | None
    band: Band
    earliest: date | None
    drawing: dict[str, Any]
    picture: Picture | None


@dataclass(frozen=True)
class CategoryLink:
    """A category as a link: its shelf is `/c/<slug>`."""

    slug: str
    name: dict[str, str]
    parent: str | None
    drawing: dict[str, Any]
    intro: dict[str, str]


@dataclass(frozen=True)
class MakerLink:
    """A maker as a link: their page is `/makers/<slug>`."""

    slug: str
    name: str
    place: str
    line: dict[str, str]
    drawing: dict[str, Any]


def shelf_rows(work: Work, currency: str, *where: ColumnElement[bool]) -> list[ShelfRow]:
    """Every published product that meets `where`, as a shelf sees it. One statement."""
    now, entry = work.now(), PriceEntry
    found = work.session.execute(
        select(
            Product.id,
            Product.kind,
            Product.maker_slug,
            Product.position,
            Product.created_at,
            Variant.sku,
            Availability.band,
            Availability.earliest,
            entry.amount_minor,
            entry.compare_at_minor,
            entry.valid_from,
            entry.valid_to,
        )
        .join(Variant, Variant.product_id == Product.id)
        .outerjoin(Availability, Availability.sku == Variant.sku)
        .outerjoin(entry, price_holds(currency, now))
        .where(Product.status == "published", *where)
    )
    products: dict[str, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for row in found:
        products[row.id].append(row)
    price = prices_in((row for rows in products.values() for row in rows), currency, now)
    return [_shelf_row(rows, price) for rows in products.values()]


def price_holds(currency: str | BindParameter[str], now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Joins a variant to its prices: those that hold now."""
    entry = PriceEntry
    return and_(
        entry.sku == Variant.sku,
        entry.currency == currency,
        or_(entry.valid_from.is_(None), entry.valid_from <= now),
        or_(entry.valid_to.is_(None), entry.valid_to > now),
    )


def prices_in(rows: Iterable[Row[*tuple[Any, ...]]], currency: str, now: datetime) -> dict[str, Price]:
    """What each SKU costs, of rows that were joined by `price_holds`."""
    return holding([_offer(row, currency) for row in rows if row.amount_minor is not None], now)


def _offer(row: Row[*tuple[Any, ...]], currency: str) -> Offer:
    compare_at = None if row.compare_at_minor is None else Money(row.compare_at_minor, currency)
    return Offer(row.sku, Money(row.amount_minor, currency), compare_at, row.valid_from, row.valid_to)


def _shelf_row(rows: Sequence[Row[*tuple[Any, ...]]], price: dict[str, Price]) -> ShelfRow:
    first = rows[0]
    made = first.kind == "configured"
    standing = stand([Standing("made" if made else row.band or "none", row.earliest) for row in rows])
    asked = [price[row.sku] for row in rows if row.sku in price]
    cheapest = min(asked, key=lambda one: one.amount.minor, default=None)
    return ShelfRow(
        product_id=first.id,
        maker=first.maker_slug or "",
        position=first.position,
        created_at=first.created_at,
        band=standing.band,
        earliest=standing.earliest,
        low=cheapest.amount if cheapest else None,
        high=max((one.amount for one in asked), default=None),
        was=cheapest.was if cheapest else None,
    )


def cards(work: Work, rows: Sequence[ShelfRow]) -> tuple[Card, ...]:
    """The cards of these rows, in their order. Two statements."""
    ids = [row.product_id for row in rows]
    found = work.session.execute(
        select(Product.id, Product.slug, Product.name, Product.kind, Product.drawing, Maker.name.label("maker"))
        .outerjoin(Maker, Maker.slug == Product.maker_slug)
        .where(Product.id.in_(ids))
    )
    products = {row.id: row for row in found}
    shown = pictures(work, ids)
    return tuple(
        _card(products[row.product_id], row, shown.get(row.product_id, []))
        for row in rows
        if row.product_id in products
    )


def _card(product: Row[*tuple[Any, ...]], row: ShelfRow, shown: list[Picture]) -> Card:
    return Card(
        slug=product.slug,
        name=product.name,
        kind=product.kind,
        maker=product.maker or "",
        low=row.low,
        varies=row.low != row.high,
        was=row.was,
        band=row.band,
        earliest=row.earliest,
        drawing=product.drawing,
        picture=next((picture for picture in shown if picture.image_id), None),
    )


def pictures(work: Work, product_ids: Sequence[str]) -> dict[str, list[Picture]]:
    """The pictures of each product, in order. One statement."""
    rows = work.session.execute(
        select(Image.id, Image.product_id, Image.blob_key, Image.alt)
        .where(Image.product_id.in_(product_ids))
        .order_by(Image.position, Image.id)
    )
    found: dict[str, list[Picture]] = defaultdict(list)
    for row in rows:
        found[row.product_id].append(Picture(row.id if row.blob_key else None, row.alt))
    return found


def categories(work: Work) -> list[CategoryLink]:
    """Every category, in the shop's order. One statement."""
    rows = work.session.execute(
        select(Category.slug, Category.name, Category.parent_slug, Category.drawing, Category.intro).order_by(
            Category.position, Category.slug
        )
    )
    return [CategoryLink(row.slug, row.name, row.parent_slug, row.drawing, row.intro) for row in rows]


def makers(work: Work) -> list[MakerLink]:
    """Every maker with something to show, in the shop's order. One statement."""
    shown = select(Product.maker_slug).where(Product.status == "published", Product.maker_slug.is_not(None))
    rows = work.session.execute(
        select(Maker.slug, Maker.name, Maker.place, Maker.line, Maker.drawing)
        .where(Maker.slug.in_(shown))
        .order_by(Maker.position, Maker.slug)
    )
    return [MakerLink(row.slug, row.name, row.place, row.line, row.drawing) for row in rows]
