"""What a card says of a product made to order: the day on which its default configuration would arrive."""

from __future__ import annotations

from sqlalchemy import select

from foundation.data.work import Work
from fulfilment.api import promise
from storefront.catalogue.service.availability import AvailabilityIn, record_availability
from storefront.configurator.domain.choices import default_choices
from storefront.configurator.domain.explosion import explode
from storefront.configurator.models import ModelVersion
from storefront.configurator.queries import published_model


def refresh_made_to_order(work: Work, destination: promise.Destination) -> int:
    """Quote every published model's default and record the day for the cards; returns how many changed."""
    skus = list(work.session.scalars(select(ModelVersion.sku).where(ModelVersion.state == "published").order_by("sku")))
    models = [published_model(work, sku) for sku in skus]
    wanted = [[promise.WantedMade(m.sku, explode(m, default_choices(m)), 1)] for m in models]
    quotes = promise.quote_many(work, wanted, destination) if wanted else []
    return record_availability(
        work,
        [
            AvailabilityIn(sku=sku, band="made", earliest=quote.lines[0].promised)
            for sku, quote in zip(skus, quotes, strict=True)
        ],
    )
