"""Reads the house that plans are made on: a fixed number of statements, however many lines are wanted."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlalchemy import select

from foundation.data.versions import Kept
from foundation.data.work import Work
from fulfilment.api.workspec import DeliveryClass
from fulfilment.capacity import ledger
from fulfilment.items.models import Location
from fulfilment.promise.calibrating import Record, record
from fulfilment.promise.domain import Destination, Wanted, WantedMade, WantedStock
from fulfilment.promise.domain.house import House, ItemKnown, Place, Route
from fulfilment.promise.models import CalibrationRow, Holiday, Transit
from fulfilment.stock import supply


def skus_of(wanted: Iterable[Wanted]) -> set[str]:
    """Every item that the lines may take."""
    skus: set[str] = set()
    for want in wanted:
        if isinstance(want, WantedStock):
            skus.add(want.sku)
        else:
            skus.update([material.sku for material in want.spec.materials])
    return skus


def centre_keys_of(wanted: Iterable[Wanted]) -> set[ledger.CentreKey]:
    """Every work centre that the lines may use. Variants share most of their steps: each is looked at once."""
    keys, met = set[ledger.CentreKey](), set[tuple[str, int]]()
    for want in wanted:
        if not isinstance(want, WantedMade):
            continue
        seller = want.spec.seller_ref
        for op in want.spec.operations:
            if (seller, id(op)) not in met:
                met.add((seller, id(op)))
                keys.update([(seller, code) for code in op.work_centres])
    return keys


@dataclass(frozen=True)
class _Roads:
    """What seldom changes: where goods leave from, how long they travel, when nobody comes, how the shop errs."""

    places: list[Place]
    routes: list[Route]
    holidays: dict[str, frozenset[date]]
    record: Record


def load_house(work: Work, wanted: Iterable[Wanted], items: dict[str, supply.ItemFacts]) -> House:
    """One statement of supply, one of roads while nothing of them changed, and for what is made one to three of
    capacity."""
    return house_with(work, centre_keys_of(wanted), items)


def house_with(work: Work, keys: Collection[ledger.CentreKey], items: dict[str, supply.ItemFacts]) -> House:
    """The same with just these work centres, for callers who know which they need."""
    roads = _ROADS.of(work)
    return House(
        now=work.now(),
        items={
            sku: ItemKnown(sku, i.name, cast(DeliveryClass, i.delivery_class), i.lead_days, i.seller_ref)
            for sku, i in items.items()
        },
        sources=supply.sources(work, items),
        centres=ledger.centres_of(work, keys) if keys else {},
        places=roads.places,
        routes=roads.routes,
        holidays=roads.holidays,
        calibrations=roads.record.calibrations,
        paces=roads.record.paces,
        level=roads.record.level,
    )


def road_house(work: Work) -> House:
    """Only what is needed to bring something finished to the door. One statement while nothing of it changed."""
    roads = _ROADS.of(work)
    return House(
        now=work.now(),
        items={},
        sources={},
        centres={},
        places=roads.places,
        routes=roads.routes,
        holidays=roads.holidays,
        calibrations=roads.record.calibrations,
        paces=roads.record.paces,
        level=roads.record.level,
    )


def _read_roads(work: Work) -> _Roads:
    return _Roads(_places(work), _routes(work), _holidays(work), record(work))


_ROADS = Kept([table.__table__ for table in (Location, Transit, Holiday, CalibrationRow)], _read_roads)


def _places(work: Work) -> list[Place]:
    columns = (Location.seller_ref, Location.kind, Location.country, Location.cutoff, Location.tz)
    return [Place(*row) for row in work.session.execute(select(*columns).order_by(Location.id))]


def _routes(work: Work) -> list[Route]:
    columns = (Transit.carrier_kind, Transit.country, Transit.postcode_prefix, Transit.days)
    # Every country's rows of a small table: whether a method has routes at all decides about its default.
    return [Route(cast(DeliveryClass, row[0]), *row[1:]) for row in work.session.execute(select(*columns))]


def _holidays(work: Work) -> dict[str, frozenset[date]]:
    """Of every year: they are kept from one day to the next."""
    found: dict[str, set[date]] = {}
    for country, day in work.session.execute(select(Holiday.country, Holiday.day)):
        found.setdefault(country, set()).add(day)
    return {country: frozenset(days) for country, days in found.items()}


def at_home(destination: Destination) -> Destination:
    """The destination as tables spell it."""
    return Destination(destination.country.strip().upper(), destination.postcode.strip())
