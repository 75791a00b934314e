"""The values that travel through the promise's door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from fulfilment.api.workspec import DeliveryClass, WorkSpec

PlanKind = Literal["each", "together"]
Basis = Literal["estimate", "calibrated"]


@dataclass(frozen=True)
class Destination:
    """Where it goes: ISO 3166 country and the postcode, or as much of it as is known."""

    country: str
    postcode: str = ""


@dataclass(frozen=True)
class WantedStock:
    """`quantity` pieces of a stocked item for one line."""

    line_ref: str
    sku: str
    quantity: int


@dataclass(frozen=True)
class WantedMade:
    """`quantity` pieces made to `spec` for one line."""

    line_ref: str
    spec: WorkSpec
    quantity: int


Wanted = WantedStock | WantedMade


@dataclass(frozen=True)
class Reason:
    """Why the day is what it is, in the shop's voice. Codes: on_shelf, incoming, sold_out, material, capacity,
    no_material, no_work_centre, no_delivery, transit."""

    code: str
    sentence: str
    day: date | None = None


@dataclass(frozen=True)
class LineQuote:
    """The day of one line. `promised` None: it cannot be had, the first reason says why.

    `earliest` is the plan without buffer, `median` the likely day, `ready_at` the instant it can leave the house.
    `in_stock` is what is saleable now of a stocked item (0 for made lines). `slack` (minutes before the cut-off),
    `calibration` (version of the record; 0: none yet) and `level` (per mille) say how the day was found.
    """

    line_ref: str
    promised: date | None
    median: date | None
    earliest: date | None
    basis: Basis
    reasons: tuple[Reason, ...]
    in_stock: int
    ready_at: datetime | None
    method: DeliveryClass = "parcel"
    slack: int = 0
    calibration: int = 0
    level: int = 950


@dataclass(frozen=True)
class Delivery:
    """What arrives at one time by one method; `promised` None when one of the lines cannot be had."""

    line_refs: tuple[str, ...]
    method: DeliveryClass
    promised: date | None


@dataclass(frozen=True)
class Plan:
    """How the lines travel: `each` as it is ready, or all `together`. `promised` is the last delivery's day."""

    kind: PlanKind
    deliveries: tuple[Delivery, ...]
    promised: date | None


@dataclass(frozen=True)
class Quote:
    """Both plans, computed at `at`, worth showing until `expires`. `plan_version` moves when a work centre's plan was
    changed by hand; an older quote is asked for again."""

    lines: tuple[LineQuote, ...]
    each: Plan
    together: Plan
    at: datetime
    expires: datetime
    plan_version: int


@dataclass(frozen=True)
class Reservation:
    """Stock, materials and capacity held for a checkout until `expires_at`. `lines` carry the days of the chosen
    plan."""

    checkout_id: str
    expires_at: datetime
    plan: Plan
    lines: tuple[LineQuote, ...]


@dataclass(frozen=True)
class PromiseView:
    """A line's promise. `revised_from` and `reason` are set once it has moved."""

    line_ref: str
    promised: date
    median: date
    state: str
    revised_from: date | None
    reason: str | None
