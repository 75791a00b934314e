"""Track Alert v2: UPS's push. It is not signed, only shows a bearer of ours, so it merely triggers a re-fetch.

POST with `Authorization: Bearer <our credential>`, `x-api-key` and `User-Agent: UPSPubSubTrackingService`; one scan
per call, no id of its own.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime, time

from carriers.errors import CarrierMalformed, HookRefused, HookTooLarge
from carriers.reading import load_object, obj, text
from carriers.tracking import Code, HookReceipt, HookResult, Place, TrackRef, TrackResult, make_event
from carriers.ups.parse import fresh_eta, make_eta
from carriers.ups.settings import UPSSettings
from carriers.ups.status import classify
from carriers.ups.times import read_date, read_moment, read_time

LARGEST = 256 * 1024  # a delivery photo may ride along
_TIMES = ("localActivityDate", "localActivityTime", "gmtActivityDate", "gmtActivityTime", "gmtOffset")
_NUMBER = re.compile(r"1Z[0-9A-Z]{16}|1R[0-9A-Z]{14}|1R[0-9A-Z]{26}")


def verify_alert(headers: Mapping[str, str], raw: bytes, settings: UPSSettings) -> HookReceipt:
    """Check size and bearer. The delivery key is the body's hash. Raises `HookTooLarge`, `HookRefused`."""
    if len(raw) > LARGEST:
        raise HookTooLarge("This message is larger than any that UPS sends.", carrier="ups")
    sent = {name.lower(): value for name, value in headers.items()}
    expected = f"Bearer {settings.webhook_credential}"
    bearer_fits = _same(sent.get("authorization", ""), expected)
    key_fits = not settings.webhook_api_key or _same(sent.get("x-api-key", ""), settings.webhook_api_key)
    if not (settings.webhook_credential and bearer_fits and key_fits):
        raise HookRefused("This message does not carry the credential that UPS was given.", carrier="ups")
    return HookReceipt("ups", hashlib.sha256(raw).hexdigest(), trusted=False)


def _same(given: str, expected: str) -> bool:
    # Compared as bytes: compare_digest refuses text beyond ASCII, and a stranger may send any.
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode())


def parse_alert(raw: bytes, received_at: datetime) -> HookResult:
    """The one scan of the call. Raises `CarrierMalformed` when it names no UPS number."""
    data = load_object(raw, "UPS")
    number = text(data, "trackingNumber").upper()
    if not _NUMBER.fullmatch(number):
        raise CarrierMalformed("This message names no UPS tracking number.", carrier="ups")
    status, where = obj(data, "activityStatus"), obj(data, "activityLocation")
    description = text(status, "description")
    code = classify(text(status, "type"), text(status, "code"), text(status, "descriptionCode"), description)
    place = Place(text(where, "city"), text(where, "stateProvince"), text(where, "postalCode"), text(where, "country"))
    raw_code = text(status, "code") or text(status, "descriptionCode")
    event = make_event(
        "ups",
        number,
        moment=read_moment(data, _TIMES),
        raw_code=raw_code,
        raw_text=description,
        code=code or Code("unknown"),
        place=place if str(place) else None,
        source="webhook",
        received_at=received_at,
    )
    day = None if text(data, "actualDeliveryDate") else read_date(text(data, "scheduledDeliveryDate"))
    start, end = read_time(text(data, "deliveryStartTime")), read_time(text(data, "deliveryEndTime"))
    eta = make_eta(datetime.combine(day, time()), start, end, "ups:SDD") if day else None
    unmapped = () if code else (raw_code,)
    result = TrackResult(number, (event,), eta=fresh_eta(eta, [event]), unmapped=unmapped)
    return HookResult((result,), refetch=(TrackRef(number),), trusted=False)
