"""Today's door as plain values: what may get a label, what has one, what waits and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Protocol
from zoneinfo import ZoneInfo

from fulfilment.api.setup import LocationIn
from fulfilment.api.shipping import ParcelView, ShipmentView, ToShipRow


class Caps(Protocol):
    @property
    def labels(self) -> bool: ...

    @property
    def two_person(self) -> bool: ...


class Carries(Protocol):
    """As much of a carrier as choosing one needs."""

    @property
    def name(self) -> str: ...

    @property
    def caps(self) -> Caps: ...


@dataclass(frozen=True)
class Group:
    """Everything that travels on one label: one row, or the parts of a delivery all together.

    `key` names it in the form; `carriers` are (code, name) with the proposed one first.
    """

    key: str
    refs: tuple[str, ...]
    order_number: str
    titles: tuple[str, ...]
    parcels: int
    weight_g: int
    two_person: bool
    blockers: tuple[str, ...]
    shipment: ShipmentView | None
    promised: date | None
    carriers: tuple[tuple[str, str], ...]
    order_ref: str = ""
    packed: tuple[ParcelView, ...] = ()

    @property
    def ready(self) -> bool:
        return not self.blockers and self.shipment is None


def groups(rows: Sequence[ToShipRow], carriers: Mapping[str, Carries]) -> tuple[Group, ...]:
    """The rows by what travels together, in their order."""
    together: dict[tuple[str, ...], list[ToShipRow]] = {}
    for row in rows:
        together.setdefault(row.travels_with or (row.fulfilment_order_ref,), []).append(row)
    return tuple(_group(members, carriers) for members in together.values())


def _group(rows: Sequence[ToShipRow], carriers: Mapping[str, Carries]) -> Group:
    parcels = [parcel for row in rows for parcel in row.parcels]
    two_person = any(row.delivery_class == "two_person" for row in rows)
    days = [row.promised for row in rows if row.promised]
    return Group(
        key=rows[0].fulfilment_order_ref,
        refs=tuple(row.fulfilment_order_ref for row in rows),
        order_number=rows[0].order_number,
        titles=tuple(title for row in rows for title in row.titles),
        parcels=len(parcels),
        weight_g=sum(parcel.weight_g for parcel in parcels),
        two_person=two_person,
        blockers=tuple(dict.fromkeys(sentence for row in rows for sentence in row.blockers)),
        shipment=next((row.shipment for row in rows if row.shipment), None),
        promised=min(days, default=None),
        carriers=choices(carriers, two_person=two_person),
        order_ref=rows[0].order_ref,
        packed=tuple(parcels),
    )


def choices(carriers: Mapping[str, Carries], *, two_person: bool) -> tuple[tuple[str, str], ...]:
    """The carriers that can take it, (code, name). One that is made for it comes first: two people and a van for what
    one person cannot lift, the parcel service for the rest."""
    able = [
        (code, carrier)
        for code, carrier in carriers.items()
        if carrier.caps.labels and (carrier.caps.two_person or not two_person)
    ]
    able.sort(key=lambda pair: (pair[1].caps.two_person != two_person, pair[0]))
    return tuple((code, carrier.name) for code, carrier in able)


def ready(found: Iterable[Group]) -> list[Group]:
    return [group for group in found if group.ready]


def under_way(found: Iterable[Group]) -> list[Group]:
    """Asked for, labelled or failed: a label is somebody's next act."""
    return [group for group in found if group.shipment is not None]


def waiting(found: Iterable[Group]) -> list[Group]:
    return [group for group in found if group.blockers and group.shipment is None]


@dataclass(frozen=True)
class CutOff:
    """Until when a parcel leaves a place today. `left` is whole minutes, below zero once it is over."""

    place: str
    clock: str
    until: datetime
    left: int


def cut_offs(places: Iterable[LocationIn], now: datetime) -> tuple[CutOff, ...]:
    """Of the warehouses, those that are still to come first; none on a day without work."""
    found = []
    for place in places:
        local = now.astimezone(ZoneInfo(place.tz))
        if place.kind != "warehouse" or local.weekday() > 4:
            continue
        hour, minute = (int(part) for part in place.cutoff.split(":")[:2])
        until = datetime.combine(local.date(), time(hour, minute), local.tzinfo)
        found.append(CutOff(place.name, place.cutoff, until, int((until - now).total_seconds() // 60)))
    return tuple(sorted(found, key=lambda one: (one.left < 0, one.left)))


def said(minutes: int) -> str:
    """`2 h 10 min`, `45 min`."""
    hours, rest = divmod(max(minutes, 0), 60)
    return f"{hours} h {rest} min" if hours else f"{rest} min"
