"""What stands on the page of samples."""

from __future__ import annotations

from sqlalchemy import select

from foundation.data.work import Work
from storefront.catalogue.models import Product
from storefront.catalogue.queries.cards import Card, cards, shelf_rows

TAG = "sample"


def samples(work: Work, currency: str) -> tuple[Card, ...]:
    """The published products that are tagged so, in the shelf's order. Four statements."""
    tagged = work.session.execute(select(Product.id, Product.tags).where(Product.status == "published"))
    ids = [id_ for id_, tags in tagged if TAG in [tag.casefold() for tag in tags]]
    if not ids:
        return ()
    rows = shelf_rows(work, currency, Product.id.in_(ids))
    rows.sort(key=lambda one: (one.band == "none", one.position, one.product_id))
    return cards(work, rows)
