"""UPS tracking replies read. Pure: bytes and context in, results and errors side by side out."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from carriers.errors import CarrierAuth, CarrierError, CarrierNotFound, CarrierRefused, CarrierUnavailable
from carriers.reading import items, load_object, obj, text
from carriers.tracking import (
    ETA,
    Code,
    Header,
    ParseContext,
    Place,
    TrackingEvent,
    TrackResult,
    make_event,
)
from carriers.ups.status import classify
from carriers.ups.times import read_date, read_moment, read_time

_TIMES = ("date", "time", "gmtDate", "gmtTime", "gmtOffset")
_NOT_FOUND = frozenset({"TW0001"})
# Credentials, tokens, blocked merchants: https://developer.ups.com error codes of all APIs.
_AUTH = frozenset({"UJ0001", "250002", "250003", "250004", "251004", "10401", "10403"})
_TRANSIENT = frozenset({"10004", "VSS100", "10429"})


def parse_track(raw: bytes, ctx: ParseContext) -> list[TrackResult]:
    """One result or error per package in the reply. Raises `CarrierMalformed` when it is no UPS reply at all."""
    data = load_object(raw, "UPS")
    errors = items(obj(data, "response"), "errors")
    if errors:
        return [TrackResult(ctx.number, error=as_error(errors[0], ctx.http_status))]
    results = [r for s in items(obj(data, "trackResponse"), "shipment") for r in _shipment(s, ctx)]
    return results or [TrackResult(ctx.number, error=_not_found())]


def as_error(error: dict[str, Any], http_status: int = 0) -> CarrierError:
    """UPS's `{"code", "message"}` as one of our errors; the class follows the code first, then the HTTP status."""
    code, message = text(error, "code"), text(error, "message")
    if code in _NOT_FOUND or http_status == 404:
        return _not_found(code)
    if code in _AUTH or http_status in (401, 403):
        return CarrierAuth(
            "UPS does not accept the shop's credentials. Check them in the carrier's settings.",
            carrier="ups",
            code=code,
        )
    if code in _TRANSIENT or http_status >= 500:
        return CarrierUnavailable("UPS has trouble of its own. Try again in a moment.", carrier="ups", code=code)
    return CarrierRefused(f"UPS says: {message or 'no'}", carrier="ups", code=code)


def _not_found(code: str = "TW0001") -> CarrierNotFound:
    sentence = "UPS does not know this number yet. New labels appear after a few hours."
    return CarrierNotFound(sentence, carrier="ups", code=code)


def _shipment(shipment: dict[str, Any], ctx: ParseContext) -> list[TrackResult]:
    """A shipment without packages is a warning: not found comes as HTTP 200."""
    number = text(shipment, "inquiryNumber") or ctx.number
    packages = items(shipment, "package")
    if packages:
        return [_package(p, text(p, "trackingNumber") or number, ctx) for p in packages]
    warnings = items(shipment, "warnings")
    return [TrackResult(number, error=as_error(warnings[0]) if warnings else _not_found())]


def _package(package: dict[str, Any], number: str, ctx: ParseContext) -> TrackResult:
    read = [_activity(a, number, ctx) for a in items(package, "activity")]
    header, stray = _header(package, ctx)
    unmapped = tuple(dict.fromkeys([e.raw_code for e in read if e.status == "unknown" and e.reason is None] + stray))
    count = package.get("packageCount")
    return TrackResult(
        number,
        events=tuple(read),
        header=header,
        eta=fresh_eta(_eta(package), read),
        pieces=count if type(count) is int and count > 0 else 0,
        unmapped=unmapped,
    )


def _activity(activity: dict[str, Any], number: str, ctx: ParseContext) -> TrackingEvent:
    status = obj(activity, "status")
    description = text(status, "description")
    code = classify(text(status, "type"), text(status, "code"), text(status, "statusCode"), description)
    address = obj(activity, "location", "address")
    place = Place(
        text(address, "city"),
        text(address, "stateProvince"),
        text(address, "postalCode"),
        text(address, "countryCode") or text(address, "country"),
    )
    return make_event(
        "ups",
        number,
        moment=read_moment(activity, _TIMES),
        raw_code=text(status, "code") or text(status, "statusCode"),
        raw_text=description,
        code=code or Code("unknown"),
        place=place if str(place) else None,
        source=ctx.source,
        received_at=ctx.received_at,
    )


def _header(package: dict[str, Any], ctx: ParseContext) -> tuple[Header | None, list[str]]:
    """`currentStatus`, as new as the reply itself; `simplifiedTextDescription` is not believed, it has been seen to
    say *Delivered* on a parcel in customs."""
    current = obj(package, "currentStatus")
    raw_code = text(current, "code") or text(current, "statusCode")
    description = text(current, "description")
    if not raw_code and not text(current, "type"):
        return None, []
    code = classify(text(current, "type"), text(current, "code"), text(current, "statusCode"), description)
    if code is None:
        return None, [raw_code]
    return Header(code.status, ctx.received_at, raw_code, description, code.reason, code.action_required), []


def _eta(package: dict[str, Any]) -> ETA | None:
    """RDD (rescheduled) beats SDD (scheduled); DEL is the day it *was* delivered and no estimate."""
    dates = {text(d, "type"): read_date(text(d, "date")) for d in items(package, "deliveryDate")}
    if dates.get("DEL"):
        return None
    window = obj(package, "deliveryTime")
    kind = text(window, "type")
    start = read_time(text(window, "startTime")) if kind in ("EDW", "CDW", "IDW") else None
    end = read_time(text(window, "endTime")) if kind in ("EDW", "CDW", "IDW", "CMT") else None
    history: list[ETA] = []
    for name in ("SDD", "RDD"):
        day = dates.get(name)
        if day is not None:
            history.append(make_eta(datetime.combine(day, time()), start, end, f"ups:{name}", tuple(history)))
    return history[-1] if history else None


def make_eta(day: datetime, start: time | None, end: time | None, source: str, history: tuple[ETA, ...] = ()) -> ETA:
    """A day, or a window of it where UPS names its end."""
    if end is None:
        return ETA(day, day, "date", source, history)
    return ETA(datetime.combine(day, start or time()), datetime.combine(day, end), "minute", source, history)


def fresh_eta(eta: ETA | None, events: list[TrackingEvent]) -> ETA | None:
    """The estimate unless the parcel's own scans have overtaken it or it has been delivered."""
    locals_ = [e.occurred_local for e in events if e.occurred_local is not None]
    overtaken = eta is not None and bool(locals_) and max(locals_).date() > eta.latest.date()
    delivered = any(e.status in ("delivered", "returned") for e in events)
    return None if overtaken or delivered else eta
