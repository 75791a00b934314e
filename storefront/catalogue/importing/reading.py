"""From rows to products: pure, and every refusal is a sentence beside its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from foundation.plain.errors import DomainError, Invalid
from foundation.plain.money import Money
from storefront.catalogue.domain.inputs import (
    NAME_LENGTH,
    SKU_LENGTH,
    ImageIn,
    VariantIn,
    check_image,
    check_slug,
    check_variant,
    generated_sku,
    slugify,
)
from storefront.catalogue.html import clean_html
from storefront.catalogue.importing.report import RowFate
from storefront.catalogue.importing.sheet import Row, Sheet
from storefront.catalogue.importing.shopify import (
    MODELLED,
    OF_VARIANT,
    OPTION_PAIRS,
    SheetImage,
    SheetProduct,
    SheetVariant,
)

_AMOUNT = re.compile(r"\d{1,9}([.]\d{1,4})?\Z")
_WHOLE = re.compile(r"-?\d{1,9}([.]0+)?\Z")
_YES, _NO = {"true", "yes", "1"}, {"false", "no", "0"}


@dataclass(frozen=True)
class Reading:
    """The products that could be read, and the rows that could not."""

    products: tuple[SheetProduct, ...]
    refused: tuple[RowFate, ...]


def read_products(sheet: Sheet, currency: str) -> Reading:
    """Group the rows by handle, in the file's order. Nothing is raised for a bad row: it is listed as refused."""
    refused = [RowFate(line, "", "refused", sentence) for line, sentence in sheet.broken]
    groups: dict[str, list[Row]] = {}
    for row in sheet.rows:
        handle = row.cells["Handle"].strip()
        if handle:
            groups.setdefault(handle, []).append(row)
        else:
            refused.append(RowFate(row.line, "", "refused", "This row has no handle. Give it its product's."))
    products = []
    for handle, rows in groups.items():
        product, bad = _product(handle, rows, currency)
        refused += bad
        if product is not None:
            products.append(product)
    refused += _clashes(products)
    return Reading(tuple(products), tuple(sorted(refused, key=lambda fate: fate.line)))


def _product(handle: str, rows: list[Row], currency: str) -> tuple[SheetProduct | None, list[RowFate]]:
    variants: list[SheetVariant] = []
    images: dict[str, SheetImage] = {}
    bad: list[RowFate] = []
    names = tuple(rows[0].cells.get(name, "").strip() for name, _ in OPTION_PAIRS)
    for row in rows:
        try:
            if row.cells["Variant Price"].strip():
                extra = _extra(row, _of_variant if row is rows[0] else _any)
                variants.append(_variant(handle, row, names, len(variants) + 1, currency, extra))
            _add_image(images, row, rows[0])
        except DomainError as error:
            bad.append(RowFate(row.line, handle, "refused", error.sentence))
    try:
        for row in rows:
            _add_variant_image(images, row)
        product = _head(handle, rows[0], tuple(variants), tuple(images.values()))
    except DomainError as error:
        return None, [*bad, RowFate(rows[0].line, handle, "refused", error.sentence)]
    if not variants and not bad:
        bad.append(RowFate(rows[0].line, handle, "refused", "This product has no row with a price. Give it one."))
    return product, bad


def _head(handle: str, row: Row, variants: tuple[SheetVariant, ...], images: tuple[SheetImage, ...]) -> SheetProduct:
    cells = row.cells
    title = cells["Title"].strip()
    if not title:
        raise Invalid("The first row of a product needs its title.")
    if len(title) > NAME_LENGTH:
        raise Invalid(f"This title has {len(title)} letters; up to {NAME_LENGTH} fit.")
    for column in ("Vendor", "Type"):
        if len(cells.get(column, "")) > NAME_LENGTH:
            raise Invalid(f"The {column.lower()} is longer than {NAME_LENGTH} letters. Shorten it.")
    return SheetProduct(
        handle=handle,
        slug=_slug(handle),
        title=title,
        body=clean_html(cells.get("Body (HTML)", "")),
        vendor=cells.get("Vendor", "").strip(),
        product_type=cells.get("Type", "").strip(),
        tags=tuple(dict.fromkeys(tag.strip() for tag in cells.get("Tags", "").split(",") if tag.strip())),
        published=_published(cells),
        seo_title=cells.get("SEO Title", "").strip(),
        seo_description=cells.get("SEO Description", "").strip(),
        variants=variants,
        images=images,
        extra=_extra(row, _of_product),
        line=row.line,
    )


def _slug(handle: str) -> str:
    try:
        check_slug(handle)
    except Invalid:
        return slugify(handle)
    return handle


