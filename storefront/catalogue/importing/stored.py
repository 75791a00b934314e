"""The catalogue as a file would say it: what an import compares with and an export writes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.scope import SellerScope
from fulfilment.api import stock
from storefront.catalogue.importing.plan import Stored
from storefront.catalogue.importing.shopify import SheetImage, SheetProduct, SheetVariant
from storefront.catalogue.models import Image, Maker, Product, Variant
from storefront.pricing.domain import Price
from storefront.pricing.queries import prices

CHUNK = 200  # products at a time, so that a large catalogue neither fills the memory nor one statement's parameters


def stored_for(
    work: Work, scope: SellerScope, slugs: Sequence[str], skus: Sequence[str], currency: str, locale: str
) -> Stored:
    """What is there under these slugs and SKUs."""
    products: dict[str, SheetProduct] = {}
    owners: dict[str, str] = {}
    taken: set[str] = set()
    for part in _parts(sorted(set(slugs))):
        rows = work.session.scalars(select(Product).where(Product.slug.in_(part))).all()
        mine = [row for row in rows if scope.covers(row.seller_ref) and row.kind == "stocked"]
        taken.update(row.slug for row in rows if row not in mine)
        products.update({product.slug: product for product in _sheet_products(work, mine, currency, locale)})
    for part in _parts(sorted(set(skus))):
        found = select(Variant.sku, Product.slug).join(Product, Product.id == Variant.product_id)
        owners.update(work.session.execute(found.where(Variant.sku.in_(part))).all())
    return Stored(products, owners, frozenset(taken), on_hand(work, scope))


def on_hand(work: Work, scope: SellerScope) -> dict[str, int]:
    """The good pieces of each SKU on all shelves in `scope`."""
    pieces: Counter[str] = Counter()
    for level in stock.levels(work, scope):
        if level.condition == "good":
            pieces[level.sku] += level.on_hand
    return dict(pieces)


def usual_location(work: Work, scope: SellerScope) -> str | None:
    """Where most of the seller's goods lie, None while nothing lies anywhere."""
    sold = set(work.session.scalars(select(Variant.sku)))
    places = Counter(level.location for level in stock.levels(work, scope) if level.sku in sold)
    return min(places, key=lambda code: (-places[code], code), default=None)


def all_stored(work: Work, scope: SellerScope, currency: str, locale: str) -> Iterator[SheetProduct]:
    """Every stocked product in `scope`, in a stable order, a few hundred at a time."""
    chosen = select(Product.id).where(Product.kind == "stocked").order_by(Product.created_at, Product.id)
    if scope.sellers is not None:
        chosen = chosen.where(Product.seller_ref.in_(sorted(scope.sellers)))
    for part in _parts(work.session.scalars(chosen).all()):
        rows = work.session.scalars(
            select(Product).where(Product.id.in_(part)).order_by(Product.created_at, Product.id)
        ).all()
        yield from _sheet_products(work, rows, currency, locale)


def _parts(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), CHUNK):
        yield names[start : start + CHUNK]


def _sheet_products(work: Work, rows: Collection[Product], currency: str, locale: str) -> list[SheetProduct]:
    ids = [row.id for row in rows]
    variants, images = defaultdict(list), defaultdict(list)
    for variant in work.session.scalars(
        select(Variant).where(Variant.product_id.in_(ids)).order_by(Variant.position, Variant.id)
    ):
        variants[variant.product_id].append(variant)
    for image in work.session.scalars(
        select(Image).where(Image.product_id.in_(ids)).order_by(Image.position, Image.id)
    ):
        images[image.product_id].append(image)
    found = prices(work, [v.sku for some in variants.values() for v in some], currency)
    makers = {row.slug: row.name for row in work.session.scalars(select(Maker))}
    return [_sheet_product(row, makers, variants[row.id], images[row.id], found, locale) for row in rows]


def _sheet_product(
    row: Product,
    makers: dict[str, str],
    variants: list[Variant],
    images: list[Image],
    found: dict[str, Price],
    locale: str,
) -> SheetProduct:
    extra = dict(row.source)
    return SheetProduct(
        handle=extra.pop("Handle", row.slug),
        slug=row.slug,
        title=row.name.get(locale, ""),
        body=row.description.get(locale, ""),
        vendor=extra.pop("Vendor", makers.get(row.maker_slug or "", "")),
        product_type=row.product_type,
        tags=tuple(row.tags),
        published=row.status == "published",
        seo_title=row.seo_title.get(locale, ""),
        seo_description=row.seo_description.get(locale, ""),
        variants=tuple(_sheet_variant(variant, found.get(variant.sku)) for variant in variants),
        images=tuple(_sheet_image(image, locale) for image in images if image.source_url),
        extra=_filled(extra),
    )


def _sheet_variant(row: Variant, price: Price | None) -> SheetVariant:
    return SheetVariant(
        sku=row.sku,
        options=tuple((name, value) for name, value in row.options),
        price=price.amount if price else None,
        was=price.compare_at if price else None,
        quantity=row.counted,
        barcode=row.barcode,
        weight_g=row.weight_g,
        requires_shipping=row.requires_shipping,
        position=row.position,
        extra=_filled(row.source),
    )


def _sheet_image(row: Image, locale: str) -> SheetImage:
    return SheetImage(row.source_url or "", row.position, row.alt.get(locale, ""), _filled(row.source))


def _filled(source: dict[str, str]) -> dict[str, str]:
    return {column: cell for column, cell in source.items() if cell}
