"""UPS's wire, first half: tokens, tracking, Track Alert subscriptions."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from carriers.simulator import onez
from carriers.simulator.sender import gmt
from carriers.simulator.stage import world
from carriers.simulator.store import Parcel, Scan
from carriers.simulator.world import World


def refuse(status: int, code: str, message: str, **more: Any) -> Response:
    """UPS's one error shape."""
    answer = jsonify({**more, "response": {"errors": [{"code": code, "message": message}]}})
    answer.status_code = status
    return answer


def issue(world: World) -> str:
    """A token that needs no memory, so that it outlives a restart: expiry and its MAC."""
    until = int(world.clock.now().timestamp()) + world.settings.ups_token_seconds
    return f"{until}.{_mac(world, str(until))}"


def _mac(world: World, words: str) -> str:
    return hmac.new(world.settings.ups_client_secret.encode(), words.encode(), hashlib.sha256).hexdigest()


def token_fits(world: World, header: str) -> bool:
    until, _, mac = header.removeprefix("Bearer ").partition(".")
    fits = until.isdecimal() and hmac.compare_digest(mac.encode(), _mac(world, until).encode())
    return fits and int(until) > world.clock.now().timestamp()


blueprint = Blueprint("ups_track", __name__)


@blueprint.before_request
def check_token() -> ResponseReturnValue | None:
    if request.path.startswith("/security/"):
        return None
    if not token_fits(world(), request.headers.get("Authorization", "")):
        return refuse(401, "250002", "Invalid Authentication Information.")
    return None


@blueprint.post("/security/v1/oauth/token")
def token() -> ResponseReturnValue:
    given = request.authorization
    settings = world().settings
    pair = (settings.ups_client_id, settings.ups_client_secret)
    if given is None or (given.username, given.password) != pair:
        return refuse(401, "10401", "ClientId is Invalid")
    if request.form.get("grant_type") != "client_credentials":
        return refuse(400, "10400", "Invalid/Missing grant_type")
    return jsonify(
        token_type="Bearer",  # noqa: S106  a word of the wire
        issued_at=str(int(world().clock.now().timestamp() * 1000)),
        client_id=settings.ups_client_id,
        access_token=issue(world()),
        expires_in=str(settings.ups_token_seconds),
        status="approved",
    )


@blueprint.get("/api/track/v1/details/<number>")
def track(number: str) -> ResponseReturnValue:
    if not request.headers.get("transId") or not request.headers.get("transactionSrc"):
        return refuse(400, "TV0004", "Missing transId or transactionSrc.")
    if not 7 <= len(number) <= 34:
        return refuse(400, "TV1002", "Invalid inquiry number.")
    parcel = world().store.find(number)
    if parcel is None or parcel.carrier != "ups":
        warning = {"code": "TW0001", "message": "Tracking Information Not Found"}
        return jsonify(trackResponse={"shipment": [{"inquiryNumber": number, "warnings": [warning]}]})
    siblings = sum(p.shipment == parcel.shipment for p in world().store.parcels())
    package = _package(parcel, siblings)
    return jsonify(trackResponse={"shipment": [{"inquiryNumber": number, "package": [package]}]})


@blueprint.post("/api/track/v2/subscription/<kind>/package")
def subscribe(kind: str) -> ResponseReturnValue:
    body = request.get_json(silent=True)
    numbers = body.get("trackingNumberList") if isinstance(body, dict) else None
    if kind not in ("standard", "enhanced") or not isinstance(numbers, list) or not numbers:
        return refuse(400, "VSS200", "Tracking Number List is required.", invalidTrackingNumbers=[])
    if len(numbers) > 100:
        return refuse(400, "VSS220", "You have submitted over 100 tracking numbers.", invalidTrackingNumbers=[])
    valid = [n for n in numbers if onez.valid(str(n)) and world().subscribe(str(n))]
    invalid = [n for n in numbers if n not in valid]
    if not valid:
        message = "The Subscription request should have at least one valid tracking number."
        return refuse(400, "VSS210", message, invalidTrackingNumbers=invalid)
    return jsonify(validTrackingNumbers=valid, invalidTrackingNumbers=invalid)


def _package(parcel: Parcel, siblings: int) -> dict[str, Any]:
    last = parcel.scans[-1]
    done = last.number == "011"
    day = datetime.fromisoformat(last.local)
    dates = [{"type": "DEL", "date": f"{day:%Y%m%d}"}] if done else [{"type": "SDD", "date": parcel.scheduled}]
    times = {"type": "DEL", "endTime": f"{day:%H%M%S}"} if done else {"type": "EOD"}
    return {
        "trackingNumber": parcel.number,
        "deliveryDate": dates,
        "deliveryTime": times,
        "activity": [_activity(scan) for scan in reversed(parcel.scans)],
        "currentStatus": {"description": last.text.strip(), "code": last.number},
        "packageCount": siblings,
        "service": {"code": f"0{parcel.service}", "description": "UPS"},
    }


def _activity(scan: Scan) -> dict[str, Any]:
    local, utc = datetime.fromisoformat(scan.local), gmt(scan)
    return {
        "location": {
            "address": {
                "city": scan.place.get("city", ""),
                "stateProvince": scan.place.get("state", ""),
                "countryCode": scan.place.get("country", ""),
                "country": scan.place.get("country", ""),
            },
            "slic": "4465",
        },
        "status": {"type": scan.kind, "description": scan.text, "code": scan.code, "statusCode": scan.number},
        "date": f"{local:%Y%m%d}",
        "time": f"{local:%H%M%S}",
        "gmtDate": f"{utc:%Y%m%d}",
        "gmtOffset": scan.offset,
        "gmtTime": f"{utc:%H:%M:%S}",
    }
