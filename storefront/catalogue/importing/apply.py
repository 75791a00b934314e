"""A planned import made true, in the caller's one transaction: whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import DomainError, NotFound
from foundation.plain.scope import SellerScope
from fulfilment.api import promise, setup, stock
from storefront.catalogue.domain.inputs import CategoryIn, ImageIn, MakerIn, ProductIn, VariantIn, slugify
from storefront.catalogue.importing.plan import Change, plan_import
from storefront.catalogue.importing.reading import read_products
from storefront.catalogue.importing.report import ImportReport
from storefront.catalogue.importing.sheet import read_sheet
from storefront.catalogue.importing.shopify import SheetImage, SheetProduct, SheetVariant
from storefront.catalogue.importing.stored import stored_for, usual_location
from storefront.catalogue.models import Category, Maker, Product
from storefront.catalogue.service.availability import refresh_availability
from storefront.catalogue.service.images import put_image
from storefront.catalogue.service.products import put_product
from storefront.catalogue.service.shelves import put_category, put_maker
from storefront.catalogue.service.variants import note_count, put_variant
from storefront.pricing.domain import PriceBookIn, PriceIn, standard_book
from storefront.pricing.models import PriceBook
from storefront.pricing.service import put_price, put_price_book

FIRST_LOCATION = "warehouse"


@dataclass(frozen=True)
class ImportTarget:
    """What a file does not say: its currency, its language, the shelf its pieces lie on (None: where most of the
    seller's goods lie), and the country that cards count their days to."""

    currency: str = "EUR"
    locale: str = "en"
    country: str = "DE"
    location: str | None = None


@dataclass(frozen=True)
class _Place:
    """The target with its gaps filled: whose products, on which shelf."""

    seller_ref: str
    location: str
    target: ImportTarget

    @property
    def book(self) -> str:
        return standard_book(self.seller_ref, self.target.currency)


_EVERYDAY = ImportTarget()


def import_file(
    work: Work,
    scope: SellerScope,
    data: bytes,
    *,
    seller_ref: str,
    dry_run: bool = False,
    target: ImportTarget = _EVERYDAY,
) -> ImportReport:
    """Import a Shopify product file for one seller; the report says what becomes of every row.

    With one refused row, or as a dry run, nothing is written and `applied` is False. Raises `TooLarge` or `Invalid` for
    a file that cannot be read at all, `NotFound` for another seller, and the refusing verb's own error, with the line
    in its sentence, for what only writing finds out (the caller's transaction must then roll back).
    """
    scope.require(seller_ref, "seller")
    own = SellerScope(frozenset({seller_ref}))
    reading = read_products(read_sheet(data), target.currency)
    slugs = [product.slug for product in reading.products]
    skus = [variant.sku for product in reading.products for variant in product.variants]
    plan = plan_import(reading, stored_for(work, own, slugs, skus, target.currency, target.locale))
    applied = plan.possible and not dry_run
    if applied:
        place = _Place(seller_ref, target.location or usual_location(work, own) or FIRST_LOCATION, target)
        _apply_all(work, own, place, plan.changes)
    return ImportReport(plan.rows, plan.counts, applied)


def _apply_all(work: Work, scope: SellerScope, place: _Place, changes: tuple[Change, ...]) -> None:
    _prepare(work, scope, place, changes)
    for change in changes:
        _apply(work, scope, place, change)
    touched = [variant.sku for change in changes for variant in change.variants]
    if touched:
        refresh_availability(work, touched, promise.Destination(place.target.country))


def _prepare(work: Work, scope: SellerScope, place: _Place, changes: tuple[Change, ...]) -> None:
    """The price book, the makers and the shelves that the file speaks of, where they do not exist yet."""
    if work.session.get(PriceBook, place.book) is None:
        currency = place.target.currency
        put_price_book(work, scope, PriceBookIn(place.book, f"Standard ({currency})", currency, place.seller_ref))
    vendors = {change.wanted.vendor for change in changes if change.wanted.vendor}
    for vendor in sorted(vendors):
        if work.session.get(Maker, slugify(vendor)) is None:
            put_maker(work, scope, MakerIn(slugify(vendor), vendor, place.seller_ref))
    types = {change.wanted.product_type for change in changes if change.wanted.product_type}
    for name in sorted(types):
        if work.session.get(Category, _shelf(name)) is None:
            put_category(work, scope, CategoryIn(_shelf(name), {place.target.locale: name}))


def _shelf(product_type: str) -> str:
    slug = slugify(product_type)
    return f"{slug}-goods" if slug == "all" else slug


def _apply(work: Work, scope: SellerScope, place: _Place, change: Change) -> None:
    product = change.wanted
    line = product.line
    try:
        if change.head:
            put_product(work, scope, _product_in(work, place, product))
        for variant in change.variants:
            line = variant.line
            _put_variant(work, scope, place, change, variant)
        for image in change.images:
            line = image.line
            put_image(work, scope, _image_in(place, product, image))
    except DomainError as error:
        raise type(error)(f"Line {line}: {error.sentence} Nothing was imported.", field=error.field) from error


def _product_in(work: Work, place: _Place, product: SheetProduct) -> ProductIn:
    """What the file says, laid over what the catalogue already knows and the file cannot say (drawing, other
    languages, place on the shelf)."""
    row = work.session.scalars(select(Product).where(Product.slug == product.slug)).first()
    maker = work.session.get(Maker, slugify(product.vendor)) if product.vendor else None

    def texts(known: Mapping[str, str] | None, text: str) -> dict[str, str]:
        return {**(known or {}), place.target.locale: text} if text or known else {}

    source = dict(product.extra)
    if product.handle != product.slug:
        source["Handle"] = product.handle
    if maker is not None and maker.name != product.vendor:
        source["Vendor"] = product.vendor
    return ProductIn(
        slug=product.slug,
        name=texts(row.name if row else None, product.title),
        seller_ref=place.seller_ref,
        status="published" if product.published else "draft",
        description=texts(row.description if row else None, product.body),
        maker=maker.slug if maker else None,
        category=_category_of(row, product),
        product_type=product.product_type,
        tags=product.tags,
        drawing=dict(row.drawing) if row else {},
        specification=tuple((label, value) for label, value in row.specification) if row else (),
        seo_title=texts(row.seo_title if row else None, product.seo_title),
        seo_description=texts(row.seo_description if row else None, product.seo_description),
        position=row.position if row else 100,
        source=source,
    )


def _category_of(row: Product | None, product: SheetProduct) -> str | None:
    """The shelf of its type; one that was put elsewhere by hand stays there while its type stays."""
    if row is not None and row.product_type == product.product_type:
        return row.category_slug
    return _shelf(product.product_type) if product.product_type else None


def _put_variant(work: Work, scope: SellerScope, place: _Place, change: Change, variant: SheetVariant) -> None:
    put_variant(
        work,
        scope,
        VariantIn(
            product=change.wanted.slug,
            sku=variant.sku,
            options=variant.options,
            barcode=variant.barcode,
            weight_g=variant.weight_g,
            requires_shipping=variant.requires_shipping,
            position=variant.position,
            source=variant.extra,
        ),
    )
    if variant.price is not None:
        put_price(work, scope, PriceIn(place.book, variant.sku, variant.price, variant.was))
    known = {stored.sku: stored.quantity for stored in change.stored.variants} if change.stored else {}
    if variant.quantity is not None and variant.quantity != known.get(variant.sku):
        _count(work, scope, place, variant.sku, variant.quantity)
        note_count(work, variant.sku, variant.quantity)


def _count(work: Work, scope: SellerScope, place: _Place, sku: str, quantity: int) -> None:
    try:
        stock.adjust(work, scope, sku, place.location, quantity, reason="import")
    except NotFound:
        # The first import of an empty shop opens its warehouse; the console gives it its address later.
        country = place.target.country
        setup.put_location(
            work, scope, setup.LocationIn(place.location, "Warehouse", place.seller_ref, "warehouse", country, "")
        )
        stock.adjust(work, scope, sku, place.location, quantity, reason="import")


def _image_in(place: _Place, product: SheetProduct, image: SheetImage) -> ImageIn:
    alt = {place.target.locale: image.alt} if image.alt else {}
    return ImageIn(product.slug, image.url, alt=alt, position=image.position, source=image.extra)
