"""Requests to UPS as plain dictionaries. Pure; field names are UPS's."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from carriers.base import Address, ParcelSpec, ShipmentRequest
from carriers.errors import CarrierRefused
from carriers.ups.settings import UPSSettings

VERSION = "v2409"
TOKEN_PATH = "/security/v1/oauth/token"  # noqa: S105  a path, no secret
RATE_PATH = f"/api/rating/{VERSION}/Shoptimeintransit"
SHIP_PATH = f"/api/shipments/{VERSION}/ship"
RECOVERY_PATH = f"/api/labels/{VERSION}/recovery"
SUBSCRIBE_PATH = "/api/track/v2/subscription/standard/package"
MOST_NUMBERS = 100  # per subscription call
_LONGEST_REFERENCE = 35


def headers(settings: UPSSettings) -> dict[str, str]:
    """UPS wants an id per request and the name of the caller on every call."""
    return {"transId": uuid.uuid4().hex, "transactionSrc": settings.source, "Accept": "application/json"}


def track_path(number: str) -> str:
    query = urlencode({"locale": "en_US", "returnSignature": "false", "returnMilestones": "false"})
    return f"/api/track/v1/details/{quote(number, safe='')}?{query}"


def void_path(shipment_id: str) -> str:
    return f"/api/shipments/{VERSION}/void/cancel/{quote(shipment_id, safe='')}"


def subscribe_body(numbers: Sequence[str]) -> dict[str, Any]:
    """Track Alert v2: where to push and with which credential is kept in UPS's portal, not in the request."""
    return {"locale": "en_US", "countryCode": "US", "trackingNumberList": list(numbers)}


def rate_body(shipment: ShipmentRequest, settings: UPSSettings, today: date) -> dict[str, Any]:
    """Prices of every service with days in transit (`Shoptimeintransit`); 03 is *not documents*."""
    body = _shipment(shipment, settings)
    body["PaymentDetails"] = {"ShipmentCharge": [_charge(settings)]}
    body["NumOfPieces"] = str(len(shipment.parcels))
    body["DeliveryTimeInformation"] = {
        "PackageBillType": "03",
        "Pickup": {"Date": (shipment.ship_date or today).strftime("%Y%m%d")},
    }
    body["Package"] = [_package(p, "PackagingType") for p in shipment.parcels]
    return {"RateRequest": {"Request": {"RequestOption": "Shoptimeintransit"}, "Shipment": body}}


def ship_body(shipment: ShipmentRequest, settings: UPSSettings, key: str) -> dict[str, Any]:
    """Book it. The idempotency `key` travels as a reference number, so that label recovery can find the booking."""
    code = shipment.service or settings.service
    body = _shipment(shipment, settings)
    body["Description"] = (shipment.description or "Goods")[:50]
    body["PaymentInformation"] = {"ShipmentCharge": [_charge(settings)]}
    body["Service"] = {"Code": code}
    packages = [_package(p, "Packaging") for p in shipment.parcels]
    references = [{"Code": "PO", "Value": shipment.reference[:_LONGEST_REFERENCE]}, {"Code": "TN", "Value": _key(key)}]
    if shipment.ship_from.country == shipment.ship_to.country == "US":
        # UPS takes references on the package for US domestic shipments and on the shipment for all others.
        packages[0]["ReferenceNumber"] = references
    else:
        body["ReferenceNumber"] = references
    body["Package"] = packages
    return {
        "ShipmentRequest": {
            "Request": {
                "RequestOption": "nonvalidate",
                "SubVersion": "2409",
                "TransactionReference": {"CustomerContext": _key(key)},
            },
            "Shipment": body,
            "LabelSpecification": _label_specification(settings),
        }
    }


def recovery_body(settings: UPSSettings, key: str) -> dict[str, Any]:
    """Ask for the label of a booking by the reference that `ship_body` gave it."""
    return {
        "LabelRecoveryRequest": {
            "Request": {"RequestOption": "Non_Validate"},
            "LabelSpecification": _label_specification(settings),
            "ReferenceValues": {
                "ReferenceNumber": {"Value": _key(key)},
                "ShipperNumber": settings.account_number,
            },
        }
    }


def _key(key: str) -> str:
    """The key as a UPS reference: at most 35 characters; a longer one goes as its hash, always the same."""
    return key if len(key) <= _LONGEST_REFERENCE else hashlib.sha256(key.encode()).hexdigest()[:32]


def _charge(settings: UPSSettings) -> dict[str, Any]:
    return {"Type": "01", "BillShipper": {"AccountNumber": settings.account_number}}  # 01: transportation


def _label_specification(settings: UPSSettings) -> dict[str, Any]:
    stock = {"Height": "6", "Width": "4"}  # inches: the thermal label every packing bench has
    return {
        "LabelImageFormat": {"Code": settings.label_format},
        "LabelStockSize": stock,
        "HTTPUserAgent": "Mozilla/4.5",
    }


def _shipment(shipment: ShipmentRequest, settings: UPSSettings) -> dict[str, Any]:
    if not shipment.parcels:
        raise CarrierRefused("There is no parcel in this shipment. Pack one first.", carrier="ups")
    shipper = _party(shipment.ship_from) | {"ShipperNumber": settings.account_number}
    return {
        "Shipper": shipper,
        "ShipTo": _party(shipment.ship_to),
        "ShipFrom": _party(shipment.ship_from),
        "ShipmentRatingOptions": {"NegotiatedRatesIndicator": "Y"},
    }


def _party(address: Address) -> dict[str, Any]:
    lines = [line[:35] for line in (address.line1, address.line2) if line]
    party: dict[str, Any] = {
        "Name": (address.company or address.name)[:35],
        "AttentionName": address.name[:35],
        "Address": {
            "AddressLine": lines,
            "City": address.city[:30],
            "StateProvinceCode": address.region[:5],
            "PostalCode": address.postal_code[:9],
            "CountryCode": address.country,
        },
    }
    if address.phone:
        party["Phone"] = {"Number": address.phone[:15]}
    return party


def _package(parcel: ParcelSpec, packaging: str) -> dict[str, Any]:
    """Kilograms to one decimal and whole centimetres, both rounded up: UPS rounds up anyway, and bills it."""
    if min(parcel.weight_g, parcel.length_mm, parcel.width_mm, parcel.height_mm) < 1:
        raise CarrierRefused("A parcel needs its weight and its three sides. Measure it first.", carrier="ups")
    tenths = -(-parcel.weight_g // 100)
    return {
        "Description": (parcel.description or "Goods")[:35],
        packaging: {"Code": "02"},  # the customer's own box
        "Dimensions": {
            "UnitOfMeasurement": {"Code": "CM"},
            "Length": str(-(-parcel.length_mm // 10)),
            "Width": str(-(-parcel.width_mm // 10)),
            "Height": str(-(-parcel.height_mm // 10)),
        },
        "PackageWeight": {"UnitOfMeasurement": {"Code": "KGS"}, "Weight": f"{tenths // 10}.{tenths % 10}"},
    }
