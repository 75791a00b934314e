"""Verbs on variants. Each variant of a stocked product is an item of fulfilment's, registered here."""

from __future__ import annotations

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import Conflict
from foundation.plain.scope import SellerScope
from fulfilment.api import setup
from storefront.catalogue.domain.inputs import VariantIn, check_variant
from storefront.catalogue.models import Product, Variant
from storefront.catalogue.service.products import product_row, reindex
from storefront.catalogue.service.writing import assign
from storefront.catalogue.version import bump_version


def put_variant(work: Work, scope: SellerScope, variant: VariantIn) -> bool:
    """Create or change a variant under its SKU and register its item with fulfilment; True if it changed here.

    A configured product takes one variant, its item is its WorkSpec's business. Raises `NotFound` for an unknown
    product, `Invalid` for bad input, `Conflict` when the SKU or the same options belong to something else.
    """
    check_variant(variant)
    product = product_row(work, scope, variant.product)
    row = work.session.scalars(select(Variant).where(Variant.sku == variant.sku)).first()
    if row is not None and row.product_id != product.id:
        raise Conflict(f"SKU {variant.sku} belongs to another product. Give this one its own.", field="sku")
    options = [list(pair) for pair in variant.options]
    _check_siblings(work, product, variant, options)
    if row is None:
        row = Variant(id=work.new_id(), product_id=product.id, sku=variant.sku)
        work.session.add(row)
    changed = assign(
        row,
        {
            "options": options,
            "barcode": variant.barcode,
            "weight_g": variant.weight_g,
            "requires_shipping": variant.requires_shipping,
            "delivery_class": variant.delivery_class,
            "position": variant.position,
            "source": dict(variant.source),
        },
    )
    if product.kind == "stocked":
        setup.put_item(work, scope, _item(product, variant))
    if changed:
        work.session.flush()
        reindex(work, product)
        bump_version(work)
    return changed


def note_count(work: Work, sku: str, quantity: int) -> None:
    """Remember the quantity an import named, so that the same file read again does not undo what was sold since."""
    row = work.session.scalars(select(Variant).where(Variant.sku == sku)).one()
    row.counted = quantity
    work.session.flush()


def _check_siblings(work: Work, product: Product, variant: VariantIn, options: list[list[str]]) -> None:
    siblings = work.session.execute(
        select(Variant.sku, Variant.options).where(Variant.product_id == product.id, Variant.sku != variant.sku)
    ).all()
    if product.kind == "configured" and siblings:
        raise Conflict("A configured product has one variant; its choices are made in the configurator.", field="sku")
    for sku, taken in siblings:
        if taken == options:
            raise Conflict(f"SKU {sku} has the very same options. Change its options or use its SKU.", field="options")


def _item(product: Product, variant: VariantIn) -> setup.ItemIn:
    name = product.name.get("en") or next(iter(product.name.values()))
    values = [value for _, value in variant.options if value != "Default Title"]
    return setup.ItemIn(
        sku=variant.sku,
        name=", ".join([name, *values])[:255],
        seller_ref=product.seller_ref,
        unit="piece",
        kind="variant",
        length_mm=variant.length_mm,
        width_mm=variant.width_mm,
        height_mm=variant.height_mm,
        weight_g=variant.weight_g,
        supplier=variant.supplier,
        reorder_point=variant.reorder_point,
        delivery_class=variant.delivery_class,
        bin=variant.bin,
    )
