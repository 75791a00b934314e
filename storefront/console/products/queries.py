"""What the console reads of the catalogue: drafts too, but nobody else's."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.sql import ColumnElement

from foundation.data.work import Work
from foundation.plain.money import Money
from foundation.plain.scope import SellerScope
from fulfilment.api import stock
from storefront.accounts.models import Seller
from storefront.catalogue.models import Availability, Category, Maker, Product, SearchDocument, Variant
from storefront.console.products.drafts import Where, current, product
from storefront.console.products.live import live_sheet
from storefront.console.products.models import ProductDraft, ProductVersion
from storefront.console.products.sheet import Sheet
from storefront.pricing.queries import prices

PAGE = 50
STATUSES = ("draft", "published")


@dataclass(frozen=True)
class Row:
    """One product in the list; `price` is the lowest of its variants', `saleable` None for what is made to order."""

    slug: str
    name: dict[str, str]
    maker: str
    kind: str
    status: str
    drawing: dict[str, Any]
    variants: int
    price: Money | None
    saleable: int | None


@dataclass(frozen=True)
class Listing:
    rows: tuple[Row, ...]
    found: int
    pages: int


@dataclass(frozen=True)
class Shelf:
    """Where a variant lies and how many are there."""

    location: str
    on_hand: int
    free: int


@dataclass(frozen=True)
class Version:
    """One publication. `number` 0 is how it stood before the first one."""

    number: int
    note: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Desk:
    """One product for editing. `rev` is the draft's revision, 0 where there is none; `stock` by SKU."""

    row_id: str
    slug: str
    kind: str
    status: str
    drawing: dict[str, Any]
    sheet: Sheet
    live: Sheet
    rev: int
    saved: tuple[str, datetime] | None
    versions: tuple[Version, ...]
    stock: dict[str, tuple[Shelf, ...]]
    categories: tuple[tuple[str, dict[str, str]], ...]
    makers: tuple[tuple[str, str], ...]


def listing(work: Work, scope: SellerScope, search: str, status: str, page: int, currency: str) -> Listing:
    """Products by name, address or SKU, the shelf's order. Five statements."""
    where = [*_mine(scope), *_asked(search, status)]
    found = (
        work.session.scalar(
            select(func.count())
            .select_from(Product)
            .outerjoin(SearchDocument, SearchDocument.product_id == Product.id)
            .where(*where)
        )
        or 0
    )
    pages = max(1, -(-found // PAGE))
    rows = work.session.execute(
        select(Product, Maker.name.label("maker"))
        .outerjoin(SearchDocument, SearchDocument.product_id == Product.id)
        .outerjoin(Maker, Maker.slug == Product.maker_slug)
        .where(*where)
        .order_by(Product.position, Product.slug)
        .limit(PAGE)
        .offset((min(page, pages) - 1) * PAGE)
    ).all()
    skus = _skus(work, [row.Product.id for row in rows])
    every = [sku for some in skus.values() for sku in some]
    asked = prices(work, every, currency)
    free = dict(
        work.session.execute(select(Availability.sku, Availability.saleable).where(Availability.sku.in_(every))).all()
    )
    return Listing(
        tuple(_row(row.Product, row.maker or "", skus[row.Product.id], asked, free) for row in rows), found, pages
    )


def _mine(scope: SellerScope) -> list[ColumnElement[bool]]:
    return [] if scope.sellers is None else [Product.seller_ref.in_(sorted(scope.sellers))]


def _asked(search: str, status: str) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if status in STATUSES:
        where.append(Product.status == status)
    if search:
        like = "%" + search.casefold().replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
        sku = select(Variant.id).where(Variant.product_id == Product.id, Variant.sku.ilike(like, escape="\\"))
        title = SearchDocument.title.ilike(like, escape="\\")
        where.append(or_(title, Product.slug.ilike(like, escape="\\"), sku.exists()))
    return where


def _skus(work: Work, ids: list[str]) -> defaultdict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for product_id, sku in work.session.execute(
        select(Variant.product_id, Variant.sku).where(Variant.product_id.in_(ids)).order_by(Variant.position)
    ):
        found[product_id].append(sku)
    return found


def _row(row: Product, maker: str, skus: list[str], asked: dict[str, Any], free: dict[str, int]) -> Row:
    amounts = [asked[sku].amount for sku in skus if sku in asked]
    made = row.kind == "configured"
    return Row(
        slug=row.slug,
        name=row.name,
        maker=maker,
        kind=row.kind,
        status=row.status,
        drawing=row.drawing,
        variants=len(skus),
        price=min(amounts, key=lambda amount: amount.minor, default=None),
        saleable=None if made else sum(free.get(sku, 0) for sku in skus),
    )


def desk(work: Work, scope: SellerScope, slug: str, where: Where) -> Desk:
    """One product with its draft, its versions and its shelves; raises `NotFound` outside `scope`."""
    row = product(work, scope, slug)
    sheet, rev = current(work, row, where)
    live = live_sheet(work, row, where.locale, where.currency) if rev else sheet
    draft = work.session.get(ProductDraft, row.id)
    skus = {one.sku for one in live.variants}
    return Desk(
        row_id=row.id,
        slug=row.slug,
        kind=row.kind,
        status=row.status,
        drawing=dict(row.drawing),
        sheet=sheet,
        live=live,
        rev=rev,
        saved=(draft.saved_by, draft.saved_at) if draft else None,
        versions=_versions(work, row.id),
        stock={sku: tuple(found) for sku, found in _shelves(work, scope, skus).items()} if skus else {},
        categories=categories(work),
        makers=makers(work, scope),
    )


def _versions(work: Work, product_id: str) -> tuple[Version, ...]:
    rows = work.session.scalars(
        select(ProductVersion).where(ProductVersion.product_id == product_id).order_by(ProductVersion.number.desc())
    )
    return tuple(Version(one.number, one.note, one.published_by, one.published_at) for one in rows)


def categories(work: Work) -> tuple[tuple[str, dict[str, str]], ...]:
    """Every category, (slug, name), in the shop's order. One statement."""
    rows = work.session.execute(select(Category.slug, Category.name).order_by(Category.position, Category.slug))
    return tuple((slug, dict(name)) for slug, name in rows)


def makers(work: Work, scope: SellerScope) -> tuple[tuple[str, str], ...]:
    """The makers of the sellers in view, (slug, name). One statement."""
    chosen = select(Maker.slug, Maker.name).order_by(Maker.name)
    if scope.sellers is not None:
        chosen = chosen.where(Maker.seller_ref.in_(sorted(scope.sellers)))
    return tuple((slug, name) for slug, name in work.session.execute(chosen))


def _shelves(work: Work, scope: SellerScope, skus: set[str]) -> dict[str, list[Shelf]]:
    found: dict[str, list[Shelf]] = defaultdict(list)
    for level in stock.levels(work, scope):
        if level.sku in skus and level.condition == "good":
            found[level.sku].append(Shelf(level.location, level.on_hand, level.saleable))
    return found


def sellers(work: Work, scope: SellerScope) -> list[tuple[str, str]]:
    """The sellers in view, (ref, name): whose products an import may write."""
    chosen = select(Seller.ref, Seller.name).order_by(Seller.name)
    if scope.sellers is not None:
        chosen = chosen.where(Seller.ref.in_(sorted(scope.sellers)))
    return [(ref, name) for ref, name in work.session.execute(chosen)]
