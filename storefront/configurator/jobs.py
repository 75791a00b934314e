"""What is done again and again: the days on the cards of made products, engines for rules that change by date."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sqlalchemy import select

from foundation.data.work import Work
from fulfilment.api import promise
from storefront.catalogue.service.availability import AvailabilityIn, record_availability
from storefront.configurator.compiling import compile_model
from storefront.configurator.domain import Model
from storefront.configurator.domain.choices import default_choices
from storefront.configurator.domain.explosion import explode
from storefront.configurator.engines import kept_artefact
from storefront.configurator.models import ModelVersion
from storefront.configurator.publishing import keep_artefacts
from storefront.configurator.queries import published_model, published_models
from storefront.mount.current import ShopState


def keep_compiled(shop: ShopState) -> int:
    """Compile and keep what published models are from today on and nobody compiled ahead, and anew what an older shop
    kept; returns how many that were.

    Compiled outside of any transaction: pages meanwhile make do with what they compile for themselves.
    """
    missing = shop.read(lambda work: list(_missing(work)))
    for model in missing:
        shop.write(partial(keep_artefacts, parts=((model, compile_model(model)),)))
    return len(missing)


def _missing(work: Work) -> Iterator[Model]:
    for model in published_models(work):
        if kept_artefact(work, model.address) is None:
            yield model


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