def _published(cells: dict[str, str]) -> bool:
    if cells.get("Status", "").strip().casefold() in ("draft", "archived"):
        return False
    return _truth(cells, "Published", default=True)


def _variant(
    handle: str, row: Row, names: tuple[str, ...], position: int, currency: str, extra: dict[str, str]
) -> SheetVariant:
    cells = row.cells
    values = tuple(cells.get(column, "").strip() for _, column in OPTION_PAIRS)
    options = tuple(
        (name or f"Option {i}", value) for i, (name, value) in enumerate(zip(names, values, strict=True), 1) if value
    )
    sku = cells.get("Variant SKU", "").strip() or generated_sku(handle, values)
    check_variant(VariantIn(product=handle, sku=sku, options=options))
    barcode = cells.get("Variant Barcode", "").strip()
    if len(barcode) > SKU_LENGTH:
        raise Invalid(f"The barcode is longer than {SKU_LENGTH} characters. Shorten it.")
    was = cells.get("Variant Compare At Price", "").strip()
    return SheetVariant(
        sku=sku,
        options=options,
        price=_amount(cells["Variant Price"], "price", currency),
        was=_amount(was, "price to compare with", currency) if was else None,
        quantity=_whole(cells, "Variant Inventory Qty", "quantity"),
        barcode=barcode,
        weight_g=_whole(cells, "Variant Grams", "weight") or 0,
        requires_shipping=_truth(cells, "Variant Requires Shipping", default=True),
        position=position,
        extra=extra,
        line=row.line,
    )


def _add_image(images: dict[str, SheetImage], row: Row, first: Row) -> None:
    url = row.cells.get("Image Src", "").strip()
    if not url or url in images:
        return
    check_image(ImageIn(product="", source_url=url))
    position = _whole(row.cells, "Image Position", "picture's position") or len(images) + 1
    alone = row is not first and not row.cells["Variant Price"].strip()
    extra = _extra(row, _any) if alone else {}
    images[url] = SheetImage(url, position, row.cells.get("Image Alt Text", "").strip(), extra, row.line)


def _add_variant_image(images: dict[str, SheetImage], row: Row) -> None:
    """A variant's own picture is most often one of the product's; where it is not, it joins them."""
    url = row.cells.get("Variant Image", "").strip()
    if url and url not in images:
        check_image(ImageIn(product="", source_url=url))
        images[url] = SheetImage(url, len(images) + 1, line=row.line)


def _of_variant(column: str) -> bool:
    return column.startswith(OF_VARIANT)


def _of_product(column: str) -> bool:
    return not column.startswith(OF_VARIANT)


def _any(_column: str) -> bool:
    return True


def _extra(row: Row, belongs: Callable[[str], bool]) -> dict[str, str]:
    return {column: cell for column, cell in row.cells.items() if column not in MODELLED and belongs(column)}


def _amount(cell: str, what: str, currency: str) -> Money:
    text = cell.strip()
    if not _AMOUNT.match(text):
        raise Invalid(f"“{text[:40]}” is no {what}. Write it like 24.90.")
    return Money.parse(text, currency)


def _whole(cells: dict[str, str], column: str, what: str) -> int | None:
    text = cells.get(column, "").strip()
    if not text:
        return None
    if not _WHOLE.match(text):
        raise Invalid(f"“{text[:40]}” is no {what}. Write a whole number.")
    value = int(text.partition(".")[0])
    if value < 0:
        raise Invalid(f"The {what} is {value}. It cannot be below zero; write 0 or more.")
    return value


def _truth(cells: dict[str, str], column: str, *, default: bool) -> bool:
    text = cells.get(column, "").strip().casefold()
    if not text:
        return default
    if text not in _YES | _NO:
        raise Invalid(f"“{text[:40]}” in {column} is neither true nor false.")
    return text in _YES


def _clashes(products: list[SheetProduct]) -> Iterator[RowFate]:
    skus: dict[str, int] = {}
    slugs: dict[str, str] = {}
    for product in products:
        other = slugs.setdefault(product.slug, product.handle)
        if other != product.handle:
            sentence = f"Its address would be the same as that of “{other}”. Change one of the two handles."
            yield RowFate(product.line, product.handle, "refused", sentence)
        options: dict[tuple[tuple[str, str], ...], int] = {}
        for variant in product.variants:
            first = skus.setdefault(variant.sku, variant.line)
            same = options.setdefault(variant.options, variant.line)
            if first != variant.line:
                sentence = f"SKU {variant.sku} stands on line {first} already. Give each variant its own."
                yield RowFate(variant.line, product.handle, "refused", sentence)
            elif same != variant.line:
                sentence = f"These options stand on line {same} already. Change one of the two rows."
                yield RowFate(variant.line, product.handle, "refused", sentence)
