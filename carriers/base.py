"""What every carrier can be asked, in the words of the trade. One folder per carrier implements it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from carriers.errors import CarrierError
from carriers.tracking import HookReceipt, HookResult, ParseContext, TrackRef, TrackResult
from foundation.plain.money import Money


@dataclass(frozen=True)
class Caps:
    """What a carrier can do. `batch` is how many numbers one tracking call takes; 0: it cannot be asked at all."""

    batch: int = 1
    push: bool = False
    rates: bool = False
    labels: bool = False
    cancel: bool = False
    multi_piece: bool = False
    two_person: bool = False


@dataclass(frozen=True)
class Address:
    """One end of the way. `country` is ISO 3166-1 alpha-2; `region` a state or province code where there is one."""

    name: str
    line1: str
    city: str
    postal_code: str
    country: str
    line2: str = ""
    region: str = ""
    company: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class ParcelSpec:
    """One parcel on the scales: grams and millimetres, whole numbers."""

    weight_g: int
    length_mm: int
    width_mm: int
    height_mm: int
    reference: str = ""
    description: str = ""


@dataclass(frozen=True)
class ShipmentRequest:
    """What is to be sent. `service` is the carrier's own code; `reference` is printed on the label."""

    reference: str
    ship_from: Address
    ship_to: Address
    parcels: tuple[ParcelSpec, ...]
    service: str = ""
    ship_date: date | None = None
    description: str = ""
    two_person: bool = False


@dataclass(frozen=True)
class Rate:
    """What one service costs and, where the carrier says so, the local day it arrives."""

    service: str
    name: str
    price: Money
    transit_days: int | None = None
    delivery_date: date | None = None


@dataclass(frozen=True)
class LabelPiece:
    """One parcel's label: its own number and the bytes to print."""

    tracking_number: str
    content: bytes


@dataclass(frozen=True)
class Label:
    """A booked shipment. `tracking_number` and `content` are the first parcel's; `pieces` has them all.

    `format` is GIF, ZPL or SVG. `price` is None where the carrier did not repeat it (a label recovered after a
    lost answer).
    """

    carrier: str
    shipment_id: str
    format: str
    media_type: str
    pieces: tuple[LabelPiece, ...]
    price: Money | None = None

    @property
    def tracking_number(self) -> str:
        return self.pieces[0].tracking_number

    @property
    def content(self) -> bytes:
        return self.pieces[0].content


@dataclass(frozen=True)
class SubscribeResult:
    """Whether scans of this number will be pushed, until when (None: for good), or why not."""

    number: str
    expires_at: datetime | None = None
    error: CarrierError | None = None


class Carrier(Protocol):
    """The one object a carrier plugs in. Verbs that talk raise `CarrierError`; `track` puts errors beside results."""

    code: str
    name: str
    caps: Caps

    def track(self, refs: Sequence[TrackRef]) -> list[TrackResult]:
        """One result or one error per number, in the order asked; never raises for a single number."""
        ...

    def parse(self, raw: bytes, ctx: ParseContext) -> list[TrackResult]:
        """A tracking reply read. Pure: no I/O, no clock."""
        ...

    def subscribe(self, refs: Sequence[TrackRef], url: str) -> list[SubscribeResult]:
        """Ask for scans of these numbers to be pushed to `url`."""
        ...

    def verify(self, headers: Mapping[str, str], raw: bytes, now: datetime) -> HookReceipt:
        """Check a webhook on its raw bytes. Raises `HookRefused` or `HookTooLarge`; header names in any case."""
        ...

    def parse_webhook(self, headers: Mapping[str, str], raw: bytes, received_at: datetime | None = None) -> HookResult:
        """Read a verified webhook. `received_at` is when it came in (default: now). Raises `CarrierMalformed`."""
        ...

    def rate(self, shipment: ShipmentRequest) -> list[Rate]:
        """Prices, cheapest first."""
        ...

    def label(self, shipment: ShipmentRequest, idempotency_key: str) -> Label:
        """Book and return the label; the same key returns the same label instead of booking twice."""
        ...

    def cancel(self, label: Label) -> None:
        """Void a label that has not been used; voiding it again is no error."""
        ...
