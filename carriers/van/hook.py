"""The driver's signed message: signed, verified, read. Pure. The format is in `carriers.van`."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from carriers.errors import CarrierMalformed, HookRefused, HookTooLarge
from carriers.reading import load_object, text
from carriers.tracking import (
    Code,
    HookReceipt,
    HookResult,
    Moment,
    Place,
    TrackResult,
    format_offset,
    make_event,
)
from carriers.van.status import MEANINGS

LARGEST = 16 * 1024
TOLERANCE = 300  # seconds a message may be old
DRIFT = 30  # seconds a driver's clock may run ahead
HEADER = "X-Van-Signature"
_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_NUMBER = re.compile(r"[A-Z0-9-]{4,40}")


def sign(secret: str, raw: bytes, at: datetime) -> str:
    """The header's value for the body `raw` sent at `at`."""
    stamp = int(at.timestamp())
    return f"t={stamp},v1={_mac(secret, stamp, raw)}"


def _mac(secret: str, stamp: int, raw: bytes) -> str:
    return hmac.new(secret.encode(), f"{stamp}.".encode() + raw, hashlib.sha256).hexdigest()


def verify(headers: Mapping[str, str], raw: bytes, secrets: Sequence[str], now: datetime) -> HookReceipt:
    """Check size, time and signature, in that order. Raises `HookTooLarge`, `HookRefused`, `CarrierMalformed`."""
    if len(raw) > LARGEST:
        raise HookTooLarge("This message is larger than any a driver sends.", carrier="van")
    given = {name.lower(): value for name, value in headers.items()}.get(HEADER.lower(), "")
    stamp, macs = _read_header(given)
    age = int(now.timestamp()) - stamp
    if age > TOLERANCE:
        raise HookRefused("This message is too old. Send it again, freshly signed.", carrier="van", code="old")
    if age < -DRIFT:
        raise HookRefused("This message comes from the future. Set the clock right.", carrier="van", code="future")
    expected = [_mac(secret, stamp, raw) for secret in secrets if secret]
    # Every pair is compared, so that the time taken tells nothing about which one came close.
    if not any([hmac.compare_digest(m.encode(), e.encode()) for m in macs for e in expected]):  # noqa: C419
        raise HookRefused("The signature of this message does not fit.", carrier="van", code="signature")
    return HookReceipt("van", _delivery_id(raw), trusted=True)


def _read_header(value: str) -> tuple[int, list[str]]:
    parts = [part.strip().split("=", 1) for part in value.split(",") if "=" in part][:8]
    stamps = [v for k, v in parts if k == "t" and re.fullmatch(r"[0-9]{1,12}", v)]
    macs = [v for k, v in parts if k == "v1" and re.fullmatch(r"[0-9a-f]{64}", v)]
    if len(stamps) != 1 or not macs:
        raise HookRefused(f"This message is not signed. Sign it in {HEADER}.", carrier="van", code="unsigned")
    return int(stamps[0]), macs


def _delivery_id(raw: bytes) -> str:
    identifier = text(load_object(raw, "The van"), "delivery_id")
    if not _ID.fullmatch(identifier):
        raise CarrierMalformed("This message has no delivery_id.", carrier="van")
    return identifier


def parse(raw: bytes, received_at: datetime) -> TrackResult:
    """The one scan of a message. Raises `CarrierMalformed` without a number or a time with offset.

    A status outside the vocabulary is kept as unknown and listed, never guessed.
    """
    data = load_object(raw, "The van")
    number = text(data, "tracking_number").upper()
    if not _NUMBER.fullmatch(number):
        raise CarrierMalformed("This message names no delivery of the van.", carrier="van")
    word = text(data, "status")
    code = MEANINGS.get(word)
    place = text(data, "place")[:120]
    event = make_event(
        "van",
        number,
        moment=_moment(text(data, "occurred_at")),
        raw_code=word[:40],
        raw_text=text(data, "note")[:500],
        code=code or Code("unknown"),
        place=Place(city=place) if place else None,
        source="webhook",
        received_at=received_at,
    )
    return TrackResult(number, (event,), unmapped=() if code else (word[:40],))


def parse_hook(raw: bytes, received_at: datetime) -> HookResult:
    """Signed, so believed: nothing is asked again."""
    return HookResult((parse(raw, received_at),), trusted=True)


def _moment(value: str) -> Moment:
    try:
        at = datetime.fromisoformat(value)
        offset = at.utcoffset()
        if offset is not None:
            source = "carrier_zulu" if value.endswith(("Z", "z")) else "carrier_offset"
            return Moment(
                at.replace(tzinfo=None),
                format_offset(offset),
                at.astimezone(UTC),
                "second",
                "carrier_zulu" if source == "carrier_zulu" else "carrier_offset",
            )
    except (ValueError, OverflowError):
        pass  # answered below, in the same words as a missing offset
    raise CarrierMalformed("occurred_at is a time with its offset, like 2026-11-23T09:15:00+01:00.", carrier="van")
