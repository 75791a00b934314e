"""Local tables of transit times and holidays: a quote never asks a carrier over the network."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select

from foundation.data.sql import insert_into
from foundation.data.work import Work
from foundation.plain.errors import Invalid
from fulfilment.api.workspec import DeliveryClass
from fulfilment.promise.models import Holiday, Transit


@dataclass(frozen=True)
class TransitIn:
    """Business days on the road. The longest matching `postcode_prefix` wins; country "*" is everywhere else."""

    carrier_kind: DeliveryClass
    country: str
    postcode_prefix: str
    days: int


def put_transit(work: Work, transit: TransitIn) -> None:
    """Once a method has one route, places without a route are not delivered to. Raises `Invalid` for negative days."""
    if transit.days < 0:
        raise Invalid("Days on the road are zero or more.", field="days")
    key = {
        "carrier_kind": transit.carrier_kind,
        "country": transit.country.upper(),
        "postcode_prefix": transit.postcode_prefix.replace(" ", "").upper(),
    }
    work.session.execute(
        insert_into(work.session, Transit)
        .values(**key, days=transit.days)
        .on_conflict_do_update(index_elements=list(key), set_={"days": transit.days})
    )


def put_holidays(work: Work, country: str, days: Sequence[date]) -> None:
    """The days on which nothing leaves from or arrives in `country`; replaces what was there."""
    work.session.execute(delete(Holiday).where(Holiday.country == country.upper()))
    work.session.add_all([Holiday(country=country.upper(), day=day) for day in sorted(set(days))])
    work.session.flush()


def holidays(work: Work, countries: Collection[str]) -> frozenset[date]:
    """The days on which nothing leaves from or arrives in one of these countries. One statement."""
    wanted = sorted({country.upper() for country in countries if country})
    return frozenset(work.session.scalars(select(Holiday.day).where(Holiday.country.in_(wanted))))
