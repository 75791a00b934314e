"""A seller's own products as their systems read and change them, drafts too. `ProductIn` and `VariantIn` are made of
the rows, so that what a program does not name stays as it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import NotFound
from foundation.plain.money import Money
from foundation.plain.scope import SellerScope
from storefront.catalogue.domain.inputs import ProductIn
from storefront.catalogue.models import Product, Variant
from storefront.catalogue.service.products import product_row
from storefront.pricing.queries import prices


@dataclass(frozen=True)
class OwnVariant:
    """One thing that can be bought; `price` None: not sold in the shop's currency."""

    sku: str
    options: tuple[tuple[str, str], ...]
    barcode: str
    weight_g: int
    delivery_class: str
    price: Money | None
    compare_at: Money | None


@dataclass(frozen=True)
class OwnProduct:
    """One product of a seller's."""

    slug: str
    seller: str
    kind: str
    status: str
    name: dict[str, str]
    description: dict[str, str]
    maker: str | None
    category: str | None
    product_type: str
    tags: tuple[str, ...]
    updated_at: datetime
    variants: tuple[OwnVariant, ...]


def own_products(
    work: Work, scope: SellerScope, currency: str, *, status: str, after: str | None, limit: int
) -> list[OwnProduct]:
    """Up to `limit` products in view, by slug, beyond `after`. Three statements."""
    wanted = select(Product).order_by(Product.slug).limit(limit)
    if scope.sellers is not None:
        wanted = wanted.where(Product.seller_ref.in_(sorted(scope.sellers)))
    if status:
        wanted = wanted.where(Product.status == status)
    if after is not None:
        wanted = wanted.where(Product.slug > after)
    return _told(work, list(work.session.scalars(wanted)), currency)


def own_product(work: Work, scope: SellerScope, slug: str, currency: str) -> OwnProduct:
    """One product. Raises `NotFound`, for another seller's too."""
    return _told(work, [product_row(work, scope, slug)], currency)[0]


def _told(work: Work, rows: list[Product], currency: str) -> list[OwnProduct]:
    variants = work.session.scalars(
        select(Variant).where(Variant.product_id.in_([row.id for row in rows])).order_by(Variant.position, Variant.id)
    ).all()
    asked = prices(work, [variant.sku for variant in variants], currency)
    found: dict[str, list[OwnVariant]] = {row.id: [] for row in rows}
    for one in variants:
        price = asked.get(one.sku)
        found[one.product_id].append(
            OwnVariant(
                one.sku,
                tuple((str(name), str(value)) for name, value in one.options),
                one.barcode,
                one.weight_g,
                one.delivery_class,
                price.amount if price else None,
                price.compare_at if price else None,
            )
        )
    return [_one(row, tuple(found[row.id])) for row in rows]


def _one(row: Product, variants: tuple[OwnVariant, ...]) -> OwnProduct:
    return OwnProduct(
        slug=row.slug,
        seller=row.seller_ref,
        kind=row.kind,
        status=row.status,
        name=dict(row.name),
        description=dict(row.description),
        maker=row.maker_slug,
        category=row.category_slug,
        product_type=row.product_type,
        tags=tuple(row.tags),
        updated_at=row.updated_at,
        variants=variants,
    )


def as_sent(row: Product) -> ProductIn:
    """The product as the verb takes it."""
    return ProductIn(
        slug=row.slug,
        name=dict(row.name),
        seller_ref=row.seller_ref,
        kind="configured" if row.kind == "configured" else "stocked",
        status="published" if row.status == "published" else "draft",
        description=dict(row.description),
        maker=row.maker_slug,
        category=row.category_slug,
        product_type=row.product_type,
        tags=tuple(row.tags),
        drawing=dict(row.drawing),
        specification=tuple((dict(label), dict(value)) for label, value in row.specification),
        seo_title=dict(row.seo_title),
        seo_description=dict(row.seo_description),
        position=row.position,
        source=dict(row.source),
    )


def variant_row(work: Work, scope: SellerScope, slug: str, sku: str) -> tuple[Product, Variant]:
    """A variant of a product in view. Raises `NotFound`."""
    product = product_row(work, scope, slug)
    row = work.session.scalars(select(Variant).where(Variant.sku == sku, Variant.product_id == product.id)).first()
    if row is None:
        raise NotFound("There is no such variant.")
    return product, row
