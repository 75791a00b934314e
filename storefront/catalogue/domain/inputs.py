"""What the service takes, and the checks that need no database."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from foundation.plain.errors import Invalid

Kind = Literal["stocked", "configured"]
Status = Literal["draft", "published"]
Texts = Mapping[str, str]

SLUG_LENGTH, SKU_LENGTH, NAME_LENGTH = 255, 80, 255
RESERVED_CATEGORY = "all"  # `/c/all` is every product, whatever its shelf
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_SKU = re.compile(r"[^\s\x00-\x1f\x7f](?:[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f])?")


@dataclass(frozen=True)
class MakerIn:
    """A maker's page: `line` is one sentence beneath the name, `story` cleaned HTML."""

    slug: str
    name: str
    seller_ref: str
    place: str = ""
    line: Texts = field(default_factory=dict)
    story: Texts = field(default_factory=dict)
    drawing: Mapping[str, Any] = field(default_factory=dict)
    position: int = 100


@dataclass(frozen=True)
class CategoryIn:
    """A shelf; `parent` is the slug of the shelf it stands in."""

    slug: str
    name: Texts
    parent: str | None = None
    intro: Texts = field(default_factory=dict)
    drawing: Mapping[str, Any] = field(default_factory=dict)
    position: int = 100


@dataclass(frozen=True)
class ProductIn:
    """A product. `drawing` is the spec that `drawing()` draws; `specification` is (label, value) in every locale."""

    slug: str
    name: Texts
    seller_ref: str
    kind: Kind = "stocked"
    status: Status = "draft"
    description: Texts = field(default_factory=dict)
    maker: str | None = None
    category: str | None = None
    product_type: str = ""
    tags: tuple[str, ...] = ()
    drawing: Mapping[str, Any] = field(default_factory=dict)
    specification: tuple[tuple[Texts, Texts], ...] = ()
    seo_title: Texts = field(default_factory=dict)
    seo_description: Texts = field(default_factory=dict)
    position: int = 100
    source: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class VariantIn:
    """One thing that can be bought. Weight in grams, packed size in millimetres; `options` are (name, value).

    Sizes, `supplier`, `reorder_point` and `bin` go to fulfilment's item and are not kept here.
    """

    product: str
    sku: str
    options: tuple[tuple[str, str], ...] = ()
    barcode: str = ""
    weight_g: int = 0
    length_mm: int = 300
    width_mm: int = 200
    height_mm: int = 100
    requires_shipping: bool = True
    position: int = 1
    supplier: str | None = None
    reorder_point: int = 0
    delivery_class: Literal["parcel", "two_person"] = "parcel"
    bin: str = ""
    source: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ImageIn:
    """A picture of `product`: a remote address, or the key of bytes already in the blob store."""

    product: str
    source_url: str | None = None
    blob_key: str | None = None
    alt: Texts = field(default_factory=dict)
    position: int = 1
    source: Mapping[str, str] = field(default_factory=dict)


def slugify(text: str) -> str:
    """`slugify("Kast & Oak") == "kast-oak"`; never longer than an address may be, never empty (`item` at least)."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    slug = "-".join(re.findall(r"[a-z0-9]+", plain))
    if not slug:
        return "item" if not text.strip() else f"item-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
    return _shortened(slug, 80)


def generated_sku(handle: str, values: Sequence[str]) -> str:
    """The stable SKU of a row that brought none: from its handle and its options' values, in capitals."""
    parts = [handle, *(value for value in values if value and value != "Default Title")]
    return _shortened("-".join(slugify(part) for part in parts), 60).upper()


def _shortened(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    return f"{text[: length - 9].rstrip('-')}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def check_slug(slug: str, field_name: str = "slug") -> None:
    """Raises `Invalid` unless `slug` can stand in an address as it is."""
    if len(slug) > SLUG_LENGTH or not _SLUG.fullmatch(slug):
        raise Invalid(
            "An address may hold small letters, digits and single hyphens, such as oak-table.", field=field_name
        )


def check_texts(texts: Texts, what: str, field_name: str) -> None:
    """Raises `Invalid` when there is no text at all or one is too long for a heading."""
    if not any(text.strip() for text in texts.values()):
        raise Invalid(f"Give the {what} a name.", field=field_name)
    if any(len(text) > NAME_LENGTH for text in texts.values()):
        raise Invalid(f"A name may have up to {NAME_LENGTH} letters.", field=field_name)


def check_product(product: ProductIn) -> None:
    """Raises `Invalid` for what no product can be."""
    check_slug(product.slug)
    check_texts(product.name, "product", "name")
    if product.kind not in ("stocked", "configured") or product.status not in ("draft", "published"):
        raise Invalid("A product is stocked or configured, and a draft or published.", field="status")


def check_variant(variant: VariantIn) -> None:
    """Raises `Invalid` for an unusable SKU, a negative weight or size, or an option named twice."""
    if len(variant.sku) > SKU_LENGTH or not _SKU.fullmatch(variant.sku):
        raise Invalid(f"A SKU has 1 to {SKU_LENGTH} characters and no line breaks.", field="sku")
    if variant.weight_g < 0 or min(variant.length_mm, variant.width_mm, variant.height_mm) < 0:
        raise Invalid("Weight and size cannot be below zero.", field="weight_g")
    names = [name for name, _ in variant.options]
    if len(set(names)) != len(names):
        raise Invalid("Each option of a variant needs its own name.", field="options")


def check_image(image: ImageIn) -> None:
    """Raises `Invalid` unless the picture is a blob of ours or an https/http address."""
    if not image.source_url and not image.blob_key:
        raise Invalid("A picture needs an address or a file.", field="image")
    if image.source_url and not re.match(r"https?://[^\s<>\"']+\Z", image.source_url):
        raise Invalid("A picture's address begins with https:// and has no spaces.", field="image")
