"""UPS's wire, second half: rating, shipping, label recovery, void."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from carriers.reading import items, obj, text
from carriers.simulator import picture
from carriers.simulator.stage import world
from carriers.simulator.store import Parcel
from carriers.simulator.ups_track import refuse, token_fits
from carriers.simulator.world import TRANSIT_DAYS, World
from foundation.plain.errors import Conflict
from foundation.plain.money import Money

# service -> (price of the first kilogram, of each further one) in minor units, and days
TARIFF = {"11": (690, 60, 2), "65": (1490, 140, 1), "07": (2150, 190, 1)}


blueprint = Blueprint("ups_ship", __name__)


@blueprint.before_request
def check_token() -> ResponseReturnValue | None:
    if not token_fits(world(), request.headers.get("Authorization", "")):
        return refuse(401, "250002", "Invalid Authentication Information.")
    return None


@blueprint.post("/api/rating/v2409/<option>")
def rate(option: str) -> ResponseReturnValue:
    shipment = obj(request.get_json(silent=True), "RateRequest", "Shipment")
    wrong = _wrong(shipment, world())
    if wrong is not None:
        return wrong
    rated = [_rated(world(), shipment, service) for service in TARIFF]
    return jsonify(RateResponse={"Response": _success(), "RatedShipment": rated})


@blueprint.post("/api/shipments/v2409/ship")
def ship() -> ResponseReturnValue:
    wanted = obj(request.get_json(silent=True), "ShipmentRequest")
    shipment = obj(wanted, "Shipment")
    wrong = _wrong(shipment, world())
    if wrong is not None:
        return wrong
    if text(obj(shipment, "Service"), "Code") not in TARIFF:
        return refuse(400, "121100", "The requested service is unavailable between the selected locations.")
    booked = world().book(_parcels(wanted))
    price = _price(shipment, booked[0].service, world().settings.currency)
    return jsonify(ShipmentResponse={"Response": _success(), "ShipmentResults": _results(booked, price)})


@blueprint.post("/api/labels/v2409/recovery")
def recover() -> ResponseReturnValue:
    values = obj(request.get_json(silent=True), "LabelRecoveryRequest", "ReferenceValues")
    key = text(obj(values, "ReferenceNumber"), "Value")
    found = [p for p in world().store.parcels() if key and p.key == key and not p.voided]
    if not found or text(values, "ShipperNumber") != world().settings.ups_account:
        return refuse(400, "300022", "No shipment found for the reference number.")
    results = [{"TrackingNumber": p.number, "LabelImage": _image(p, "LabelImageFormat")} for p in found]
    body = {"Response": _success(), "ShipmentIdentificationNumber": found[0].shipment, "LabelResults": results}
    return jsonify(LabelRecoveryResponse=body)


@blueprint.delete("/api/shipments/v2409/void/cancel/<number>")
def void(number: str) -> ResponseReturnValue:
    parcel = world().store.find(number)
    if parcel is None or parcel.carrier != "ups":
        return refuse(400, "190102", "No shipment found within the allowed void period.")
    if parcel.voided:
        return refuse(400, "190117", "The shipment has already been voided.")
    try:
        world().void(parcel)
    except Conflict:
        return refuse(400, "190103", "The shipment can no longer be voided.")
    status = {"Code": "1", "Description": "Voided"}
    return jsonify(VoidShipmentResponse={"Response": _success(), "SummaryResult": {"Status": status}})


def _success() -> dict[str, Any]:
    return {"ResponseStatus": {"Code": "1", "Description": "Success"}}


def _wrong(shipment: Mapping[str, Any], world: World) -> Response | None:
    """What UPS checks first: account, address, packages."""
    if text(obj(shipment, "Shipper"), "ShipperNumber") != world.settings.ups_account:
        return refuse(400, "111580", "Missing or invalid shipper number.")
    if not text(obj(shipment, "ShipTo", "Address"), "PostalCode"):
        return refuse(400, "120202", "Missing or invalid ship to postal code.")
    packages = items(shipment, "Package")
    if not packages:
        return refuse(400, "120500", "Missing package.")
    if any(_tenths(p) > 700 for p in packages):
        return refuse(400, "111035", "The maximum per package weight for the selected service is 70.00 kg.")
    return None


def _tenths(package: Mapping[str, Any]) -> int:
    whole, _, tenth = text(obj(package, "PackageWeight"), "Weight").partition(".")
    return int(whole or 0) * 10 + int(tenth[:1] or 0)


def _price(shipment: Mapping[str, Any], service: str, currency: str) -> Money:
    first, further, _ = TARIFF[service]
    kilograms = [-(-_tenths(p) // 10) for p in items(shipment, "Package")]
    return Money(sum(first + further * max(0, k - 1) for k in kilograms), currency)


def _charge(price: Money) -> dict[str, str]:
    return {"CurrencyCode": price.currency, "MonetaryValue": str(price.decimal)}


def _rated(world: World, shipment: Mapping[str, Any], service: str) -> dict[str, Any]:
    price = _price(shipment, service, world.settings.currency)
    days = TARIFF[service][2]
    arrival = world.local_now() + timedelta(days=days)
    return {
        "Service": {"Code": service},
        "TotalCharges": _charge(price.share(130, 100)),
        "NegotiatedRateCharges": {"TotalCharge": _charge(price)},
        "TimeInTransit": {
            "PickupDate": f"{world.local_now():%Y%m%d}",
            "ServiceSummary": {
                "EstimatedArrival": {
                    "Arrival": {"Date": f"{arrival:%Y%m%d}", "Time": "235900"},
                    "BusinessDaysInTransit": str(days),
                }
            },
        },
    }


def _parcels(wanted: Mapping[str, Any]) -> list[Parcel]:
    shipment = obj(wanted, "Shipment")
    origin, destination = _place(obj(shipment, "ShipFrom")), _place(obj(shipment, "ShipTo"))
    to = obj(shipment, "ShipTo")
    references = items(shipment, "ReferenceNumber") or items(items(shipment, "Package")[0], "ReferenceNumber")
    values = [text(r, "Value") for r in references]
    about = [
        text(obj(shipment, "ShipFrom"), "Name"),
        "SHIP TO",
        text(to, "AttentionName"),
        *[str(line) for line in obj(to, "Address").get("AddressLine", [])],
        f"{destination['postal']} {destination['city']}",
        destination["country"],
        f"{TRANSIT_DAYS} DAYS  REF {values[0] if values else ''}",
    ]
    return [
        Parcel(
            "",
            "ups",
            "",
            key=values[-1] if values else "",
            label_format=text(obj(wanted, "LabelSpecification", "LabelImageFormat"), "Code") or "GIF",
            service=text(obj(shipment, "Service"), "Code"),
            about=about,
            origin=origin,
            destination=destination,
        )
        for _ in items(shipment, "Package")
    ]


def _place(party: Mapping[str, Any]) -> dict[str, str]:
    address = obj(party, "Address")
    return {
        "city": text(address, "City"),
        "state": text(address, "StateProvinceCode"),
        "postal": text(address, "PostalCode"),
        "country": text(address, "CountryCode"),
    }


def _image(parcel: Parcel, field: str) -> dict[str, Any]:
    draw = picture.zpl if parcel.label_format == "ZPL" else picture.gif
    content = draw(parcel.about, parcel.number)
    code = "ZPL" if parcel.label_format == "ZPL" else "GIF"
    return {field: {"Code": code, "Description": code}, "GraphicImage": base64.b64encode(content).decode()}


def _results(booked: list[Parcel], price: Money) -> dict[str, Any]:
    return {
        "ShipmentCharges": {"TotalCharges": _charge(price.share(130, 100))},
        "NegotiatedRateCharges": {"TotalCharge": _charge(price)},
        "BillingWeight": {"UnitOfMeasurement": {"Code": "KGS"}, "Weight": "1.0"},
        "ShipmentIdentificationNumber": booked[0].shipment,
        "PackageResults": [
            {"TrackingNumber": parcel.number, "ShippingLabel": _image(parcel, "ImageFormat")} for parcel in booked
        ],
    }
