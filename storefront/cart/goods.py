"""What a SKU or a snapshot means to the cart: the one place that asks catalogue, prices and configurator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from foundation.data.work import Work
from foundation.plain.errors import Invalid, NotFound
from storefront.cart.domain import CartLine, Good
from storefront.cart.made import made_goods
from storefront.catalogue.models import Product, Variant
from storefront.catalogue.queries.cards import price_holds, prices_in
from storefront.pricing.models import PriceEntry

_NOT_SOLD = "We do not sell that any more. The shelves show what there is."


def goods_of(work: Work, lines: Sequence[CartLine], *, currency: str) -> dict[str, Good]:
    """Per `line_ref` what it is sold as now; lines that can no longer be had are absent. One statement for
    what is on the shelf, one for what is made."""
    stocked = [line for line in lines if line.snapshot_ref is None]
    shelf = _shelf(work, sorted({line.sku for line in stocked}), currency)
    made = made_goods(work, sorted({line.snapshot_ref for line in lines if line.snapshot_ref}), currency=currency)
    found = {line.line_ref: shelf[line.sku] for line in stocked if line.sku in shelf}
    for line in lines:
        if line.snapshot_ref in made:
            found[line.line_ref] = made[line.snapshot_ref]
    return found


def sold_as(work: Work, sku: str, snapshot_ref: str | None, *, currency: str) -> Good:
    """One good on its way into the cart. Raises `NotFound` for what is not sold, `Invalid` for a configured product
    without its choices."""
    if snapshot_ref is not None:
        good = made_goods(work, [snapshot_ref], currency=currency).get(snapshot_ref)
        if good is None or good.sku != sku:
            raise NotFound("That configuration is not known here. Please choose it again.")
        return good
    good = _shelf(work, [sku], currency).get(sku)
    if good is not None:
        return good
    kind = work.session.scalar(select(Product.kind).join(Variant).where(Variant.sku == sku))
    if kind == "configured":
        raise Invalid("This is made to order: choose its options first.", field="sku")
    raise NotFound(_NOT_SOLD)


def _shelf(work: Work, skus: Sequence[str], currency: str) -> dict[str, Good]:
    if not skus:
        return {}
    now = work.now()
    rows = work.session.execute(_on_the_shelf(), {"skus": skus, "currency": currency, "now": now}).all()
    asked = prices_in(rows, currency, now)
    return {
        row.sku: Good(
            sku=row.sku,
            title=titled(row.name, row.options, work.locale),
            slug=row.slug,
            seller_ref=row.seller_ref,
            unit_price=asked[row.sku].amount,
            delivery_class=row.delivery_class,
            weight_g=row.weight_g,
            drawing=row.drawing or None,
        )
        for row in rows
    }


@cache  # five times a checkout: building it takes as long as asking it
def _on_the_shelf() -> Select[*tuple[Any, ...]]:
    entry = PriceEntry
    return (
        select(
            Variant.sku,
            Variant.options,
            Variant.weight_g,
            Variant.delivery_class,
            Product.name,
            Product.slug,
            Product.seller_ref,
            Product.drawing,
            entry.amount_minor,
            entry.compare_at_minor,
            entry.valid_from,
            entry.valid_to,
        )
        .join(Product, Product.id == Variant.product_id)
        .join(entry, price_holds(bindparam("currency"), bindparam("now")))
        .where(
            Variant.sku.in_(bindparam("skus", expanding=True)),
            Product.status == "published",
            Product.kind == "stocked",
        )
    )


def titled(name: Mapping[str, str], options: Sequence[Sequence[Any]], locale: str) -> str:
    """`Hardwax oil, 0.5 l`: the product's name with its variant's values."""
    words = name.get(locale) or name.get("en") or next(iter(name.values()), "")
    values = [str(pair[1]) for pair in options if len(pair) > 1 and pair[1] != "Default Title"]
    return ", ".join([words, *values])
