"""UPS's answers about prices, labels, voids and subscriptions read. Pure."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from carriers.base import Label, LabelPiece, Rate, SubscribeResult
from carriers.errors import CarrierMalformed, CarrierRefused
from carriers.http import Reply
from carriers.reading import items, load_object, obj, text
from carriers.ups.parse import as_error
from carriers.ups.times import read_date
from foundation.plain.errors import Invalid
from foundation.plain.money import Money

MEDIA = {"GIF": "image/gif", "ZPL": "text/plain"}
SUBSCRIBED_FOR = timedelta(days=14)
_ALREADY_VOIDED = frozenset({"190117"})
SERVICES = {
    "01": "UPS Next Day Air",
    "02": "UPS 2nd Day Air",
    "03": "UPS Ground",
    "07": "UPS Express",
    "08": "UPS Expedited",
    "11": "UPS Standard",
    "12": "UPS 3 Day Select",
    "13": "UPS Next Day Air Saver",
    "54": "UPS Express Plus",
    "65": "UPS Express Saver",
}


def answer(reply: Reply) -> dict[str, Any]:
    """The reply's object. Raises the carrier's own refusal as one of our errors."""
    data = load_object(reply.body, "UPS")
    errors = items(obj(data, "response"), "errors")
    if errors or reply.status >= 400:
        raise as_error(errors[0] if errors else {}, reply.status)
    return data


def parse_rates(reply: Reply) -> list[Rate]:
    """One rate per service, cheapest first. The negotiated price is the one the shop pays."""
    rated = items(obj(answer(reply), "RateResponse"), "RatedShipment")
    return sorted((_rate(r) for r in rated), key=lambda r: (r.price.minor, r.service))


def _rate(rated: dict[str, Any]) -> Rate:
    service = text(obj(rated, "Service"), "Code")
    arrival = obj(rated, "TimeInTransit", "ServiceSummary", "EstimatedArrival")
    days = text(arrival, "BusinessDaysInTransit") or text(obj(rated, "GuaranteedDelivery"), "BusinessDaysInTransit")
    return Rate(
        service,
        SERVICES.get(service, f"UPS {service}"),
        _money(obj(rated, "NegotiatedRateCharges", "TotalCharge") or obj(rated, "TotalCharges")),
        int(days) if days.isdecimal() else None,
        read_date(text(obj(arrival, "Arrival"), "Date")),
    )


def _money(charge: dict[str, Any]) -> Money:
    try:
        return Money.parse(text(charge, "MonetaryValue"), text(charge, "CurrencyCode"))
    except Invalid:
        raise CarrierMalformed("UPS sent no price that can be read. Try again in a moment.", carrier="ups") from None


def parse_label(reply: Reply) -> Label:
    """A fresh booking: number and picture of every package, and what the shipment costs."""
    results = obj(answer(reply), "ShipmentResponse", "ShipmentResults")
    pieces = [_piece(p, obj(p, "ShippingLabel")) for p in items(results, "PackageResults")]
    kinds = [text(obj(p, "ShippingLabel", "ImageFormat"), "Code") for p in items(results, "PackageResults")]
    charge = obj(results, "NegotiatedRateCharges", "TotalCharge") or obj(results, "ShipmentCharges", "TotalCharges")
    return _label(text(results, "ShipmentIdentificationNumber"), pieces, kinds, _money(charge))


def parse_recovery(reply: Reply) -> Label | None:
    """The label of an earlier booking, or None when UPS has none under that reference. Its price is not repeated."""
    data = load_object(reply.body, "UPS")
    errors = items(obj(data, "response"), "errors")
    if reply.status in (400, 404) and errors and not _is_auth(errors[0]):
        return None
    results = obj(answer(reply), "LabelRecoveryResponse")
    found = items(results, "LabelResults")
    if not found:
        return None
    pieces = [_piece(p, obj(p, "LabelImage")) for p in found]
    kinds = [text(obj(p, "LabelImage", "LabelImageFormat"), "Code") for p in found]
    return _label(text(results, "ShipmentIdentificationNumber"), pieces, kinds, None)


def _is_auth(error: dict[str, Any]) -> bool:
    return as_error(error).kind == "auth"


def _piece(package: dict[str, Any], picture: dict[str, Any]) -> LabelPiece:
    try:
        content = base64.b64decode(text(picture, "GraphicImage"), validate=True)
    except (binascii.Error, ValueError):
        content = b""
    number = text(package, "TrackingNumber")
    if not content or not number:
        raise CarrierMalformed("UPS booked the parcel but its label cannot be read. Try again.", carrier="ups")
    return LabelPiece(number, content)


def _label(shipment_id: str, pieces: list[LabelPiece], kinds: list[str], price: Money | None) -> Label:
    if not pieces:
        raise CarrierMalformed("UPS sent no label. Try again in a moment.", carrier="ups")
    kind = kinds[0] if kinds[0] in MEDIA else "GIF"
    return Label("ups", shipment_id or pieces[0].tracking_number, kind, MEDIA[kind], tuple(pieces), price)


def parse_void(reply: Reply) -> None:
    """Nothing when it is void now or was before. Raises `CarrierRefused` when it is too late."""
    data = load_object(reply.body, "UPS")
    errors = items(obj(data, "response"), "errors")
    if errors and text(errors[0], "code") in _ALREADY_VOIDED:
        return
    data = answer(reply)
    status = obj(data, "VoidShipmentResponse", "SummaryResult", "Status")
    if text(status, "Code") != "1":
        raise CarrierRefused("UPS has not voided this label; the parcel may be on its way already.", carrier="ups")


def parse_subscription(reply: Reply, numbers: Sequence[str], now: datetime) -> list[SubscribeResult]:
    """Which numbers will be pushed and which not, in the order asked; some of each is normal, even in a 400."""
    data = load_object(reply.body, "UPS")
    errors = items(obj(data, "response"), "errors")
    valid = data.get("validTrackingNumbers")
    taken = {str(n) for n in valid} if isinstance(valid, list) else set()
    if errors and not taken:
        error = as_error(errors[0], reply.status)
        return [SubscribeResult(n, error=error) for n in numbers]
    refusal = CarrierRefused("UPS sends no scans for this number. We ask for them instead.", carrier="ups")
    return [
        SubscribeResult(n, expires_at=now + SUBSCRIBED_FOR) if n in taken else SubscribeResult(n, error=refusal)
        for n in numbers
    ]
