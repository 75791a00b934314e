"""What leaves the house, as plain values: parcels, shipments, and what keeps them from leaving."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from foundation.plain.states import Tone


@dataclass(frozen=True)
class ParcelView:
    """A packed parcel: millimetres and grams. Its number and label are there once the label is booked."""

    ref: str
    fulfilment_order_ref: str
    length_mm: int
    width_mm: int
    height_mm: int
    weight_g: int
    shipment_ref: str | None
    tracking_number: str
    label_blob: str


@dataclass(frozen=True)
class ScanView:
    """One scan. `occurred_at` is None when the carrier gave no way to know the instant; `local` is its wall clock."""

    status: str
    text: str
    place: str
    occurred_at: datetime | None
    local: datetime | None
    precision: str
    tracking_number: str


@dataclass(frozen=True)
class ShipmentView:
    """Parcels that travel on one label order. `status` is the carriers' vocabulary; `failure` why there is no label.

    `tracking_number` is the first parcel's. `checked_at` is when the carrier was last heard.
    """

    ref: str
    seller_ref: str
    order_ref: str
    order_number: str
    line_refs: tuple[str, ...]
    fulfilment_order_refs: tuple[str, ...]
    state: str
    label: str
    tone: Tone
    carrier: str
    service: str
    two_person: bool
    tracking_number: str
    status: str
    eta: date | None
    failure: str
    attempt: int
    label_media_type: str
    parcels: tuple[ParcelView, ...]
    scans: tuple[ScanView, ...]
    created_at: datetime
    handed_over_at: datetime | None
    delivered_at: datetime | None
    checked_at: datetime | None


@dataclass(frozen=True)
class ToShipRow:
    """A packed fulfilment order. `blockers` empty: its label may be asked for. `shipment` is the live one, or the
    failed one that may be tried again. `travels_with` are the others of a delivery all together, itself included."""

    fulfilment_order_ref: str
    order_ref: str
    order_number: str
    seller_ref: str
    location: str
    delivery_class: str
    titles: tuple[str, ...]
    parcels: tuple[ParcelView, ...]
    blockers: tuple[str, ...]
    travels_with: tuple[str, ...]
    shipment: ShipmentView | None
    promised: date | None


@dataclass(frozen=True)
class Poll:
    """A number that is due to be asked about; carriers reuse numbers, so the ship date goes with it."""

    carrier: str
    tracking_number: str
    ship_date: date | None


def dispatch_blockers(
    state: str, hold_reasons: tuple[str, ...], plan_kind: str, others_unpacked: int, *, unsettled: int = 0
) -> list[str]:
    """Why a fulfilment order may not leave yet, one sentence each; none: its label may be asked for.

    `others_unpacked` counts the fulfilment orders of the same order that are not packed yet (cancelled ones aside),
    `unsettled` its inspections whose pass can still be taken back.
    """
    sentences = list(dict.fromkeys(hold_reasons))
    if unsettled:
        sentences.append("Its inspection can still be taken back. It may leave in a few minutes.")
    if state in ("planned", "in_progress"):
        sentences.append("It is not packed yet.")
    if plan_kind == "together" and others_unpacked:
        rest = "the rest of the order" if others_unpacked == 1 else f"{others_unpacked} other parts of the order"
        sentences.append(f"Travels together: it waits for {rest} to be packed.")
    return sentences


# What a carrier says when a person of the house has to do something.
TROUBLES = ("exception", "attempt_failed", "returning", "returned")


@dataclass(frozen=True)
class Trouble:
    """Something that left the house, or should have, and wants a person. `kind`: `label`, `silent`, or the carrier's
    status (one of `TROUBLES`). `said` is the carrier's own word, `since` when it was last heard of."""

    shipment_ref: str
    order_number: str
    seller_ref: str
    carrier: str
    tracking_number: str
    kind: str
    said: str
    place: str
    since: datetime


def trouble_kind(state: str, status: str, last_day: date | None, today: date) -> str:
    """What is wrong with a parcel, "" for nothing. `last_day`: of the last scan, or of the hand-over.

    Silent is a parcel of which a whole working day passed without a word: after Friday's scan that is Tuesday.
    """
    if state == "failed":
        return "label"
    if status in TROUBLES:
        return status
    return "silent" if last_day is not None and _working_days_between(last_day, today) else ""


def _working_days_between(first: date, last: date) -> int:
    """Working days after `first` and before `last`; more than a week of them is told as five, which is enough."""
    days = min((last - first).days - 1, 7)
    return sum(1 for n in range(1, days + 1) if (first + timedelta(days=n)).weekday() < 5)
