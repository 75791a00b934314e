"""A product that a seller's own system puts up: all of it or nothing, as a draft that nobody sees before it is
published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import Conflict, Invalid
from foundation.plain.money import Money
from foundation.plain.scope import SellerScope
from storefront.catalogue.domain.inputs import ProductIn, VariantIn
from storefront.catalogue.models import Product, Variant
from storefront.catalogue.service import put_product, put_variant
from storefront.catalogue.service.products import product_row
from storefront.pricing.service import put_everyday_price


@dataclass(frozen=True)
class Priced:
    """A variant and what one piece of it costs; `was` is the price that it is shown against."""

    variant: VariantIn
    amount: Money
    was: Money | None = None


def make_product(work: Work, scope: SellerScope, product: ProductIn, variants: Sequence[Priced]) -> None:
    """Create a product with its variants and their prices.

    Raises `Conflict` for an address or a SKU that is taken, `NotFound` for an unknown maker or category, `Invalid` for
    what no product or variant can be.
    """
    if work.session.scalars(select(Product.id).where(Product.slug == product.slug)).first() is not None:
        raise Conflict("There is a product at this address. Change that one, or choose another address.", field="slug")
    put_product(work, scope, product)
    for one in variants:
        add_variant(work, scope, product.slug, one)


def add_variant(work: Work, scope: SellerScope, slug: str, priced: Priced) -> None:
    """Create one more variant of a stocked product.

    Raises `Conflict` for a SKU or options that are taken, `NotFound` for no such product, `Invalid` for a product that
    is made to order: its one variant and its prices are its model's.
    """
    product = product_row(work, scope, slug)
    if product.kind != "stocked":
        raise Invalid("What is made to order is put up with its model, by publishing it.", field="sku")
    if work.session.scalars(select(Variant.id).where(Variant.sku == priced.variant.sku)).first() is not None:
        raise Conflict(f"SKU {priced.variant.sku} is taken. Give this one its own.", field="sku")
    put_variant(work, scope, priced.variant)
    put_everyday_price(work, scope, product.seller_ref, priced.variant.sku, priced.amount, priced.was)


def seller_of(scope: SellerScope, named: str | None) -> str:
    """Whose a new product is: the one that is named, or the only one in view. Raises `Invalid` where that is open."""
    if named is not None:
        scope.require(named, "seller")
        return named
    if scope.sellers is None or len(scope.sellers) != 1:
        raise Invalid("This key is for several sellers. Say whose product it is.", field="seller")
    return next(iter(scope.sellers))
