"""Snapshots as goods: what the configurator has committed, read by reference."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from foundation.data.work import Work
from storefront.cart.domain import Good
from storefront.catalogue.models import Product, Variant
from storefront.configurator.queries import snapshots
from storefront.configurator.values import Snapshot


def made_goods(work: Work, snapshot_refs: Sequence[str], *, currency: str) -> dict[str, Good]:
    """The committed configurations as goods, per reference, at the price they were committed at. Absent: unknown ones,
    those in another currency, and those whose product is not published any more. Two statements."""
    found = {ref: s for ref, s in snapshots(work, snapshot_refs).items() if s.total.currency == currency}
    if not found:
        return {}
    rows = work.session.execute(
        select(Variant.sku, Product.slug)
        .join(Product, Product.id == Variant.product_id)
        .where(Variant.sku.in_({s.sku for s in found.values()}), Product.status == "published")
    )
    slugs = {row.sku: row.slug for row in rows}
    return {ref: _good(s, slugs[s.sku], work.locale) for ref, s in found.items() if s.sku in slugs}


def _good(snapshot: Snapshot, slug: str, locale: str) -> Good:
    title = snapshot.title.get(locale) or snapshot.title.get("en") or next(iter(snapshot.title.values()))
    return Good(
        sku=snapshot.sku,
        title=title,
        slug=slug,
        seller_ref=snapshot.seller_ref,
        unit_price=snapshot.total,
        delivery_class=snapshot.spec.packed.delivery_class,
        weight_g=snapshot.spec.packed.weight_g,
        deposit=snapshot.deposit,
        spec=snapshot.spec,
        summary=snapshot.summary,
        drawing=snapshot.drawing,
    )
