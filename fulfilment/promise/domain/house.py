"""What the house can do, as one consistent snapshot of plain values: the planner sees nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from zoneinfo import ZoneInfo

from fulfilment.api.workspec import DeliveryClass
from fulfilment.capacity.domain import Centre
from fulfilment.promise.domain.calibration import WANTED, Calibration
from fulfilment.promise.domain.pace import AS_PLANNED, Paces
from fulfilment.stock.domain import Source
from fulfilment.stock.wording import add_working_days

Hours = tuple[ZoneInfo, time, date]
_Road = tuple[DeliveryClass, str, str]
DEFAULT_DAYS: Mapping[DeliveryClass, int] = {"parcel": 3, "two_person": 7}


@dataclass(frozen=True)
class ItemKnown:
    """`lead_days` None: it cannot be bought for an order."""

    sku: str
    name: str
    delivery_class: DeliveryClass
    lead_days: int | None
    seller_ref: str = ""


@dataclass(frozen=True)
class Place:
    """Where goods leave from: parcels handed over by `cutoff` ("15:00", local) leave the same day."""

    seller_ref: str
    kind: str
    country: str
    cutoff: str
    tz: str


@dataclass(frozen=True)
class Route:
    """Business days on the road, for a postcode prefix of a country ("*" is everywhere else)."""

    carrier_kind: DeliveryClass
    country: str
    postcode_prefix: str
    days: int


def scope_of(made: bool, sku: str = "") -> str:
    """The name of a record: what is made errs in another way than what stands on a shelf."""
    return ("made" if made else "stock") + (f":{sku}" if sku else "")


@dataclass(frozen=True)
class House:
    """`items`, `sources` by SKU; `centres` by (seller_ref, code); `holidays` by country;
    `calibrations` by scope; `paces` as measured; `level` is how many of a thousand
    promises the shop wants to keep."""

    now: datetime
    items: Mapping[str, ItemKnown]
    sources: Mapping[str, Sequence[Source]]
    centres: Mapping[tuple[str, str], Centre]
    places: Sequence[Place] = ()
    routes: Sequence[Route] = ()
    holidays: Mapping[str, frozenset[date]] = field(default_factory=dict)
    calibrations: Mapping[str, Calibration] = field(default_factory=dict)
    paces: Paces = AS_PLANNED
    level: int = WANTED
    # What is worked out once a house.
    _known_places: dict[tuple[str, str], Place] = field(default_factory=dict, init=False, repr=False, compare=False)
    _known_hours: dict[tuple[str, str], Hours] = field(default_factory=dict, init=False, repr=False, compare=False)
    _known_routes: dict[_Road, int | None] = field(default_factory=dict, init=False, repr=False, compare=False)

    def calibration(self, made: bool, sku: str) -> Calibration | None:
        """The product's own record where it is long enough, else the shop's; None while that is too short, too."""
        return self.calibrations.get(scope_of(made, sku)) or self.calibrations.get(scope_of(made))

    def place(self, seller_ref: str, kind: str) -> Place:
        """The seller's place of `kind`, else any of the seller's, else any place, else a plain default."""
        known = self._known_places.get((seller_ref, kind))
        if known is None:
            ranked = sorted(self.places, key=lambda p: (p.seller_ref != seller_ref, p.kind != kind))
            known = ranked[0] if ranked else Place(seller_ref, kind, "", "15:00", "UTC")
            self._known_places[seller_ref, kind] = known
        return known

    def hours(self, place: Place) -> Hours:
        """A place's zone, its cut-off, and its today."""
        known = self._known_hours.get((place.tz, place.cutoff))
        if known is None:
            zone = ZoneInfo(place.tz)
            known = (zone, time.fromisoformat(place.cutoff), self.now.astimezone(zone).date())
            self._known_hours[place.tz, place.cutoff] = known
        return known

    @cached_property
    def buy_days(self) -> Mapping[str, date]:
        """When what can be bought for an order would be here if it were ordered now, by SKU."""
        today = self.now.date()
        leads = {item.lead_days for item in self.items.values() if item.lead_days is not None}
        days = {lead: add_working_days(today, lead) for lead in leads}
        return {item.sku: days[item.lead_days] for item in self.items.values() if item.lead_days is not None}

    def closed(self, country: str) -> frozenset[date]:
        return self.holidays.get(country, frozenset())

    def transit_days(self, method: DeliveryClass, country: str, postcode: str) -> int | None:
        """Days on the road by the most exact route; None where the shop does not deliver.

        A shop that has written no routes for a method yet gets a careful default instead of no sale.
        """
        key = (method, country, postcode)
        if key not in self._known_routes:
            self._known_routes[key] = self._transit_days(method, country, postcode)
        return self._known_routes[key]

    def _transit_days(self, method: DeliveryClass, country: str, postcode: str) -> int | None:
        routes = [route for route in self.routes if route.carrier_kind == method]
        if not routes:
            return DEFAULT_DAYS[method]
        plain = postcode.replace(" ", "").upper()
        fits = [
            r for r in routes if r.country == country and plain.startswith(r.postcode_prefix.replace(" ", "").upper())
        ]
        fits = fits or [r for r in routes if r.country == "*"]
        return max(fits, key=lambda route: len(route.postcode_prefix)).days if fits else None
