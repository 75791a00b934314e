"""Writing a sheet into the catalogue: product, variants with their items and prices, pictures; all of it or nothing."""

from __future__ import annotations

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import Conflict, DomainError
from foundation.plain.money import Money
from foundation.plain.scope import SellerScope
from fulfilment.api import promise, setup
from fulfilment.api.setup import ItemIn
from storefront.catalogue.domain.inputs import ProductIn, VariantIn
from storefront.catalogue.models import Availability, Image, Product, Variant
from storefront.catalogue.moved import remember
from storefront.catalogue.service import put_product, put_variant, refresh_availability
from storefront.catalogue.version import bump_version
from storefront.console.products.sheet import Sheet, SheetVariant, measure, price_of, tag_list
from storefront.pricing.domain import PriceBookIn, PriceIn, standard_book
from storefront.pricing.models import PriceEntry
from storefront.pricing.service import end_price, put_price, put_price_book


def apply(work: Work, scope: SellerScope, row: Product, sheet: Sheet, locale: str, currency: str, country: str) -> None:
    """Raises the catalogue's own errors, each with the field of the form that it belongs to."""
    _move(work, row, sheet.slug)
    put_product(work, scope, _product_in(row, sheet, locale))
    gone = set(work.session.scalars(select(Variant.sku).where(Variant.product_id == row.id)))
    for sku in sorted(gone - {one.sku for one in sheet.variants}):
        _take_away(work, scope, sku)
    items = setup.items_of(work, scope, [one.sku for one in sheet.variants])
    for place, variant in enumerate(sheet.variants):
        try:
            put_variant(work, scope, _variant_in(work, row, sheet, place, items.get(variant.sku)))
        except DomainError as error:
            raise type(error)(error.sentence, field=f"sku-{place}") from error
        if row.kind == "stocked":
            _price(work, scope, row, variant, currency)
    _pictures(work, row, sheet, locale)
    if row.kind == "stocked":
        refresh_availability(work, [one.sku for one in sheet.variants], promise.Destination(country))


def _move(work: Work, row: Product, slug: str) -> None:
    if slug == row.slug:
        return
    if work.session.scalar(select(Product.id).where(Product.slug == slug)) is not None:
        raise Conflict("Another product has this address. Choose another one.", field="slug")
    was, row.slug = row.slug, slug
    work.session.flush()
    remember(work, row.id, was, slug)


def _product_in(row: Product, sheet: Sheet, locale: str) -> ProductIn:
    return ProductIn(
        slug=sheet.slug,
        name={**row.name, locale: sheet.name},
        seller_ref=row.seller_ref,
        kind=row.kind,  # type: ignore[arg-type]  # the column's CHECK knows the words
        status="published",
        description={**row.description, locale: sheet.description},
        maker=sheet.maker or None,
        category=sheet.category or None,
        product_type=row.product_type,
        tags=tuple(tag_list(sheet.tags)),
        drawing=dict(row.drawing),
        specification=tuple((label, value) for label, value in row.specification),
        seo_title=dict(row.seo_title),
        seo_description=dict(row.seo_description),
        position=row.position,
        source=dict(row.source),
    )


def _variant_in(work: Work, row: Product, sheet: Sheet, place: int, item: ItemIn | None) -> VariantIn:
    """What the sheet says, laid over what the item master and the last import know and the sheet cannot say."""
    typed = sheet.variants[place]
    known = work.session.scalars(select(Variant).where(Variant.sku == typed.sku)).first()
    options = sheet.options_of(typed)
    if not options and known is not None and known.product_id == row.id and not any(sheet.option_names):
        options = tuple((name, value) for name, value in known.options if value == "Default Title")
    return VariantIn(
        product=sheet.slug,
        sku=typed.sku,
        options=options,
        barcode=typed.barcode,
        weight_g=measure(typed.weight, "kg") or 0,
        length_mm=measure(typed.length, "cm") or 0,
        width_mm=measure(typed.width, "cm") or 0,
        height_mm=measure(typed.height, "cm") or 0,
        requires_shipping=known.requires_shipping if known else True,
        position=place + 1,
        supplier=item.supplier if item else None,
        reorder_point=item.reorder_point if item else 0,
        delivery_class=typed.delivery,  # type: ignore[arg-type]  # `read_form` lets no other word in
        bin=item.bin if item else "",
        source=dict(known.source) if known else {},
    )


def _price(work: Work, scope: SellerScope, row: Product, variant: SheetVariant, currency: str) -> None:
    entry = work.session.scalars(
        select(PriceEntry)
        .where(PriceEntry.sku == variant.sku, PriceEntry.currency == currency, PriceEntry.valid_from.is_(None))
        .order_by(PriceEntry.id)
    ).first()
    book = entry.book if entry else standard_book(row.seller_ref, currency)
    was = Money(entry.compare_at_minor, currency) if entry and entry.compare_at_minor is not None else None
    if entry is None:
        put_price_book(work, scope, PriceBookIn(book, f"Standard ({currency})", currency, row.seller_ref))
    put_price(work, scope, PriceIn(book, variant.sku, price_of(variant, currency), was))


def _take_away(work: Work, scope: SellerScope, sku: str) -> None:
    """Not sold any more. Its item, its stock and every order that holds it stay what they are."""
    for book in work.session.scalars(select(PriceEntry.book).where(PriceEntry.sku == sku).distinct()):
        end_price(work, scope, book, sku)
    for kind in (Availability, Variant):
        for found in work.session.scalars(select(kind).where(kind.sku == sku)):
            work.session.delete(found)
    work.session.flush()
    bump_version(work)


def _pictures(work: Work, row: Product, sheet: Sheet, locale: str) -> None:
    """Only rows come and go: the bytes stay, for an earlier version may be published again."""
    known = {one.id: one for one in work.session.scalars(select(Image).where(Image.product_id == row.id))}
    for gone in known.keys() - {one.id for one in sheet.pictures}:
        work.session.delete(known[gone])
    for place, picture in enumerate(sheet.pictures, start=1):
        image = known.get(picture.id)
        if image is None:
            if not picture.key:
                continue  # it had no bytes of ours, and its address is forgotten
            image = Image(id=picture.id, product_id=row.id, blob_key=picture.key, alt={})
            work.session.add(image)
        image.position, image.alt = place, {**image.alt, locale: picture.alt}
    work.session.flush()
    bump_version(work)
