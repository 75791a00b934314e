"""Wishes and reservations as JSON: the fingerprint that tells the same wish from another, and the answer kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from fulfilment.promise.domain.wanted import (
    Delivery,
    Destination,
    LineQuote,
    Plan,
    PlanKind,
    Reason,
    Reservation,
    Wanted,
    WantedStock,
)


def fingerprint(wanted: Sequence[Wanted], destination: Destination, plan_kind: PlanKind) -> str:
    """Equal wishes, equal fingerprint (SHA-256, hex), whatever the order of lines."""
    lines = sorted(
        (want.line_ref, want.sku if isinstance(want, WantedStock) else want.spec.hash, want.quantity) for want in wanted
    )
    wish = [lines, destination.country, destination.postcode, plan_kind]
    return hashlib.sha256(json.dumps(wish).encode()).hexdigest()


def to_json(reservation: Reservation) -> dict[str, Any]:
    """Plain JSON; `from_json` is the inverse."""
    text: dict[str, Any] = json.loads(json.dumps(asdict(reservation), default=lambda value: value.isoformat()))
    return text


def from_json(data: dict[str, Any], expires_at: datetime) -> Reservation:
    """The reservation with its present end, which may have been renewed since it was written."""
    plan = data["plan"]
    deliveries = tuple(Delivery(tuple(d["line_refs"]), d["method"], _day(d["promised"])) for d in plan["deliveries"])
    return Reservation(
        checkout_id=data["checkout_id"],
        expires_at=expires_at,
        plan=Plan(plan["kind"], deliveries, _day(plan["promised"])),
        lines=tuple(_line(line) for line in data["lines"]),
    )


def _line(data: dict[str, Any]) -> LineQuote:
    return LineQuote(
        line_ref=data["line_ref"],
        promised=_day(data["promised"]),
        median=_day(data["median"]),
        earliest=_day(data["earliest"]),
        basis=data["basis"],
        reasons=tuple(Reason(r["code"], r["sentence"], _day(r["day"])) for r in data["reasons"]),
        in_stock=data["in_stock"],
        ready_at=datetime.fromisoformat(data["ready_at"]) if data["ready_at"] else None,
        method=data["method"],
        slack=data.get("slack", 0),
        calibration=data.get("calibration", 0),
        level=data.get("level", 950),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
