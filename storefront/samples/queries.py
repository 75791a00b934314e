"""What stands on the page of samples."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from foundation.data.work import Work
from storefront.catalogue.models import Product
from storefront.catalogue.queries.cards import Card, cards, shelf_rows
from storefront.samples.domain import credited_for

TAG = "sample"


@dataclass(frozen=True)
class Samples:
    """`credited`: some of them are paid back once their piece is ordered."""

    cards: tuple[Card, ...] = ()
    credited: bool = False


def samples(work: Work, currency: str) -> Samples:
    """The published products that are tagged so, in the shelf's order. Four statements."""
    tagged = work.session.execute(select(Product.id, Product.tags).where(Product.status == "published"))
    found = {id_: tags for id_, tags in tagged if TAG in [tag.casefold() for tag in tags]}
    ids, credited = list(found), any(credited_for(tags) for tags in found.values())
    if not ids:
        return Samples()
    rows = shelf_rows(work, currency, Product.id.in_(ids))
    rows.sort(key=lambda one: (one.band == "none", one.position, one.product_id))
    return Samples(cards(work, rows), credited)
