"""A product as it stands in the shop, as a sheet: what a draft begins from and a publication is compared with."""

from __future__ import annotations

from sqlalchemy import or_, select

from foundation.data.work import Work
from foundation.plain.money import Money
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api import setup
from fulfilment.api.setup import ItemIn
from storefront.catalogue.domain.choosing import PLAIN
from storefront.catalogue.models import Image, Product, Variant
from storefront.console.products.sheet import OPTIONS, Sheet, SheetPicture, SheetVariant, written
from storefront.pricing.models import PriceEntry


def live_sheet(work: Work, row: Product, locale: str, currency: str) -> Sheet:
    """Four statements."""
    variants = work.session.scalars(
        select(Variant).where(Variant.product_id == row.id).order_by(Variant.position, Variant.id)
    ).all()
    skus = [variant.sku for variant in variants]
    asked, items = _standing(work, skus, currency), setup.items_of(work, EVERY_SELLER, skus)
    images = work.session.scalars(
        select(Image).where(Image.product_id == row.id).order_by(Image.position, Image.id)
    ).all()
    names = _option_names(variants)
    return Sheet(
        slug=row.slug,
        name=row.name.get(locale, ""),
        description=row.description.get(locale, ""),
        category=row.category_slug or "",
        maker=row.maker_slug or "",
        tags=", ".join(row.tags),
        option_names=names,
        variants=tuple(_variant(one, names, asked.get(one.sku), items.get(one.sku)) for one in variants),
        pictures=tuple(SheetPicture(one.id, one.blob_key or "", one.alt.get(locale, "")) for one in images),
    )


def _standing(work: Work, skus: list[str], currency: str) -> dict[str, Money]:
    """The prices that hold always: a sale of some days is no part of a sheet, or publishing would make it last."""
    row = PriceEntry
    found = work.session.execute(
        select(row.sku, row.amount_minor)
        .where(row.sku.in_(skus), row.currency == currency, row.valid_from.is_(None))
        .where(or_(row.valid_to.is_(None), row.valid_to > work.now()))
        .order_by(row.id.desc())
    )
    return {sku: Money(minor, currency) for sku, minor in found}


def _option_names(variants: object) -> tuple[str, ...]:
    found: list[str] = []
    for variant in variants:  # type: ignore[attr-defined]
        found += [n for n, v in variant.options if v != PLAIN and n not in found]
    return tuple((found + [""] * OPTIONS)[:OPTIONS])


def _variant(row: Variant, names: tuple[str, ...], price: Money | None, item: ItemIn | None) -> SheetVariant:
    options = dict(row.options)
    return SheetVariant(
        sku=row.sku,
        values=tuple(options.get(name, "") if name else "" for name in names),
        price=str(price.decimal) if price else "",
        length=written(item.length_mm, "cm") if item else "",
        width=written(item.width_mm, "cm") if item else "",
        height=written(item.height_mm, "cm") if item else "",
        weight=written(row.weight_g, "kg"),
        delivery=row.delivery_class,
        barcode=row.barcode,
    )
