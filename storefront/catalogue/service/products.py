"""Verbs on products: create, change, publish, take back."""

from __future__ import annotations

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import Conflict, NotFound
from foundation.plain.scope import SellerScope
from storefront.catalogue.domain.inputs import ProductIn, check_product
from storefront.catalogue.domain.placeholder import placeholder
from storefront.catalogue.html import clean_html, plain_text
from storefront.catalogue.models import Category, Maker, Product, Variant
from storefront.catalogue.search import index_product
from storefront.catalogue.service.writing import assign
from storefront.catalogue.version import bump_version


def put_product(work: Work, scope: SellerScope, product: ProductIn) -> bool:
    """Create or change a product under its slug; True if anything changed.

    Descriptions are cleaned of all HTML but an allow-list. Raises `Invalid` for bad input, `NotFound` for an unknown
    maker or category and for another seller's product, `Conflict` when its kind would change.
    """
    check_product(product)
    scope.require(product.seller_ref, "product")
    _check_places(work, product)
    row = work.session.scalars(select(Product).where(Product.slug == product.slug)).first()
    if row is None:
        now = work.now()
        row = Product(id=work.new_id(), slug=product.slug, kind=product.kind, created_at=now, updated_at=now)
        work.session.add(row)
    else:
        scope.require(row.seller_ref, "product")
    if row.kind != product.kind:
        raise Conflict(f"This product is {row.kind}. Create a new one for the {product.kind} kind.")
    if not assign(row, _values(product)):
        return False
    return _changed(work, row)


def _values(product: ProductIn) -> dict[str, object]:
    words = next(iter(product.name.values()))
    return {
        "seller_ref": product.seller_ref,
        "status": product.status,
        "name": {locale: name.strip() for locale, name in product.name.items()},
        "description": {locale: clean_html(raw) for locale, raw in product.description.items()},
        "maker_slug": product.maker,
        "category_slug": product.category,
        "product_type": product.product_type,
        "tags": list(product.tags),
        "drawing": dict(product.drawing) or placeholder(words, product.product_type, tags=product.tags),
        "specification": [[dict(label), dict(value)] for label, value in product.specification],
        "seo_title": dict(product.seo_title),
        "seo_description": dict(product.seo_description),
        "position": product.position,
        "source": dict(product.source),
    }


def publish(work: Work, scope: SellerScope, slug: str) -> None:
    """Show the product in the shop. Raises `NotFound`, and `Conflict` when it has nothing to buy yet."""
    row = product_row(work, scope, slug)
    if work.session.scalars(select(Variant.id).where(Variant.product_id == row.id).limit(1)).first() is None:
        raise Conflict("There is nothing to buy yet. Add at least one variant, then publish.")
    _set_status(work, row, "published")


def unpublish(work: Work, scope: SellerScope, slug: str) -> None:
    """Take the product out of the shop; carts and orders that hold it keep it. Raises `NotFound`."""
    _set_status(work, product_row(work, scope, slug), "draft")


def product_row(work: Work, scope: SellerScope, slug: str) -> Product:
    """The product's row for this package's own verbs. Raises `NotFound`, for another seller's too."""
    row = work.session.scalars(select(Product).where(Product.slug == slug)).first()
    if row is None or not scope.covers(row.seller_ref):
        raise NotFound("There is no such product.")
    return row


def reindex(work: Work, row: Product) -> None:
    """Write the product's words into the search index, in this transaction."""
    maker = work.session.get(Maker, row.maker_slug) if row.maker_slug else None
    category = work.session.get(Category, row.category_slug) if row.category_slug else None
    variants = work.session.execute(select(Variant.sku, Variant.options).where(Variant.product_id == row.id)).all()
    others = [
        maker.name if maker else "",
        *(category.name.values() if category else ()),
        row.product_type,
        *row.tags,
        *(sku for sku, _ in variants),
        *(value for _, options in variants for _, value in options),
        *(plain_text(markup) for markup in row.description.values()),
    ]
    index_product(work, row, " ".join(row.name.values()), " ".join(others))


def _check_places(work: Work, product: ProductIn) -> None:
    if product.maker is not None and work.session.get(Maker, product.maker) is None:
        raise NotFound("There is no such maker. Create the maker first.")
    if product.category is not None and work.session.get(Category, product.category) is None:
        raise NotFound("There is no such category. Create the category first.")


def _set_status(work: Work, row: Product, status: str) -> None:
    if assign(row, {"status": status}):
        _changed(work, row)


def _changed(work: Work, row: Product) -> bool:
    row.updated_at = work.now()
    work.session.flush()
    reindex(work, row)
    bump_version(work)
    return True
