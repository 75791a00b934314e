"""The catalogue as a Shopify product file that imports again without a change."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.money import Money
from foundation.plain.scope import SellerScope
from storefront.catalogue.importing.sheet import protect
from storefront.catalogue.importing.shopify import (
    COLUMNS,
    MODELLED,
    OPTION_PAIRS,
    SheetImage,
    SheetProduct,
    SheetVariant,
)
from storefront.catalogue.importing.stored import all_stored, on_hand
from storefront.catalogue.models import Image, Product, Variant


def export_rows(work: Work, scope: SellerScope, *, currency: str = "EUR", locale: str = "en") -> Iterator[str]:
    """The file line by line, header first, each ending in a line break. Quantities are those on the shelf now.

    Columns that came with an import and have no place in the catalogue are written back as they came.
    """
    columns = (*COLUMNS, *_foreign_columns(work, scope))
    yield _line(columns)
    pieces = on_hand(work, scope)
    for product in all_stored(work, scope, currency, locale):
        for cells in _product_rows(product, pieces):
            yield _line([protect(cells.get(column, "")) for column in columns])


def _foreign_columns(work: Work, scope: SellerScope) -> list[str]:
    products = select(Product.id).where(Product.kind == "stocked")
    if scope.sellers is not None:
        products = products.where(Product.seller_ref.in_(sorted(scope.sellers)))
    found: set[str] = set()
    for sources in (
        select(Product.source).where(Product.id.in_(products)),
        select(Variant.source).where(Variant.product_id.in_(products)),
        select(Image.source).where(Image.product_id.in_(products)),
    ):
        for source in work.session.scalars(sources):
            found.update(source)
    return sorted(found.difference(COLUMNS))


def _product_rows(product: SheetProduct, pieces: dict[str, int]) -> Iterator[dict[str, str]]:
    names = next((tuple(name for name, _ in v.options) for v in product.variants), ())
    for first, (variant, image) in enumerate(zip_longest(product.variants, product.images)):
        cells = {"Handle": product.handle}
        if first == 0:
            cells |= _head(product, names)
        if variant is not None:
            cells |= _variant_cells(variant, names, pieces.get(variant.sku, variant.quantity))
        if image is not None:
            cells |= _image_cells(image)
        yield cells


def _head(product: SheetProduct, names: tuple[str, ...]) -> dict[str, str]:
    extra = dict(product.extra)
    if extra.get("Status"):
        extra["Status"] = "active" if product.published else "draft"
    return {
        **extra,
        "Title": product.title,
        "Body (HTML)": product.body,
        "Vendor": product.vendor,
        "Type": product.product_type,
        "Tags": ", ".join(product.tags),
        "Published": _truth(product.published),
        "SEO Title": product.seo_title,
        "SEO Description": product.seo_description,
        **{column: name for (column, _), name in zip(OPTION_PAIRS, names, strict=False)},
    }


def _variant_cells(variant: SheetVariant, names: tuple[str, ...], quantity: int | None) -> dict[str, str]:
    values = dict(variant.options)
    return {
        **variant.extra,
        **{column: values.get(name, "") for (_, column), name in zip(OPTION_PAIRS, names, strict=False)},
        "Variant SKU": variant.sku,
        "Variant Grams": str(variant.weight_g),
        "Variant Inventory Qty": "" if quantity is None else str(quantity),
        "Variant Price": _amount(variant.price),
        "Variant Compare At Price": _amount(variant.was),
        "Variant Requires Shipping": _truth(variant.requires_shipping),
        "Variant Barcode": variant.barcode,
    }


def _image_cells(image: SheetImage) -> dict[str, str]:
    return {
        **{column: cell for column, cell in image.extra.items() if column not in MODELLED},
        "Image Src": image.url,
        "Image Position": str(image.position),
        "Image Alt Text": image.alt,
    }


def _amount(amount: Money | None) -> str:
    return "" if amount is None else f"{amount.decimal:f}"


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()
