"""The projection that cards read: fulfilment's answer per SKU, kept beside the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from foundation.data.work import Work
from fulfilment.api import promise, stock
from storefront.catalogue.domain.shelf import Band
from storefront.catalogue.models import Availability, Product, Variant
from storefront.catalogue.service.writing import assign
from storefront.catalogue.version import bump_version


@dataclass(frozen=True)
class AvailabilityIn:
    """How one SKU stands. `earliest` is the day it can be with a shopper in the shop's own country."""

    sku: str
    band: Band
    saleable: int = 0
    incoming_on: date | None = None
    incoming_quantity: int = 0
    earliest: date | None = None


def record_availability(work: Work, answers: Iterable[AvailabilityIn]) -> int:
    """Write what is known of these SKUs; returns how many changed. For configured products the caller quotes."""
    wanted = {answer.sku: answer for answer in answers}
    rows = work.session.scalars(select(Availability).where(Availability.sku.in_(sorted(wanted))))
    known = {row.sku: row for row in rows}
    changed = 0
    for sku, answer in sorted(wanted.items()):
        row = known.get(sku)
        if row is None:
            row = Availability(sku=sku, version=0)
            work.session.add(row)
        values = {
            "band": answer.band,
            "saleable": answer.saleable,
            "incoming_on": answer.incoming_on,
            "incoming_quantity": answer.incoming_quantity,
            "earliest": answer.earliest,
        }
        if assign(row, values):
            row.version += 1
            row.refreshed_at = work.now()
            changed += 1
    if changed:
        work.session.flush()
        bump_version(work, "availability")
    return changed


def refresh_availability(work: Work, skus: Sequence[str], destination: promise.Destination) -> int:
    """Ask fulfilment about the stocked ones of `skus` (or all, if empty) and record its answer; returns how many
    changed. Called by the seed, the import and the handlers of stock events."""
    stocked = select(Variant.sku).join(Product, Product.id == Variant.product_id).where(Product.kind == "stocked")
    if skus:
        stocked = stocked.where(Variant.sku.in_(sorted(set(skus))))
    names = list(work.session.scalars(stocked.order_by(Variant.sku)))
    if not names:
        return 0
    levels = stock.availability(work, names)
    buyable = [sku for sku in names if sku in levels and levels[sku].band != "none"]
    quotes = promise.quote_many(work, [[promise.WantedStock(sku, sku, 1)] for sku in buyable], destination)
    days = {sku: quote.lines[0].promised for sku, quote in zip(buyable, quotes, strict=True)}
    return record_availability(work, (_answer(sku, levels.get(sku), days.get(sku)) for sku in names))


def _answer(sku: str, level: stock.Availability | None, day: date | None) -> AvailabilityIn:
    if level is None:
        return AvailabilityIn(sku, "none")
    arriving = next(((on, quantity) for on, quantity in level.incoming if quantity > 0), None)
    return AvailabilityIn(
        sku=sku,
        band=level.band,
        saleable=max(level.saleable, 0),
        incoming_on=arriving[0] if arriving else None,
        incoming_quantity=arriving[1] if arriving else 0,
        earliest=day,
    )
