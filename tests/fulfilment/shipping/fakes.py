"""A carrier that books labels in memory and can be told to fail, and blobs in a dictionary."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from carriers.base import Address, Caps, Label, LabelPiece, ShipmentRequest
from carriers.tracking import Code, Moment, TrackingEvent, TrackResult, make_event
from foundation.data.runner import forbid_network_in_transaction
from foundation.plain.errors import NotFound

HERE = Address("Hall Three", "Havnegade 3", "Aarhus", "8000", "DK")
THERE = Address("Ada Lund", "Skovvej 1", "Aarhus", "8000", "DK")


class MemoryBlobs:
    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}

    def put(self, key: str, data: bytes) -> None:
        self.held[key] = data

    def get(self, key: str) -> bytes:
        if key not in self.held:
            raise NotFound("gone")
        return self.held[key]


class FakeCarrier:
    """Books one number per parcel; the same key gives the same label. `fails` are raised first, in order."""

    code, name = "fake", "Fake parcels"
    caps = Caps(labels=True, cancel=True, multi_piece=True)

    def __init__(self, *fails: Exception) -> None:
        self.fails = list(fails)
        self.keys: dict[str, Label] = {}
        self.requests: list[ShipmentRequest] = []
        self.cancelled: list[Label] = []
        self.meanwhile: Any = None

    def label(self, shipment: ShipmentRequest, idempotency_key: str) -> Label:
        forbid_network_in_transaction()
        self.requests.append(shipment)
        if self.meanwhile is not None:
            self.meanwhile()
        if self.fails:
            raise self.fails.pop(0)
        count = range(len(shipment.parcels))
        pieces = tuple(LabelPiece(self.number(idempotency_key, n), b"GIF89a") for n in count)
        return self.keys.setdefault(idempotency_key, Label("fake", "S1", "GIF", "image/gif", pieces))

    def number(self, idempotency_key: str, piece: int = 0) -> str:
        return f"FK{idempotency_key.replace(':', '')[-8:].upper()}{piece}"

    def cancel(self, label: Label) -> None:
        self.cancelled.append(label)


def scan(number: str, status: Any, hour: float, text: str = "") -> TrackingEvent:
    """A scan on 1 December 2026, `hour` o'clock, with its instant known."""
    at = datetime(2026, 12, 1, int(hour), int(hour % 1 * 60), tzinfo=UTC)
    moment = Moment(at.replace(tzinfo=None), "+00:00", at, "second", "carrier_offset")
    return make_event(
        "fake",
        number,
        moment=moment,
        raw_code=status,
        raw_text=text or status,
        code=Code(status),
        place=None,
        source="poll",
        received_at=at,
    )


def told(number: str, *events: TrackingEvent) -> TrackResult:
    return TrackResult(number, events)
