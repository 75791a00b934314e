"""Shopify's columns, and one product of such a file as plain values.

The columns are those of Shopify's published exports; https://help.shopify.com/en/manual/products/import-export/using-csv
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from foundation.plain.money import Money

COLUMNS = (
    "Handle", "Title", "Body (HTML)", "Vendor", "Type", "Tags", "Published",
    "Option1 Name", "Option1 Value", "Option2 Name", "Option2 Value", "Option3 Name", "Option3 Value",
    "Variant SKU", "Variant Grams", "Variant Inventory Tracker", "Variant Inventory Qty", "Variant Inventory Policy",
    "Variant Fulfillment Service", "Variant Price", "Variant Compare At Price", "Variant Requires Shipping",
    "Variant Taxable", "Variant Barcode", "Image Src", "Image Position", "Image Alt Text", "Gift Card", "SEO Title",
    "SEO Description", "Google Shopping / Google Product Category", "Google Shopping / Gender",
    "Google Shopping / Age Group", "Google Shopping / MPN", "Google Shopping / AdWords Grouping",
    "Google Shopping / AdWords Labels", "Google Shopping / Condition", "Google Shopping / Custom Product",
    "Google Shopping / Custom Label 0", "Google Shopping / Custom Label 1", "Google Shopping / Custom Label 2",
    "Google Shopping / Custom Label 3", "Google Shopping / Custom Label 4", "Variant Image", "Variant Weight Unit",
    "Variant Tax Code", "Cost per item",
)  # fmt: skip
# What has a place of its own in the catalogue. Every other column travels in `extra` and is written back on export.
MODELLED = frozenset(COLUMNS[:15]) | {
    "Variant Inventory Qty",
    "Variant Price",
    "Variant Compare At Price",
    "Variant Requires Shipping",
    "Variant Barcode",
    "Image Src",
    "Image Position",
    "Image Alt Text",
    "SEO Title",
    "SEO Description",
}
OPTION_PAIRS = tuple((f"Option{n} Name", f"Option{n} Value") for n in (1, 2, 3))
OF_VARIANT = ("Variant ", "Cost per item")  # columns that begin so belong to the variant of their row


@dataclass(frozen=True)
class SheetVariant:
    """A priced row. `quantity` None: the file does not say. `line` 0: it comes from the catalogue, not from a file;
    only there can `price` be None (none in this currency)."""

    sku: str
    options: tuple[tuple[str, str], ...]
    price: Money | None
    was: Money | None = None
    quantity: int | None = None
    barcode: str = ""
    weight_g: int = 0
    requires_shipping: bool = True
    position: int = 1
    extra: Mapping[str, str] = field(default_factory=dict)
    line: int = 0


@dataclass(frozen=True)
class SheetImage:
    """A picture's address. `position` as the file says, or its place in the product's rows."""

    url: str
    position: int
    alt: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    line: int = 0


@dataclass(frozen=True)
class SheetProduct:
    """All rows of one handle. `slug` is the handle, made fit for an address where it is not."""

    handle: str
    slug: str
    title: str
    body: str
    vendor: str
    product_type: str
    tags: tuple[str, ...]
    published: bool
    seo_title: str
    seo_description: str
    variants: tuple[SheetVariant, ...]
    images: tuple[SheetImage, ...]
    extra: Mapping[str, str] = field(default_factory=dict)
    line: int = 0

    def head(self) -> SheetProduct:
        """The product without its variants and pictures, for comparing."""
        return replace(comparable(self), variants=(), images=())


T = TypeVar("T", SheetProduct, SheetVariant, SheetImage)


def comparable(value: T) -> T:
    """`value` without its line and without empty extra cells: a column nobody filled in is no difference."""
    return replace(value, line=0, extra={name: cell for name, cell in value.extra.items() if cell})
